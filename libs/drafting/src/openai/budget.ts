import type { CallBook } from '../call-book';
import type { CallContext } from '../model-port';
import type { Trouble } from './exchange';
import { trouble } from './failure';
import type { ModelBudgets } from './model-settings';

/** Output tokens that are left for a call, or why there are none. What an answer needs besides can go over a budget once, by one input. */
export async function leftOf(
  book: CallBook,
  { perRun, perDraft, perPersonDay, costPerPersonDay }: ModelBudgets,
  context: CallContext,
): Promise<{ readonly tokens: number } | { readonly trouble: Trouble }> {
  const spent = await book.spent(context);
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
  if (over) {
    return { trouble: trouble('out_of_budget', `${over.spent} tokens of ${over.of} are spent for ${over.what} (${over.by})`) };
  }
  if (costPerPersonDay !== null && spent.personCost >= costPerPersonDay) {
    const words = `${spent.personCost.toFixed(2)} of ${costPerPersonDay} US dollars are spent for this person in 24 hours (LABWRIGHT_MODEL_COST_PER_PERSON)`;
    return { trouble: trouble('out_of_budget', words) };
  }
  return { tokens: Math.min(...bounds.map(({ of, spent: used }) => of - used)) };
}
