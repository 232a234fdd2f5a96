import type { RunQuestion } from './draft-shapes';
import { callLines, consultLines, provenanceLines } from './provenance-lines';

const model = { model: 'm', simulated: false };
const said = {
  status: 'settled',
  decision: 'adjust',
  adjust: [{ param: 'induction_od', value: 0.5, unit: '{AU}' }],
  reason: 'it grows slowly',
  readings: ['od600'],
  model: 'm',
  promptVersion: 1,
  call: 'c-3',
  outcome: '',
} as const;
const asked: RunQuestion = { question: 'Has it grown?', by: 'model:m', model: said };

describe('the provenance of a drafted protocol', () => {
  it('has each step with who wrote it, in which call, and of which words', () => {
    const steps = [
      { step: 'express', by: 'model', sentences: [], source: null, callId: 'c-1' },
      { step: 'dry', by: 'model_then_person', sentences: [3, 4], source: 'Dry it. Well.', callId: 'c-2' },
      { step: 'wash', by: 'person', sentences: [], source: null, callId: null },
    ] as const;
    expect(provenanceLines({ model }, steps, [{ step: 'express', assumption: '"4 h" of the request' }])).toEqual([
      'Who wrote the 3 steps; the model is m',
      '  express  model               call c-1  of the request; "4 h" of the request',
      '  dry      model, then person  call c-2  of sentences 3, 4, "Dry it. Well."',
      '  wash     person',
    ]);
  });

  it('has the calls with their prompts', () => {
    const call = { id: 'c-1', purpose: 'draft', modelAsked: 'm', status: 'answered', inputTokens: 10, outputTokens: null };
    expect(callLines([{ ...call, promptName: 'draft', promptVersion: 2 }])).toEqual([
      'Calls of the model for the draft: 1',
      '  call c-1  draft   m, prompt draft version 2, answered; tokens: 10 in, ? out',
    ]);
  });
});

describe('what a run asked the model', () => {
  it('has the answer with model, prompt version and call, and leaves out what people alone were asked', () => {
    expect(consultLines([asked, { ...asked, model: null }])).toEqual([
      'The model was asked about the readings of the run: 1 question',
      '  "Has it grown?"',
      '    asked      m, prompt consult version 1, call c-3',
      '    said       adjust induction_od to 0.5 {AU}: it grows slowly',
      '    rests on   od600',
      '    came of it applied; answered by model:m',
    ]);
  });

  it('says when there was no answer, and why a person decided', () => {
    const silent = {
      ...said,
      status: 'no_answer',
      decision: null,
      adjust: [],
      readings: [],
      call: null,
      outcome: 'no answer came in time',
    };
    expect(consultLines([{ ...asked, by: 'user:grace', model: silent }]).slice(2, 6)).toEqual([
      '    asked      m, prompt consult version 1, call none',
      '    said       nothing',
      '    rests on   no reading',
      '    came of it no_answer: no answer came in time; answered by user:grace',
    ]);
  });
});
