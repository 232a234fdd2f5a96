import type { APIPromise, OpenAI } from 'openai';
import { Stream } from 'openai/streaming';

/** What came: pieces, or the whole where an endpoint does not know how to give pieces. */
export type Streamed<Piece, Whole> = { readonly pieces: AsyncIterable<Piece> } | { readonly whole: Whole };

/**
 * Tells by its media type whether an answer comes in pieces; the SDK would find none in one that comes whole. What the
 * client does not log, the stream does not either.
 */
export async function streamed<Piece, Whole>(client: OpenAI, answer: APIPromise<unknown>): Promise<Streamed<Piece, Whole>> {
  const response = await answer.asResponse();
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('json')) return { whole: (await response.json()) as Whole };
  return { pieces: Stream.fromSSEResponse<Piece>(response, new AbortController(), client) };
}
