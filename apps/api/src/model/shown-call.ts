import type { Principal } from '@labwright/execution';
import type { ModelCallRow } from '@labwright/persistence';
import { seesAllDrafts } from '../drafts/draft-readers';

/**
 * A call as somebody may see it. What a model or an endpoint said in refusing may repeat what it was asked: of a draft, and of what somebody
 * asked outside of a run, that is for whoever asked and for those who see drafts of others. A run is everybody's, and so are its calls.
 */
export function shownCall(call: ModelCallRow, caller: Principal): ModelCallRow {
  const { draft, run, actor } = call;
  const isPrivate = draft !== null || (run === null && actor !== null);
  if (!isPrivate || actor?.id === caller.id || seesAllDrafts(caller)) return call;
  return { ...call, message: null, refusal: null };
}
