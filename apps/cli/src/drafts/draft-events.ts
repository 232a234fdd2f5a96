import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from '../api/api-client';
import { eventFrames } from '../api/event-frames';
import type { DraftRevision } from '../api/generated/drafts';
import type { Diagnostic } from '../api/generated/schemas';
import { CommandFailure } from '../exit-code';

type Question = { readonly about: string; readonly question: string };

/** What the API tells of a draft while a model is at work. */
export type DraftEvent =
  | { readonly type: 'asked'; readonly round: number; readonly purpose: 'draft' | 'repair'; readonly findings: number }
  | { readonly type: 'text'; readonly round: number; readonly text: string }
  | {
      readonly type: 'revision';
      readonly revision: number;
      readonly round: number;
      readonly diagnostics: readonly Diagnostic[];
      readonly assumptions: DraftRevision['assumptions'];
      readonly questions: readonly Question[];
      readonly steps: number;
    }
  | { readonly type: 'ended'; readonly status: string; readonly problem: string | null; readonly questions: readonly Question[] };

/** Wall milliseconds without a byte after which a connection counts as lost; the API sends a heartbeat every 15 s. */
const SILENCE_MS = 45_000;
const PAUSE_MS = 500;
/** Connections in a row that bring nothing. */
const MOST_TRIES = 20;

/**
 * What happens to a draft from an event on, each once and in order, until no model is at work on it. A connection that is lost is opened again
 * after the last event. @throws CommandFailure for what the API refuses, or when it stays away
 */
export async function* draftEvents(api: ApiClient, id: string, after: string, signal: AbortSignal): AsyncGenerator<DraftEvent> {
  let cursor = after;
  for (let tries = 0; tries < MOST_TRIES && !signal.aborted; tries += 1) {
    try {
      const response = await api.open('streamDraft', { path: { id }, header: { 'Last-Event-ID': cursor } }, signal);
      for await (const frame of eventFrames(api.pieces(response, { silenceMs: SILENCE_MS, signal }))) {
        if (frame.id !== null) cursor = frame.id;
        if (frame.data === null) continue;
        tries = 0;
        yield JSON.parse(frame.data) as DraftEvent;
      }
      // The API ends it when everything is told.
      return;
    } catch (error) {
      const status = error instanceof CommandFailure ? error.problem?.['status'] : undefined;
      if (signal.aborted || (typeof status === 'number' && status < 500) || tries === MOST_TRIES - 1) throw error;
      await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
