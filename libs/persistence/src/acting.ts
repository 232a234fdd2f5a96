import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known of a request that only its edge knows; the actor of an act is told by the use case. */
export interface RequestContext {
  readonly requestId: string;
  /** Who is asking and with what, as soon as that is known; null before. */
  readonly caller: () => { readonly actor: string; readonly credential: string } | null;
}

const requests = new AsyncLocalStorage<RequestContext>();

/** Everything that `work` begins belongs to this request: what it does is audited with its id and its credential. */
export function inRequest<T>(context: RequestContext, work: () => T): T {
  return requests.run(context, work);
}

/** The request that the code running now belongs to, and its credential if it was given by this actor. */
export function requestOf(actor: string): { readonly requestId: string; readonly credential: string } {
  const context = requests.getStore();
  const caller = context?.caller() ?? null;
  return { requestId: context?.requestId ?? '', credential: caller?.actor === actor ? caller.credential : '' };
}
