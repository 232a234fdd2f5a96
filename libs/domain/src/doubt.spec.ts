import { afterDoubt as subject, verdictOf, type VerbVerdict } from './index';

const verb = (repeat: VerbVerdict['repeat'], verdict: VerbVerdict['verdict']): VerbVerdict => ({ repeat, verdict });

describe('afterDoubt', () => {
  it.each([
    ['states that were reached', [verb('state', 'done'), verb('state', 'done')], 'again'],
    ['a state that was not reached', [verb('state', 'done'), verb('state', 'not_done')], 'again'],
    ['a state that nobody knows', [verb('state', 'unknown')], 'ask'],
    ['a read, which the instrument cannot tell', [verb('state', 'done'), verb('read', 'unknown')], 'again'],
    ['an action that did not happen', [verb('action', 'not_done')], 'again'],
    ['an action that happened', [verb('action', 'done')], 'succeeded'],
    ['an action that nobody knows', [verb('action', 'unknown')], 'ask'],
    ['an action that happened before a state that was not reached', [verb('action', 'done'), verb('state', 'not_done')], 'ask'],
    ['an action that happened before one that did not', [verb('action', 'done'), verb('action', 'not_done')], 'ask'],
    ['an action that happened, whose read is lost', [verb('action', 'done'), verb('read', 'done')], 'ask'],
    ['nothing at all', [], 'again'],
  ] as const)('for %s', (_what, verbs, answer) => {
    expect(subject({ verbs, holds: false, attempt: 1 })).toBe(answer);
  });

  it('never begins an action again that may have happened, whatever else is in the step', () => {
    const verdicts = ['done', 'not_done', 'unknown'] as const;
    const repeats = ['state', 'read', 'action'] as const;
    const all = repeats.flatMap((repeat) => verdicts.map((verdict) => verb(repeat, verdict)));
    const pairs = all.flatMap((first) => all.map((second) => [first, second] as const));
    const wrong = [true, false].flatMap((holds) =>
      pairs.filter((verbs) => {
        const answer = subject({ verbs, holds, attempt: 1 });
        const happened = verbs.some(({ repeat, verdict }) => repeat === 'action' && verdict !== 'not_done');
        return (happened && answer === 'again') || (answer === 'succeeded' && verbs.some(({ verdict }) => verdict !== 'done'));
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('asks a person about a hold whose action happened, and about a step that got into doubt five times', () => {
    expect(subject({ verbs: [verb('action', 'done')], holds: true, attempt: 1 })).toBe('ask');
    expect(subject({ verbs: [verb('state', 'done')], holds: true, attempt: 5 })).toBe('ask');
  });
});

describe('verdictOf', () => {
  it('is done only where all are', () => {
    expect(verdictOf([verb('state', 'done'), verb('action', 'done')])).toBe('done');
    expect(verdictOf([verb('state', 'done'), verb('action', 'not_done')])).toBe('not_done');
    expect(verdictOf([verb('state', 'not_done'), verb('action', 'unknown')])).toBe('unknown');
    expect(verdictOf([])).toBe('not_done');
  });
});
