import { afterModel, afterPerson, type Authored } from './step-provenance';

const step = (id: string, minutes: number, more: object = {}) => ({ id, kind: 'wait', duration: { value: minutes, unit: 'min' }, ...more });
const repeat = (id: string, body: object[], until = 'x') => ({ id, kind: 'repeat', until, body });
const document = (...steps: object[]) => ({ steps });
const short = (steps: Authored['steps']) => steps.map(({ step: id, by, sentences, callId }) => [id, by, sentences, callId].join(' '));

const first = document(step('rest', 1), repeat('loop', [step('grow', 5)]));
const drafted: Authored = { document: first, steps: afterModel(first, { callId: 'c1', sentencesOf: new Map([['grow', [2, 3]]]) }) };

describe('provenance of steps', () => {
  it('of a draft is the model, with its call and the sentences that a step was made of, nested ones too', () => {
    expect(short(drafted.steps)).toEqual(['rest model  c1', 'loop model  c1', 'grow model 2,3 c1']);
  });

  it('when a repair changes a step, that one is of the new call, and the others stay', () => {
    const mended = document(step('rest', 1), repeat('loop', [step('grow', 6)]), step('new', 1));
    expect(short(afterModel(mended, { callId: 'c2', sentencesOf: new Map(), before: drafted }))).toEqual([
      'rest model  c1',
      'loop model  c1',
      'grow model 2,3 c2',
      'new model  c2',
    ]);
  });

  it('when a person changes, adds, moves and removes steps, says which are whose', () => {
    const edited = document(step('mine', 1), repeat('loop', [step('grow', 7)]), step('rest', 1));
    const steps = afterPerson(edited, drafted);
    expect(short(steps)).toEqual(['mine person  ', 'loop model  c1', 'grow model_then_person 2,3 c1', 'rest model  c1']);
    const again = document(step('mine', 2), repeat('loop', [step('grow', 7)], 'y'));
    expect(short(afterPerson(again, { document: edited, steps }))).toEqual([
      'mine person  ',
      'loop model_then_person  c1',
      'grow model_then_person 2,3 c1',
    ]);
  });

  it('when a model changes what a person wrote, the model is its author', () => {
    const before = { document: document(step('mine', 1)), steps: afterPerson(document(step('mine', 1)), { document: null, steps: [] }) };
    expect(short(afterModel(document(step('mine', 2)), { callId: 'c3', sentencesOf: new Map(), before }))).toEqual(['mine model  c3']);
  });

  it.each([[null], [7], [{}], [{ steps: 'none' }], [{ steps: [null, 7, { kind: 'wait' }] }]])('of %j is nothing', (value) => {
    expect(afterModel(value, { callId: 'c', sentencesOf: new Map() })).toEqual([]);
  });
});
