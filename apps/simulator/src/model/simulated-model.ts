import type { Answered, Asked } from './asked';
import { dataOf } from './asked';
import { answerAsk } from './ask/ask-answer';
import { consultAnswer } from './consult-answer';
import { draftAnswer } from './draft/draft-answer';
import { leastFitting } from './least-fitting';
import { photoAnswer } from './photo/photo-answer';
import type { Rules } from './rules';

/** Names of formats, as the drafting library has them on the wire. */
const DRAFT = 'protocol';
const PHOTO = 'photo_check';
const CONSULT = 'consult';
const ASK = 'answer';

/** Whether a request is a consult on readings. */
export function isConsult({ format }: Asked): boolean {
  return format?.name === CONSULT;
}

/**
 * Answers as a model would, by fixed rules: the same request and seed give the same answer. A format that it does not know gets the least
 * value that fits; a request without one gets a sentence that says what this is.
 */
export function answerByRules(asked: Asked, rules: Rules): Answered {
  const { turns, format, mustCall, tools } = asked;
  const wanted = mustCall && (tools.find(({ name }) => mustCall.name === null || name === mustCall.name) ?? tools[0]);
  if (wanted && !turns.some(({ kind }) => kind === 'result'))
    return { kind: 'call', name: wanted.name, parameters: leastFitting(wanted.parameters) };
  const text = (value: unknown): Answered => ({ kind: 'text', text: JSON.stringify(value) });
  switch (format?.name) {
    case DRAFT:
      if (['request', 'sentences', 'current_draft'].every((kind) => dataOf(turns, kind) === undefined)) break;
      return text(draftAnswer(turns, rules));
    case PHOTO:
      return text(photoAnswer(turns));
    case CONSULT:
      return text(consultAnswer(turns));
    case ASK:
      return answerAsk(asked);
  }
  if (format) return text(leastFitting(format.schema));
  return { kind: 'text', text: 'This is the simulated model of a Labwright lab. It answers by fixed rules and knows nothing.' };
}
