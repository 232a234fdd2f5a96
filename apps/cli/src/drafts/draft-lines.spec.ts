import { painter } from '../show/paint';
import { eventLines, modelText, provenanceLines, unusedLines, writerLines } from './draft-lines';

const subject = (event: Parameters<typeof eventLines>[0]) => eventLines(event, painter(false));
const finding = { code: 'E_RANGE', severity: 'error', path: '/steps/1', message: 'is 400', fixableByModel: true } as const;

describe('a draft as lines', () => {
  it('says what the model does, what was found, and what it wants to know', () => {
    expect(subject({ type: 'asked', round: 0, purpose: 'draft', findings: 0 })).toEqual(['the model drafts ...']);
    expect(subject({ type: 'asked', round: 2, purpose: 'repair', findings: 1 })).toEqual(['repair 2: the model mends 1 finding ...']);
    expect(subject({ type: 'text', round: 0, text: '{' })).toEqual([]);
    const revision = { type: 'revision', revision: 1, round: 0, assumptions: [], questions: [], steps: 3 } as const;
    expect(subject({ ...revision, diagnostics: [finding, { ...finding, severity: 'info' }] })).toEqual([
      'revision 1: 3 steps, 1 error',
      '  error E_RANGE /steps/1: is 400',
    ]);
    expect(subject({ ...revision, steps: 1, diagnostics: [] })).toEqual(['revision 1: 1 step, compiles']);
    const questions = [{ about: 'strain', question: 'Which\u001b[2J one?' }];
    expect(subject({ type: 'ended', status: 'needs_answers', problem: null, questions })).toEqual([expect.not.stringContaining('\u001b')]);
    expect(subject({ type: 'ended', status: 'failed', problem: 'no key', questions: [] })).toEqual(['failed: no key']);
  });

  it('names the sentences that became no step, and of which sentence a step is', () => {
    const sentences = [
      { number: 1, text: 'Wait.', steps: ['rest'], why: null },
      { number: 2, text: 'Admire.', steps: [], why: 'no step' },
    ];
    expect(unusedLines({ sentences })).toEqual(['1 of 2 sentences became no step:', '  2. Admire. (no step)']);
    expect(unusedLines({ sentences: sentences.slice(0, 1) })).toEqual(['each of 1 sentence became a step']);
    expect(unusedLines({ sentences: [] })).toEqual([]);
    const steps = [
      { step: 'rest', by: 'model_then_person', sentences: [1, 2], callId: '0123456789' },
      { step: 'mine', by: 'person', sentences: [], callId: null },
    ] as const;
    expect(provenanceLines({ steps, sentences })).toEqual([
      'rest: model then person (call 01234567) of sentences 1, 2: Wait. Admire.',
      'mine: person',
    ]);
  });

  it('says who wrote each step of a protocol, by which model, and that it is a simulated one', () => {
    const step = { step: 'rest', by: 'model', sentences: [1], source: 'Wait.', callId: '0123456789', draft: 'd' } as const;
    const model = { provider: 'simulated', model: 'm', simulated: true };
    expect(
      writerLines([
        { ...step, model },
        { ...step, by: 'person', source: null, callId: null, model: null },
      ]),
    ).toEqual(['rest: model m (simulated model) (call 01234567) of: Wait.', 'rest: person']);
    expect(writerLines([])).toEqual([]);
  });

  it('says when the model is a simulated one', () => {
    expect(modelText({ provider: 'simulated', model: 'm', simulated: true })).toBe('m (simulated model)');
    expect(modelText({ provider: 'openai', model: 'm', simulated: false })).toBe('m');
    expect(modelText(null)).toBe('none yet');
  });
});
