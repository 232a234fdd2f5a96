import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { completionOf, completionPieces, responseEvents, responseOf, type ModelSays } from './model-says';

/** What came, and when it was that many milliseconds after the server was opened. */
export interface ModelCallSeen {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** As it came. */
  readonly text: string;
  /** Its JSON, or null where it is none. */
  readonly body: Readonly<Record<string, unknown>> | null;
  readonly atMs: number;
}

/** What a scripted endpoint does with one call. */
export type ScriptedReply =
  | { readonly says: ModelSays }
  /** HTTP as it is. */
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** Events or pieces of a stream, as they are; then the stream ends. */
  | { readonly events: readonly object[] }
  /** Nothing comes any more: not even a head, or not after the first pieces of a stream. */
  | { readonly stalls: 'at_once' | 'in_the_middle' }
  /** The connection is cut. */
  | { readonly drops: 'at_once' | 'in_the_middle' }
  /** Another of these, but not before that. */
  | { readonly after: Promise<unknown>; readonly then: ScriptedReply };

/**
 * An endpoint on loopback that speaks as OpenAI does and does with each call what comes next in `script`, then `otherwise`. `seen` is every
 * call that came. With `ready` it answers by itself when it is asked what it can do, and that is in neither of the two; without `images` it
 * refuses there what has a picture.
 */
export async function openScriptedModel(
  otherwise: ScriptedReply = { status: 500, body: { error: { message: 'nothing is scripted' } } },
  { ready = false, images = true } = {},
) {
  const script: ScriptedReply[] = [];
  const seen: ModelCallSeen[] = [];
  const began = performance.now();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const call = { path: request.url ?? '', headers: request.headers, text, body: jsonOf(text), atMs: performance.now() - began };
      if (ready && isProbe(call))
        return answer(response, call, !images && text.includes('image_url') ? NO_IMAGES : { says: { text: '{"sum":4}' } }, 0);
      seen.push(call);
      answer(response, call, script.shift() ?? otherwise, seen.length);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    script,
    seen,
    port,
    url: `http://127.0.0.1:${port}/v1`,
    close: (): Promise<unknown> => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Of a model that takes no pictures. */
const NO_IMAGES: ScriptedReply = {
  status: 400,
  body: { error: { message: 'this model takes no images', code: 'unsupported_value', type: 'invalid_request_error', param: 'input' } },
};

export type ScriptedModel = Awaited<ReturnType<typeof openScriptedModel>>;

function isProbe({ path, body }: ModelCallSeen): boolean {
  const { format } = (body?.['text'] ?? {}) as { format?: { name?: string } };
  const { json_schema: chat } = (body?.['response_format'] ?? {}) as { json_schema?: { name?: string } };
  return path.endsWith('/audio/speech') || [format?.name, chat?.name].includes('probe');
}

function answer(response: ServerResponse, call: ModelCallSeen, reply: ScriptedReply, number: number): void {
  if ('after' in reply) return void reply.after.then(() => answer(response, call, reply.then, number));
  const { path, body } = call;
  response.on('error', () => undefined);
  const chat = path.endsWith('/chat/completions');
  const inPieces = body?.['stream'] === true;
  if ('says' in reply) {
    if (!inPieces) return json(response, 200, chat ? completionOf(reply.says, number) : responseOf(reply.says, number));
    return stream(response, chat ? completionPieces(reply.says, number) : responseEvents(reply.says, number), chat);
  }
  if ('status' in reply) return json(response, reply.status, reply.body ?? {}, reply.headers);
  if ('events' in reply) return stream(response, reply.events, chat);
  const when = 'stalls' in reply ? reply.stalls : reply.drops;
  if (when === 'in_the_middle') {
    const says = { text: '{"half": "of an answer' };
    const pieces = chat ? completionPieces(says, number) : responseEvents(says, number);
    head(response);
    for (const piece of pieces.slice(0, 3)) response.write(frame(piece));
  }
  // What was written is on its way before the line is cut.
  if ('drops' in reply) setTimeout(() => response.socket?.destroy(), 20);
}

function json(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'scripted', ...headers });
  response.end(raw ? body : JSON.stringify(body));
}

function stream(response: ServerResponse, events: readonly object[], chat: boolean): void {
  head(response);
  for (const event of events) response.write(frame(event));
  response.end(chat ? 'data: [DONE]\n\n' : '');
}

function head(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
}

function frame(event: object): string {
  const { type } = event as { type?: string };
  return `${type === undefined ? '' : `event: ${type}\n`}data: ${JSON.stringify(event)}\n\n`;
}

function jsonOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
