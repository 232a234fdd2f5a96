import { StopLatch } from './stop-latch';

describe('StopLatch', () => {
  it('while a stop stands, lets safe-state commands pass a fence that has closed, and nothing else', () => {
    const subject = new StopLatch('shaker-1');
    const fence = subject.around({
      assertWritable: () => {
        throw new Error('fenced');
      },
    });
    expect(() => fence.assertWritable('safe_state')).toThrow('fenced');
    subject.close('one', 'emergency stop by tim: a spill');
    expect(() => fence.assertWritable('safe_state')).not.toThrow();
    expect(() => fence.assertWritable()).toThrow('fenced');
  });

  it('opens when a person has re-armed after every stop, and tells each stop', () => {
    const subject = new StopLatch('shaker-1');
    let told = 0;
    const unhear = subject.onClose(() => (told += 1));
    subject.close('one', 'first');
    subject.close('two', 'second');
    unhear();
    subject.close('three', 'third');
    expect([told, subject.why, subject.open(['one']), subject.open(['two', 'three']), subject.isClosed]).toEqual([
      2,
      'third',
      false,
      true,
      false,
    ]);
  });
});
