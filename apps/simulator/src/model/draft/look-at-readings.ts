import type { DraftAnswer } from '@labwright/drafting';
import { bareStep, type LooseDraft } from './loose-draft';

const LOOK = 'look_at_growth';

/**
 * Where cells are grown and then induced, puts a consult between: the model, and a scientist where it does not know, looks at the densities before the inducer goes
 * in. Changes the draft; says so.
 */
export function lookAtReadings(draft: LooseDraft): DraftAnswer['assumptions'] {
  const at = draft.steps.findIndex(({ kind, parent }) => kind === 'repeat' && parent === null);
  const repeat = draft.steps[at];
  const induce = draft.steps.find(({ id, after }) => id === 'induce' && after?.length === 1 && after[0] === repeat?.id);
  const reading = draft.steps.flatMap(({ parent, saves }) => (parent === repeat?.id && saves ? saves : []))[0];
  if (!repeat || !induce || !reading || draft.steps.some(({ id }) => id === LOOK)) return [];
  const question = 'Have the cultures grown as expected, so that they can be induced?';
  const look = bareStep(repeat, {
    id: LOOK,
    kind: 'consult',
    after: [repeat.id],
    question,
    shows: [reading.name],
    ask: 'model',
    role: 'scientist',
  });
  induce.after = [LOOK];
  draft.steps.splice(draft.steps.indexOf(induce), 0, look);
  return [{ step: LOOK, assumption: `${reading.name} is looked at by the model before ${induce.id}` }];
}
