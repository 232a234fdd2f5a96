import { LateReplies } from './late-replies';

describe('LateReplies', () => {
  const owing = (...keys: string[]): LateReplies => {
    const subject = new LateReplies();
    for (const key of keys) subject.add(key, key === 'G28', 1000);
    return subject;
  };

  it('a late reply pays its own debt and everything older, because replies keep their order', () => {
    const subject = owing('M105', 'M123', 'M115');
    expect(subject.pay('M123')).toBe(true);
    expect([subject.has('M105'), subject.has('M123'), subject.has('M115')]).toEqual([false, false, true]);
  });

  it('a reply that is not owed pays nothing', () => {
    expect(owing('M105').pay('M241')).toBe(false);
  });

  it('the same command given up twice is owed twice', () => {
    const subject = owing('M105', 'M105');
    subject.pay('M105');
    expect(subject.has('M105')).toBe(true);
    subject.pay('M105');
    expect(subject.isEmpty).toBe(true);
  });

  it('the reply to a barrier settles all but the movements, which answer out of order', () => {
    const subject = owing('M105', 'G28');
    subject.settleByBarrier();
    expect([subject.has('M105'), subject.has('G28'), subject.needsBarrier]).toEqual([false, true, false]);
  });

  it('what never comes is forgotten when it expires', () => {
    const subject = owing('G28');
    subject.forgetExpired(999);
    expect(subject.has('G28')).toBe(true);
    subject.forgetExpired(1000);
    expect(subject.isEmpty).toBe(true);
  });
});
