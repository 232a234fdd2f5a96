import type { Answered } from './asked';

/** How an answer ends: whole, short of its length, held back by a filter, or not at all. */
export type Ending =
  | { readonly is: 'completed' }
  | { readonly is: 'incomplete'; readonly reason: 'max_output_tokens' | 'content_filter' }
  | { readonly is: 'failed'; readonly code: 'bio_policy' | 'server_error'; readonly message: string };

/** An answer as it goes over the wire. */
export interface Spoken {
  readonly answered: Answered | null;
  readonly ending: Ending;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Characters of one piece of a stream. */
const PIECE = 400;

export function piecesOf(text: string): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / PIECE) }, (_, i) => text.slice(i * PIECE, (i + 1) * PIECE));
}
