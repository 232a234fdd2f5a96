import type { z } from 'zod';
import type { DataBlock } from './data-block';
import type { Prompt } from './prompt';
import type { Purpose } from './purpose';

/** A photo as a model is shown it: JPEG, PNG or WebP, without what a camera wrote into it. */
export interface ModelImage {
  readonly mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly bytes: Uint8Array;
}

/** Something that a model may call while it answers. Tools read, or propose; none of them acts. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  /** Within the strict subset of model endpoints. */
  readonly parameters: z.ZodType;
  /** What it gives back, as JSON; what it throws is told to the model in its words. */
  readonly run: (parameters: unknown) => Promise<unknown>;
}

/** For whom and for what a call is made: goes into its record, and a digest of the actor to the endpoint. */
export interface CallContext {
  /** Id of the principal who asked. */
  readonly actor: string;
  readonly runId?: string;
  readonly stepInstanceId?: string;
  readonly draftId?: string;
}

/** What was said so far, as the adapter that made it understands it. */
export type ModelHistory = readonly unknown[];

export interface ModelRequest<T> {
  readonly purpose: Purpose;
  readonly prompt: Prompt;
  readonly data: readonly DataBlock[];
  readonly images?: readonly ModelImage[];
  /** Of an earlier answer of the same endpoint, when this goes on from it. */
  readonly history?: ModelHistory;
  readonly answer: { readonly name: string; readonly schema: z.ZodType<T> };
  readonly tools?: readonly ModelTool[];
  readonly context: CallContext;
  /** 1 to 128,000; 16,000 where absent. */
  readonly maxOutputTokens?: number;
  readonly signal?: AbortSignal;
  /** Told each piece of the answer's text as it comes. */
  readonly onText?: (piece: string) => void;
  /** Told the id of each call in the record that this took, in their order; with tools there are several. */
  readonly onCall?: (callId: string) => void;
}

/** Why there is no answer. Only `rate_limited`, `server_error`, `timed_out` and `unreachable` may go away by themselves. */
export const FailureKinds = [
  'refused',
  'cut_off',
  'filtered',
  'biosafety',
  'invalid_prompt',
  'rate_limited',
  'server_error',
  'timed_out',
  'unreachable',
  'wrong_key',
  'malformed',
  'unsupported',
  'out_of_budget',
  'out_of_rounds',
  'cancelled',
] as const;
export type FailureKind = (typeof FailureKinds)[number];

/** `message` is for people: what happened and what to do. `callId` is the row of the record. */
export type ModelOutcome<T> =
  | { readonly ok: true; readonly value: T; readonly history: ModelHistory; readonly callId: string }
  | { readonly ok: false; readonly failure: FailureKind; readonly message: string; readonly callId: string };

/** What an endpoint can do, found by asking it. */
export interface ModelCapabilities {
  readonly strictSchema: boolean;
  readonly images: boolean;
  readonly tools: boolean;
  readonly audio: boolean;
}

export interface ModelStatus {
  /** `simulated` for the model that comes with the lab. */
  readonly provider: 'openai' | 'compatible' | 'simulated' | 'none';
  readonly model: string;
  readonly api: 'responses' | 'chat_completions' | 'none';
  readonly reachable: boolean;
  /** Null before it could be asked. */
  readonly can: ModelCapabilities | null;
  readonly problem: string | null;
}

export interface Speech {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Everything that talks to a model goes through this. It never throws for what an endpoint does: a failure is an outcome. */
export interface ModelPort {
  ask<T>(request: ModelRequest<T>): Promise<ModelOutcome<T>>;
  /** Text of recorded speech: WAV, MP3, Ogg, WebM, FLAC or M4A, at most 25 MB. */
  transcribe(
    audio: { readonly mediaType: string; readonly fileName: string; readonly bytes: Uint8Array },
    context: CallContext,
  ): Promise<ModelOutcome<string>>;
  /** A sentence as speech, at most 4,096 characters. */
  speak(text: string, context: CallContext): Promise<ModelOutcome<Speech>>;
  status(): Promise<ModelStatus>;
}
