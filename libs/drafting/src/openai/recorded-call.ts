import { createHash } from 'node:crypto';
import type { CallBegun, CallBook } from '../call-book';
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
};

/** Writes a call down, makes it, and writes down what came of it, whatever that is. */
export async function recordedCall(
  book: CallBook,
  { provider, prices, apiKey }: ModelSettings,
  { sent, ...asked }: CallAsked,
  make: () => Promise<{ readonly exchange: Exchange; readonly trouble: Trouble | null }>,
): Promise<RecordedCall> {
  const text = JSON.stringify(sent);
  const callId = await book.begin({ ...asked, provider, inputSha256: createHash('sha256').update(text).digest('hex') });
  const began = performance.now();
  const { exchange, trouble } = withoutKey(await make(), apiKey);
  const { model, usage, refusal, responseId } = exchange;
  const price = prices[model ?? ''] ?? prices[asked.modelAsked];
  await book.end(callId, {
    status: trouble ? 'failed' : 'answered',
    modelReturned: model,
    responseId,
    usage,
    countedTokens: usage ? usage.inputTokens + usage.outputTokens : reckoned(text, exchange, trouble),
    cost: price && usage ? (usage.inputTokens * price.input + usage.outputTokens * price.output) / 1e6 : null,
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

/** About four characters to a token; a picture or a recording in base64 counts far less than its characters, and so not at all. */
function reckoned(sent: string, { text }: Exchange, trouble: Trouble | null): number {
  if (trouble && NOT_SPENT.has(trouble.failure)) return 0;
  return Math.ceil((sent.replaceAll(/data:(?:image|audio)\/[\w.+-]+;base64,[\w+/=]+/g, '').length + text.length) / 4);
}
