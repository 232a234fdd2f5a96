import type { Usage } from '../call-book';
import type { FailureKind, ModelRequest } from '../model-port';

/** Why there is no answer, in words for people; `code` is the endpoint's. */
export interface Trouble {
  readonly failure: FailureKind;
  readonly message: string;
  readonly code: string | null;
}

/** A tool that the model wants to be called; `input` is JSON, or not. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: string;
}

/** What came back of one call. */
export interface Exchange {
  readonly responseId: string | null;
  readonly model: string | null;
  readonly usage: Usage | null;
  readonly text: string;
  readonly refusal: string | null;
  readonly toolCalls: readonly ToolCall[];
  /** What the endpoint said is wrong, in an answer that came whole. */
  readonly trouble: Trouble | null;
  /** What it said, to be sent again with the next question. */
  readonly said: readonly unknown[];
}

/** Nothing came. */
export const NOTHING: Exchange = {
  responseId: null,
  model: null,
  usage: null,
  text: '',
  refusal: null,
  toolCalls: [],
  trouble: null,
  said: [],
};

/** An answer that was asked for in pieces and came whole, told as one piece. */
export function toldWhole(exchange: Exchange, onText: (piece: string) => void): Exchange {
  if (exchange.text !== '') onText(exchange.text);
  return exchange;
}

/** One call as it is to be made. */
export interface WireCall {
  readonly request: ModelRequest<unknown>;
  /** Everything said so far, and what is asked now. */
  readonly items: readonly unknown[];
  readonly maxOutputTokens: number;
  readonly signal: AbortSignal;
  /** Told of every sign of life. */
  readonly alive: () => void;
  readonly strictSchema: boolean;
  readonly reasoning: boolean;
}

/** One of the two ways to speak to an endpoint. `send` throws what the SDK throws. */
export interface ModelWire {
  readonly api: 'responses' | 'chat_completions';
  /** What a request asks, after its history. */
  question(request: ModelRequest<unknown>, strictSchema: boolean): readonly unknown[];
  /** What a tool gave back; `output` is JSON. */
  toolAnswer(call: ToolCall, output: string): unknown;
  send(call: WireCall): Promise<Exchange>;
}
