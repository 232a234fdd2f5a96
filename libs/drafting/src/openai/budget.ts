import type { Held, Spent } from '../call-book';
import type { CallContext } from '../model-port';
import type { Trouble } from './exchange';
import { trouble } from './failure';
import type { ModelBudgets, ModelPrice } from './model-settings';

/** What a call may take: tokens of output, or why it may not be made. What is held of the budgets until it has ended. */
export type Allowance = Held & ({ readonly outputTokens: number } | { readonly trouble: Trouble });

/** Tokens that a call wants: what is sent, about, and the longest answer. */
export interface Wanted {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What is left for a call after what was spent. What an answer needs besides can go over a budget once, by one input. */
export function allowanceOf(
  { perRun, perDraft, perPersonDay, costPerPersonDay }: ModelBudgets,
  spent: Spent,
  wanted: Wanted,
  { context, price }: { readonly context: CallContext; readonly price: ModelPrice | undefined },
): Allowance {
  const bounds = [
    ...(context.runId === undefined
      ? []
      : [{ what: `run ${context.runId}`, of: perRun, spent: spent.run, by: 'LABWRIGHT_MODEL_TOKENS_PER_RUN' }]),
    ...(context.draftId === undefined
      ? []
      : [{ what: `draft ${context.draftId}`, of: perDraft, spent: spent.draft, by: 'LABWRIGHT_MODEL_TOKENS_PER_DRAFT' }]),
    { what: 'this person in 24 hours', of: perPersonDay, spent: spent.person, by: 'LABWRIGHT_MODEL_TOKENS_PER_PERSON' },
  ];
  const over = bounds.find(({ of, spent: used }) => used >= of);
  if (over) return refused(`${over.spent} tokens of ${over.of} are spent, or held by calls under way, for ${over.what} (${over.by})`);
  if (costPerPersonDay !== null && spent.personCost >= costPerPersonDay) {
    const used = `${spent.personCost.toFixed(2)} of ${costPerPersonDay} US dollars are spent, or held by calls under way,`;
    return refused(`${used} for this person in 24 hours (LABWRIGHT_MODEL_COST_PER_PERSON)`);
  }
  const outputTokens = Math.min(wanted.outputTokens, ...bounds.map(({ of, spent: used }) => of - used));
  return {
    outputTokens,
    tokens: wanted.inputTokens + outputTokens,
    cost: price ? costOf(price, { inputTokens: wanted.inputTokens, outputTokens }) : null,
  };
}

/** More than any bound of a cost, and what the record takes. */
const MOST_COST = 99_999_999;

/** US dollars. */
export function costOf({ input, output }: ModelPrice, { inputTokens, outputTokens }: Wanted): number {
  return Math.min((inputTokens * input + outputTokens * output) / 1e6, MOST_COST);
}

function refused(happened: string): Allowance {
  return notHeld(trouble('out_of_budget', happened));
}

/** Of a call that is not made. */
export function notHeld(why: Trouble): Allowance {
  return { trouble: why, tokens: 0, cost: null };
}
