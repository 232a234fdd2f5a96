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
  const { site } = spent;
  const [aRun, aDraft, aPerson] = [`run ${context.runId}`, `draft ${context.draftId}`, 'this person in 24 hours'];
  const ofRun = [{ what: aRun, of: perRun, spent: spent.run, by: 'LABWRIGHT_MODEL_TOKENS_PER_RUN' }];
  const ofDraft = [
    { what: aDraft, of: perDraft, spent: spent.draft, by: 'LABWRIGHT_MODEL_TOKENS_PER_DRAFT' },
    { what: aDraft, of: site?.tokensPerDraft ?? Infinity, spent: spent.draft, by: 'tokensPerDraft of the site policy' },
  ];
  const bounds = [
    ...(context.runId === undefined ? [] : ofRun),
    ...(context.draftId === undefined ? [] : ofDraft),
    { what: aPerson, of: perPersonDay, spent: spent.person, by: 'LABWRIGHT_MODEL_TOKENS_PER_PERSON' },
    { what: aPerson, of: site?.tokensPerDay ?? Infinity, spent: spent.person, by: 'tokensPerDay of the site policy' },
  ];
  const over = bounds.find(({ of, spent: used }) => used >= of);
  if (over) return refused(`${over.spent} tokens of ${over.of} are spent, or held by calls under way, for ${over.what} (${over.by})`);
  const costs = [
    { of: costPerPersonDay ?? Infinity, by: 'LABWRIGHT_MODEL_COST_PER_PERSON' },
    { of: site?.costPerDay ?? Infinity, by: 'costPerDay of the site policy' },
  ];
  // Where nothing may be spent, what has no price may still be asked.
  const dear = costs.find(({ of }) => spent.personCost >= of && (of > 0 || price !== undefined));
  if (dear) {
    const used = `${spent.personCost.toFixed(2)} of ${dear.of} US dollars are spent, or held by calls under way,`;
    return refused(`${used} for this person in 24 hours (${dear.by})`);
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
