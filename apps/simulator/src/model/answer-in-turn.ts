import { textWithin, tokensOf, type Answered, type Asked } from './asked';
import { leastFitting } from './least-fitting';
import type { ModelFault } from './model-faults';
import type { Rules } from './rules';
import { answerByRules } from './simulated-model';
import type { Ending, Spoken } from './spoken';

const REFUSAL = 'The simulated model was told to refuse.';
const BIOLOGY = 'The simulated model was told to block this as a matter of biology.';

/** The answer to one request, with a fault in it where one is on, and no longer than was asked for. */
export function speak(asked: Asked, fault: ModelFault | null, rules: Rules): Spoken {
  const answered = spoil(answerByRules(asked, rules), asked, fault);
  const whole = lengthOf(answered);
  const ending = endingOf(fault, tokensOf(whole), asked.maxOutputTokens);
  const inputTokens = tokensOf(asked.length);
  if (ending.is === 'failed') return { answered: null, ending, inputTokens, outputTokens: 0 };
  const most = Math.min(asked.maxOutputTokens, ending.is === 'incomplete' ? Math.ceil(tokensOf(whole) / 2) : Infinity);
  // A call that is cut off has no parameters that could be read; none is made.
  if (answered.kind === 'call' && ending.is === 'incomplete') return { answered: null, ending, inputTokens, outputTokens: most };
  const said = answered.kind === 'text' ? { ...answered, text: textWithin(answered.text, most) } : answered;
  return { answered: said, ending, inputTokens, outputTokens: Math.min(most, tokensOf(whole)) };
}

function spoil(answered: Answered, { format, mustCall }: Asked, fault: ModelFault | null): Answered {
  if (fault === 'refuse') return { kind: 'refusal', text: REFUSAL };
  if (answered.kind !== 'text' || mustCall) return answered;
  if (fault === 'breakJson') return { ...answered, text: answered.text.slice(0, Math.ceil(answered.text.length / 2)) };
  if (fault === 'answerUnsound' && format) return { ...answered, text: JSON.stringify(unsound(answered.text, format.schema)) };
  if (fault === 'stopRun')
    return { ...answered, text: JSON.stringify({ ...(JSON.parse(answered.text) as object), decision: 'stop', adjust: [] }) };
  return answered;
}

/** A draft whose steps all follow one that is not there; of anything else the least value that fits. */
function unsound(text: string, schema: unknown): unknown {
  const answer = JSON.parse(text) as { protocol?: { steps: readonly object[] } | null };
  if (!answer.protocol) return leastFitting(schema);
  return { ...answer, protocol: { ...answer.protocol, steps: answer.protocol.steps.map((step) => ({ ...step, after: ['nowhere'] })) } };
}

function endingOf(fault: ModelFault | null, needed: number, allowed: number): Ending {
  if (fault === 'blockBiology') return { is: 'failed', code: 'bio_policy', message: BIOLOGY };
  if (fault === 'filterContent') return { is: 'incomplete', reason: 'content_filter' };
  if (fault === 'stopShort' || needed > allowed) return { is: 'incomplete', reason: 'max_output_tokens' };
  return { is: 'completed' };
}

function lengthOf(answered: Answered): number {
  return answered.kind === 'call' ? JSON.stringify(answered.parameters).length : answered.text.length;
}
