import { EventType as subject } from './event';

describe('the names of events', () => {
  it('when one is added, is unlike all others, dotted and in lower case', () => {
    expect(new Set(subject).size).toBe(subject.length);
    for (const name of subject) expect(name).toMatch(/^[a-z]+\.[a-z]+(?:_[a-z]+)*$/);
  });
});
