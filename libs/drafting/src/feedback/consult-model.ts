import type { SavedHistoryRow, TakenQuestion } from '@labwright/persistence';
import { AnswerNames, ConsultAnswerSchema } from '../answers.schema';
import type { FailureKind, ModelPort } from '../model-port';
import { Prompt } from '../prompt';
import { shownText } from '../shown-text';
import { beyondBounds, type Wanted } from './approved-bounds';
import { boundsOf, consultData, shownReadings } from './consult-material';

/** An answer is a few sentences. */
const MAX_OUTPUT_TOKENS = 2_000;
const REASON = 1_000;

/** What the model said, as far as it holds: `beyond` is why it wants more than was approved. */
export interface ConsultSaid {
  readonly decision: 'continue' | 'adjust' | 'stop' | 'ask';
  readonly adjust: readonly Wanted[];
  readonly reason: string;
  readonly readings: readonly string[];
  readonly beyond: string | null;
}

export type ConsultOutcome =
  | { readonly ok: true; readonly said: ConsultSaid; readonly callId: string; readonly promptVersion: number }
  | {
      readonly ok: false;
      readonly failure: FailureKind;
      readonly message: string;
      readonly callId: string;
      readonly promptVersion: number;
    };

/**
 * Shows a model the readings of a run, the step that asks and what was approved, and has its answer checked: readings that it was not shown are
 * taken out; a decision that rests on none of those that it was shown is left to a person; values are compared with the bounds. Changes nothing.
 */
export async function consultModel(
  port: ModelPort,
  question: TakenQuestion,
  saved: readonly SavedHistoryRow[],
  signal: AbortSignal,
): Promise<ConsultOutcome> {
  const prompt = Prompt.read('consult');
  const readings = shownReadings(question.shows, saved);
  const bounds = boundsOf(question);
  const outcome = await port.ask({
    purpose: 'consult',
    prompt,
    data: consultData(question, readings, bounds),
    answer: { name: AnswerNames.consult, schema: ConsultAnswerSchema },
    context: { actor: question.createdBy, runId: question.runId, stepInstanceId: question.stepInstanceId },
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    signal,
  });
  const { callId } = outcome;
  if (!outcome.ok) return { ok: false, failure: outcome.failure, message: outcome.message, callId, promptVersion: prompt.version };
  const { decision, adjust, reason, readings: named } = outcome.value;
  const usable = readings.filter(({ values }) => values.at(-1)?.quality === 'ok').map(({ name }) => name);
  const relied = question.shows.filter((name) => named.includes(name));
  const words = shownText(reason, REASON).trim() || 'it gave no reason';
  const rests = relied.some((name) => usable.includes(name));
  // Going on without a reading that can be used is nobody's answer but a person's.
  const unfounded = (decision === 'continue' || decision === 'adjust') && !rests;
  const said: ConsultSaid = {
    decision: unfounded ? 'ask' : decision,
    adjust:
      decision === 'adjust'
        ? adjust.slice(0, 20).map((each) => ({ ...each, param: shownText(each.param, 64), unit: shownText(each.unit, 32) }))
        : [],
    reason: unfounded ? `${words} (It said "${decision}", and named no reading that can be used.)` : words,
    readings: relied,
    beyond: decision === 'adjust' && !unfounded ? beyondBounds(adjust, bounds, question.kinds) : null,
  };
  return { ok: true, said, callId, promptVersion: prompt.version };
}
