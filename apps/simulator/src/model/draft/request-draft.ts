import { createHash } from 'node:crypto';
import type { DraftAnswer } from '@labwright/drafting';
import { chooseTemplate } from './choose-template';
import { asDraft, loose, type LooseDraft } from './loose-draft';
import { lookAtReadings } from './look-at-readings';
import { questionsFor } from './questions';
import { fillSlots } from './slots';
import { quantitiesSaid } from './slot-words';
import { fillStrain } from './strain';
import type { Template } from './template';

type Assumption = DraftAnswer['assumptions'][number];

/** The template that a request names, with the numbers of the request in it; questions where it names none. */
export function draftByRequest(request: string, templates: readonly Template[]): DraftAnswer {
  const template = chooseTemplate(request, templates);
  if (!template) return questionsFor(request, templates);
  const draft = namedFor(template, request);
  const assumptions = [...fillIn(draft, request, template), ...lookAtReadings(draft)];
  return { protocol: asDraft(draft), questions: [], assumptions, sentences: [] };
}

/** Fills in what a text says; each number that was taken, and each that has no place, is said. */
export function fillIn(draft: LooseDraft, text: string, { slug }: Pick<Template, 'slug'>): readonly Assumption[] {
  const filled = fillSlots(draft, text);
  const strain = fillStrain(draft, text);
  const taken = new Set(filled.map(({ said }) => said.at));
  const left = quantitiesSaid(text).filter(({ at }) => !taken.has(at));
  return [
    { step: null, assumption: `everything that the request does not say is as in "${slug}" of the protocol library` },
    ...filled.map(({ step, where, said }) => ({ step, assumption: `"${said.words}" of the request: ${where}` })),
    ...(strain ? [{ step: null, assumption: `"${strain.words}" of the request: ${strain.where}` }] : []),
    ...left.map(({ words }) => ({ step: null, assumption: `"${words}" of the request has no place in "${slug}" and was left out` })),
  ];
}

/** A copy of the template under a name of its own, which says where it comes from. */
export function namedFor({ slug, title, draft: template }: Template, text: string): LooseDraft {
  const draft = loose(template);
  draft.name = `${slug}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
  draft.version = '0.1.0';
  draft.title = `${title} (drafted)`.slice(0, 300);
  draft.purpose = `Drafted by the simulated model from "${slug}" of the protocol library. ${draft.purpose ?? ''}`.trim().slice(0, 4_000);
  return draft;
}
