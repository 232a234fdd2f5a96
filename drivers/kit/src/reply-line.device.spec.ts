import { ReplyLine } from './reply-line.device';

describe('ReplyLine', () => {
  it('when timers that are due together fire in the wrong order, the bytes of a split reply keep theirs', () => {
    const due: (() => void)[] = [];
    let said = '';
    const subject = new ReplyLine(
      {
        labNow: () => 0,
        after: (_ms, callback) => {
          due.push(callback);
          return () => undefined;
        },
        random: () => 0.3,
        ambient: () => 22,
      },
      (bytes) => (said += Buffer.from(bytes).toString()),
    );
    subject.faults.add('splitFrames');
    subject.reply(Buffer.from('M241 STATUS:IDLE_OPEN OK\n'));
    for (const fire of due.toReversed()) fire();
    expect(due.length).toBeGreaterThan(3);
    expect(said).toBe('M241 STATUS:IDLE_OPEN OK\n');
  });
});
