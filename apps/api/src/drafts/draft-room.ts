import { countDrafting, interruptSilentDrafts, lockDraftingRoom, type Tx } from '@labwright/persistence';

/** Drafts that models are at work on at the same time, for one person and for the whole lab. */
const MOST_OF_ONE = 3;
const MOST_OF_ALL = 16;

/**
 * Why no model is put to work on one more draft of this person; null where one may be. Until the transaction is over nobody else counts, so that
 * no two take the last place. Drafts whose process is no more take none. To be asked before a draft is locked: whoever waits for the count may
 * hold nothing that others wait for.
 */
export async function fullBecause(tx: Tx, asker: string): Promise<string | null> {
  await lockDraftingRoom(tx);
  await interruptSilentDrafts(tx);
  const { own, all } = await countDrafting(tx, asker);
  if (own < MOST_OF_ONE && all < MOST_OF_ALL) return null;
  return `${own < MOST_OF_ONE ? `the lab has ${all}` : `you have ${own}`} drafts at which a model is at work; wait for one, or cancel it`;
}
