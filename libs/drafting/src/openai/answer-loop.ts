import type { CallBook } from '../call-book';
import type { ModelOutcome, ModelRequest } from '../model-port';
import { storablePieces } from '../storable-text';
import { valueIn } from './answer-format';
import { Deadline } from './deadline';
import { NOTHING, type Exchange, type ModelWire, type ToolCall, type Trouble, type WireCall } from './exchange';
import { trouble, troubleOf } from './failure';
import type { ModelSettings } from './model-settings';
import { recordedCall, type RecordedCall } from './recorded-call';
import { runTool } from './run-tool';

const DEFAULT_OUTPUT_TOKENS = 16_000;
/** Of one answer; a model is told to call one at a time, and not every model listens. */
const MOST_TOOL_CALLS = 8;
/** `fetch` of Node gives up on an answer whose head has not come after 300 s, and the call would be made again. */
const MOST_SILENT_MS = 280_000;

/** What the endpoint can do, as far as it changes what is sent. */
export interface WireAbilities {
  readonly strictSchema: boolean;
  readonly reasoning: boolean;
  /** False where it was asked and takes none: a question with a photo is not sent then. */
  readonly images: boolean;
}

/** One endpoint, spoken to in one way. */
export interface Speaking {
  readonly wire: ModelWire;
  readonly settings: ModelSettings;
  readonly book: CallBook;
  readonly can: WireAbilities;
}

/**
 * Asks until there is an answer: one call, and one more for each round of tools, `settings.rounds` at most. Each call is written down and
 * counted before the next. Nothing is held open between calls, and nothing is tried again here that failed.
 */
export async function answerOf<T>(speaking: Speaking, given: ModelRequest<T>): Promise<ModelOutcome<T>> {
  const { wire, settings, can } = speaking;
  const request = given.onText ? { ...given, onText: storablePieces(given.onText) } : given;
  const items = [...(request.history ?? []), ...wire.question(request, can.strictSchema)];
  const read: { value?: T } = {};
  const accept = (exchange: Exchange): Trouble | null => troubleWith(exchange, request, read);
  for (let round = 1; ; round += 1) {
    const { callId, exchange, trouble: wrong } = await oneCall(speaking, request, items, round, accept);
    request.onCall?.(callId);
    if (wrong) return { ok: false, failure: wrong.failure, message: wrong.message, callId };
    items.push(...exchange.said);
    if (exchange.toolCalls.length === 0) return { ok: true, value: read.value as T, history: items, callId };
    if (round === settings.rounds) {
      const { failure, message } = trouble('out_of_rounds', `no answer in ${settings.rounds} calls`);
      return { ok: false, failure, message, callId };
    }
    for (const toolCall of exchange.toolCalls) items.push(wire.toolAnswer(toolCall, await toolOutput(request, exchange, toolCall)));
  }
}

/** One call and no more, whatever tools it asks for. */
export function onceAsked(speaking: Speaking, request: ModelRequest<unknown>): Promise<RecordedCall> {
  const items = speaking.wire.question(request, speaking.can.strictSchema);
  return oneCall(speaking, request, items, 1, (exchange) => troubleWith(exchange, request, {}));
}

async function toolOutput(request: ModelRequest<unknown>, { toolCalls }: Exchange, call: ToolCall): Promise<string> {
  if (toolCalls.indexOf(call) >= MOST_TOOL_CALLS) return JSON.stringify({ problem: `not run: at most ${MOST_TOOL_CALLS} calls at a time` });
  return runTool(request.tools ?? [], call);
}

function oneCall(
  { wire, settings, book, can }: Speaking,
  request: ModelRequest<unknown>,
  items: readonly unknown[],
  round: number,
  accept: (exchange: Exchange) => Trouble | null,
): Promise<RecordedCall> {
  const { purpose, prompt, context } = request;
  const { name, version, sha256 } = prompt;
  const asked = { purpose, api: wire.api, modelAsked: settings.model, prompt: { name, version, sha256 }, round, context };
  const sent = { instructions: prompt.text, items, answer: request.answer.name, tools: (request.tools ?? []).map((tool) => tool.name) };
  const cannot = can.images || !request.images?.length ? null : blind(settings);
  const outputTokens = request.maxOutputTokens ?? DEFAULT_OUTPUT_TOKENS;
  return recordedCall(book, settings, { ...asked, sent, outputTokens, cannot }, (maxOutputTokens) =>
    made(wire, settings, { request, items, maxOutputTokens, ...can }, accept),
  );
}

function blind({ model, baseUrl }: ModelSettings): Trouble {
  return trouble('unsupported', `${model} at ${baseUrl} takes no images, so the photo was not sent and a person has to look at it`);
}

async function made(
  wire: ModelWire,
  { baseUrl, stallMs, limitMs }: ModelSettings,
  call: Omit<WireCall, 'signal' | 'alive'>,
  accept: (exchange: Exchange) => Trouble | null,
): Promise<{ readonly exchange: Exchange; readonly trouble: Trouble | null }> {
  const inPieces = call.request.onText !== undefined;
  const deadline = new Deadline({ stallMs, limitMs: inPieces ? limitMs : Math.min(limitMs, MOST_SILENT_MS) }, call.request.signal);
  try {
    if (inPieces) deadline.alive();
    const exchange = await deadline.race(wire.send({ ...call, signal: deadline.signal, alive: deadline.alive }));
    return { exchange, trouble: deadline.ended ? gaveUp(deadline.ended, baseUrl) : accept(exchange) };
  } catch (error) {
    return { exchange: NOTHING, trouble: deadline.ended ? gaveUp(deadline.ended, baseUrl) : troubleOf(error, baseUrl) };
  } finally {
    deadline.close();
  }
}

function gaveUp(ended: 'timed_out' | 'cancelled', endpoint: string): Trouble {
  return trouble(ended, ended === 'cancelled' ? `the call to ${endpoint} was given up` : `no answer from ${endpoint} in the time allowed`);
}

/** What is wrong with an exchange that came; its value goes into `read`. */
function troubleWith<T>(exchange: Exchange, request: ModelRequest<T>, read: { value?: T }): Trouble | null {
  if (exchange.trouble) return exchange.trouble;
  if (exchange.refusal !== null) return trouble('refused', `the model declined: ${exchange.refusal}`);
  if (exchange.toolCalls.length > 0) return null;
  const answer = valueIn(exchange.text, request.answer);
  if ('wrong' in answer) return trouble('malformed', answer.wrong);
  read.value = answer.value;
  return null;
}
