import { assumptionLines, eventLines, modelText, whyNot } from './draft-lines';

const finding = { code: 'E_RANGE', severity: 'error', path: '/steps/1', message: 'is 120', fixableByModel: true } as const;
const assumed = { step: 'express', assumption: '"4 h" of the request' } as const;
const revision = { type: 'revision', revision: 1, steps: 2, diagnostics: [], assumptions: [] } as const;

describe('what happens to a draft', () => {
  it('is said round by round, with what the compiler found in each', () => {
    expect(eventLines({ type: 'asked', round: 0, purpose: 'draft', findings: 0 })).toEqual(['  the model drafts …']);
    expect(eventLines({ type: 'asked', round: 1, purpose: 'repair', findings: 2 })).toEqual(['  repair 1: the model mends 2 findings …']);
    expect(eventLines({ ...revision, diagnostics: [finding, { ...finding, severity: 'info' }], assumptions: [assumed] })).toEqual([
      '  revision 1: 2 steps, 1 assumption, 1 error',
      '    error E_RANGE at /steps/1: is 120',
    ]);
    expect(eventLines({ type: 'text' })).toEqual([]);
  });

  it('counts a plain assumption, and shows that steps are gone', () => {
    const warning = { code: 'W_ASSUMPTION', severity: 'warning', path: '', message: '1 step was left out' } as const;
    const lines = (fixableByModel: boolean) => eventLines({ ...revision, diagnostics: [{ ...warning, fixableByModel }] });
    expect(lines(false)).toEqual(['  revision 1: 2 steps, 0 assumptions, compiles']);
    expect(lines(true).at(-1)).toBe('    warning W_ASSUMPTION at /: 1 step was left out');
  });

  it('ends with its problem and its questions, in words that no terminal obeys', () => {
    const questions = [{ about: 'strain', question: 'Which\u001b[2J\none?' }];
    expect(eventLines({ type: 'ended', status: 'needs_answers', problem: null, questions })).toEqual([
      '  needs_answers',
      '  question about strain: Which [2J one?',
    ]);
    expect(eventLines({ type: 'ended', status: 'failed', problem: 'wrong key', questions: [] })).toEqual(['  failed: wrong key']);
  });
});

describe('a draft', () => {
  const current = { number: 2, errors: 0, document: {}, assumptions: [] };

  it.each([
    ['needs_answers', null, 'leaves questions open'],
    ['held_biosafety', current, 'held for the biosafety officer'],
    ['failed', null, 'it is failed'],
    ['drafted', null, 'nothing that is a protocol'],
    ['drafted', { ...current, document: null }, 'nothing that is a protocol'],
    ['drafted', { ...current, errors: 1 }, 'revision 2 does not compile: 1 error'],
  ])('that is %s with %j is not submitted, and says why', (status, shown, words) => {
    expect(whyNot({ id: 'd', model: null, status, current: shown })).toContain(words);
  });

  it('that compiles is submitted', () => {
    expect(whyNot({ id: 'd', model: null, status: 'drafted', current })).toBeNull();
  });

  it('says when its model is a simulated one, and what it took for granted', () => {
    expect(modelText({ model: 'm', simulated: true })).toBe('m (simulated: fixed rules, no language model)');
    expect([modelText({ model: 'm', simulated: false }), modelText(null)]).toEqual(['m', 'none']);
    expect(assumptionLines([assumed, { step: null, assumption: 'all else' }])).toEqual([
      '  it took for granted:',
      '    express: "4 h" of the request',
      '    all else',
    ]);
    expect(assumptionLines([])).toEqual(['  it took nothing for granted']);
  });
});
