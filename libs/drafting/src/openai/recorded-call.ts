import { createHash } from 'node:crypto';
import type { CallBegun, CallBook } from '../call-book';
import { allowanceOf, costOf, notHeld } from './budget';
import { NOTHING, type Exchange, type Trouble } from './exchange';
import type { ModelSettings } from './model-settings';

/** What came of a call that is in the book. */
export interface RecordedCall {
  readonly callId: string;
  readonly exchange: Exchange;
  readonly trouble: Trouble | null;
}

/** What a call is before it is in the book: without what is the same for all calls of an endpoint. */
export type CallAsked = Omit<CallBegun, 'provider' | 'inputSha256'> & {
  /** Everything that is sent, as it is sent; for its digest and, where an endpoint does not count, its size. */
  readonly sent: unknown;
  /** Of the longest answer; less where a budget has less left. */
  readonly outputTokens: number;
  /** Why it is not to be made, where that is known before. */
  readonly cannot: Trouble | null;
};

/**
 * Writes a call down, makes it, and writes down what came of it, whatever that is. What it may take is held from the budgets before it is made:
 * `make` is told how many tokens its answer may have, and not called where there are none.
 */
export async function recordedCall(
  book: CallBook,
  { provider, prices, apiKey, budgets }: ModelSettings,
  { sent, outputTokens, cannot, ...asked }: CallAsked,
  make: (outputTokens: number) => Promise<{ readonly exchange: Exchange; readonly trouble: Trouble | null }>,
): Promise<RecordedCall> {
  const text = JSON.stringify(sent);
  const wanted = { inputTokens: tokensIn(text), outputTokens };
  const terms = { context: asked.context, price: prices[asked.modelAsked] };
  const begun = { ...asked, provider, inputSha256: createHash('sha256').update(text).digest('hex') };
  const { callId, held } = await book.begin(begun, (spent) => (cannot ? notHeld(cannot) : allowanceOf(budgets, spent, wanted, terms)));
  const began = performance.now();
  const came = 'trouble' in held ? notMade(held.trouble) : await make(held.outputTokens);
  const { exchange, trouble } = withoutKey(came, apiKey);
  const { model, usage, refusal, responseId } = exchange;
  const price = prices[model ?? ''] ?? prices[asked.modelAsked];
  await book.end(callId, {
    status: trouble ? 'failed' : 'answered',
    modelReturned: model,
    responseId,
    usage,
    countedTokens: usage ? usage.inputTokens + usage.outputTokens : reckoned(text, exchange, trouble),
    cost: price && usage ? costOf(price, usage) : null,
    latencyMs: Math.round(performance.now() - began),
    failure: trouble?.failure ?? null,
    message: trouble?.message ?? null,
    refusal,
    errorCode: trouble?.code ?? null,
  });
  return { callId, exchange, trouble };
}

/** An endpoint may say the key that it refuses. It is in no message, record or log. */
function withoutKey<T extends { readonly exchange: Exchange; readonly trouble: Trouble | null }>(came: T, apiKey: string): T {
  // Something shorter is no secret, and a part of other words.
  if (apiKey.length < 8 || !came.trouble?.message.includes(apiKey)) return came;
  return { ...came, trouble: { ...came.trouble, message: came.trouble.message.replaceAll(apiKey, '(hidden)') } };
}

/** Of a call that was not made. */
export function notMade(trouble: Trouble): { readonly exchange: Exchange; readonly trouble: Trouble } {
  return { exchange: NOTHING, trouble };
}

/** Kinds of failures at which an endpoint has not thought: nothing was spent. */
const NOT_SPENT = new Set<string>(['out_of_budget', 'unreachable', 'wrong_key', 'rate_limited', 'unsupported', 'invalid_prompt']);

function reckoned(sent: string, { text }: Exchange, trouble: Trouble | null): number {
  if (trouble && NOT_SPENT.has(trouble.failure)) return 0;
  return tokensIn(sent + text);
}

/** About four characters to a token; a picture or a recording in base64 counts far less than its characters, and so not at all. */
function tokensIn(text: string): number {
  return Math.ceil(text.replaceAll(/data:(?:image|audio)\/[\w.+-]+;base64,[\w+/=]+/g, '').length / 4);
}
