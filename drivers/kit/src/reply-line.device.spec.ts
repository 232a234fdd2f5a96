import { ReplyLine } from './reply-line.device';

describe('ReplyLine', () => {
  it('when something is said while a split reply is under way, comes behind it, and each piece after the one before', () => {
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
    subject.faults.delete('splitFrames');
    subject.reply(Buffer.from('OK\n'));
    let fired = 0;
    for (let next = due.shift(); next; next = due.shift()) {
      expect(due).toEqual([]);
      next();
      fired += 1;
    }
    expect(fired).toBeGreaterThan(3);
    expect(said).toBe('M241 STATUS:IDLE_OPEN OK\nOK\n');
  });
});
