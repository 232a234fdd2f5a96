import type { DraftAnswer } from '@labwright/drafting';
import { asDraft, loose, type LooseDraft } from './loose-draft';
import { fillSlots } from './slots';
import { fillStrain } from './strain';
import { quantitiesSaid } from './slot-words';

/** What the simulated model can change, as a question to whoever asked for something else. */
const KNOWN =
  'The simulated model changes numbers only: say for example "grow at 37 °C", "induce with 0.2 mM IPTG", "express for 3 h at 25 °C", "read every 10 min". What is to be changed?';

/** The draft with what the instruction says in it, and nothing else changed; a question where no number of it has a place. */
export function changedDraft(current: LooseDraft, instruction: string): DraftAnswer {
  const draft = loose(current);
  const filled = fillSlots(draft, instruction);
  const strain = fillStrain(draft, instruction);
  const taken = new Set(filled.map(({ said }) => said.at));
  const left = quantitiesSaid(instruction).filter(({ at }) => !taken.has(at));
  const assumptions = [
    ...filled.map(({ step, where, said }) => ({ step, assumption: `"${said.words}" of the instruction: ${where}` })),
    ...(strain ? [{ step: null, assumption: `"${strain.words}" of the instruction: ${strain.where}` }] : []),
    ...left.map(({ words }) => ({ step: null, assumption: `"${words}" of the instruction has no place in this draft and was left out` })),
  ];
  if (filled.length > 0 || strain) return { protocol: asDraft(draft), questions: [], assumptions, sentences: [] };
  return { protocol: null, questions: [{ about: 'instruction', question: KNOWN }], assumptions: [], sentences: [] };
}
