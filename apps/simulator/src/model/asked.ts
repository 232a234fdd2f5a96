/** An image that a request carries. */
export interface AskedImage {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** One thing that was said, in the order of the request, whichever of the two interfaces it came by. */
export type Turn =
  | { readonly kind: 'data'; readonly data: string; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly image: AskedImage }
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'call'; readonly id: string; readonly name: string; readonly parameters: unknown }
  | { readonly kind: 'result'; readonly id: string; readonly result: unknown };

export interface AskedTool {
  readonly name: string;
  readonly parameters: unknown;
}

/** What a request asks for. `format` is of the answer: its name and JSON Schema. */
export interface Asked {
  readonly turns: readonly Turn[];
  readonly tools: readonly AskedTool[];
  readonly format: { readonly name: string; readonly schema: unknown } | null;
  /** It wants a call of a tool: of the one named, or of any. */
  readonly mustCall: { readonly name: string | null } | null;
  /** 1 or more; Infinity where the request does not say. */
  readonly maxOutputTokens: number;
  readonly isStream: boolean;
  /** Characters of all that came in, for the usage. */
  readonly length: number;
}

/** What a model says: a text, or calls of tools. */
export type Answered =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refusal'; readonly text: string }
  | { readonly kind: 'call'; readonly name: string; readonly parameters: unknown };

/** A text as a turn of who asks: data where it is a data block, else a text that nothing is read from. */
export function turnOf(text: string): Turn {
  if (!text.startsWith('{"data":')) return { kind: 'text', text };
  const value = jsonOf(text);
  const { data, value: inner } = (typeof value === 'object' && value !== null ? value : {}) as { data?: unknown; value?: unknown };
  return typeof data === 'string' ? { kind: 'data', data, value: inner } : { kind: 'text', text };
}

/** The last data of a kind; undefined where there is none. */
export function dataOf(turns: readonly Turn[], kind: string): unknown {
  const turn = turns.findLast((each) => each.kind === 'data' && each.data === kind);
  return turn?.kind === 'data' ? turn.value : undefined;
}

/** JSON, or the text itself where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Characters in a token, about: what the usage of a simulated model counts by. */
const TOKEN = 4;

export function tokensOf(characters: number): number {
  return Math.max(1, Math.ceil(characters / TOKEN));
}

/** What of a text fits into so many tokens. */
export function textWithin(text: string, tokens: number): string {
  return text.slice(0, Math.min(text.length, tokens * TOKEN));
}
