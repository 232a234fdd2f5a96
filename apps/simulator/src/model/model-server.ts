import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type net from 'node:net';
import { ZodError } from 'zod';
import { speak } from './answer-in-turn';
import type { Asked } from './asked';
import { askedByChat } from './asked-chat';
import { askedByResponses } from './asked-responses';
import { heardText, spokenAudio } from './audio/audio-endpoints';
import { completionChunks, completionOf } from './chat-wire';
import { ModelSwitches, type ModelFault } from './model-faults';
import { refusalOf, type HttpAnswer } from './model-http';
import { SIMULATED_MODEL } from './response-id';
import { responseEvents, responseOf } from './responses-wire';
import type { Rules } from './rules';
import { isConsult } from './simulated-model';

/** Photos and recordings go up to 25 MB, and base64 makes them a third larger. */
const LONGEST_BODY = 40_000_000;
const REQUEST_LIMIT_MS = 60_000;
const MOST_CONNECTIONS = 64;

/** What a fault does to any request, whatever it asks for. */
const BLUNT: Partial<Record<ModelFault, HttpAnswer>> = {
  limitRate: refusalOf(429, 'rate_limit_exceeded', 'the simulated model was told to limit the rate', { 'retry-after': '1' }),
  failServer: refusalOf(500, 'server_error', 'the simulated model was told to fail'),
};

/**
 * The simulated model: an endpoint on loopback that speaks the Responses, Chat Completions, transcription and speech interfaces of models and
 * answers by fixed rules. It is to a model what a virtual device is to an instrument. It keeps nothing between requests but its switches.
 */
export class ModelServer {
  readonly switches = new ModelSwitches();
  readonly #server: http.Server;
  #requests = 0;

  /** @param key who sends another one is refused */
  constructor(
    private readonly rules: Rules,
    private readonly key: string,
  ) {
    const options = { requestTimeout: REQUEST_LIMIT_MS, headersTimeout: REQUEST_LIMIT_MS };
    this.#server = http.createServer(options, (request, response) => {
      void this.#serve(request, response).catch((error: unknown) => {
        if (response.headersSent) response.destroy();
        else send(response, errorAnswer(error));
      });
    });
    this.#server.maxConnections = MOST_CONNECTIONS;
  }

  /** Requests with the right key since the start. */
  get requests(): number {
    return this.#requests;
  }

  /** @param port 0 for a free one; returns the base URL, with `/v1` */
  async listen(port: number): Promise<string> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as net.AddressInfo).port}/v1`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    if (!this.#mayEnter(request.headers.authorization)) {
      // Nothing of whoever has no key is kept.
      request.resume();
      return send(response, refusalOf(401, 'invalid_api_key', 'wrong key'));
    }
    const body = await bodyOf(request);
    if (body === null) {
      response.setHeader('connection', 'close');
      return send(response, refusalOf(413, 'too_large', `a request may carry ${LONGEST_BODY} bytes`));
    }
    this.#requests += 1;
    const [path = ''] = (request.url ?? '').split('?', 1);
    const route = `${request.method ?? ''} ${path}`;
    if (route === 'GET /v1/models') return send(response, { status: 200, json: { object: 'list', data: [MODEL] } });
    if (route === `GET /v1/models/${SIMULATED_MODEL}`) return send(response, { status: 200, json: MODEL });
    if (route === 'POST /v1/responses' || route === 'POST /v1/chat/completions') return this.#answer(path, body, response);
    if (route !== 'POST /v1/audio/transcriptions' && route !== 'POST /v1/audio/speech')
      return send(response, refusalOf(404, 'not_found', `the simulated model has no ${route}`));
    const fault = this.switches.take(false);
    if (fault === 'stall') return;
    const blunt = (fault && BLUNT[fault]) ?? null;
    const heard =
      path === '/v1/audio/transcriptions' ? heardText(request.headers['content-type'] ?? '', body) : spokenAudio(jsonBody(body));
    return send(response, blunt ?? heard, fault === 'dropStream');
  }

  #answer(path: string, body: Buffer, response: http.ServerResponse): void {
    const isChat = path === '/v1/chat/completions';
    const json = jsonBody(body);
    const asked: Asked = (isChat ? askedByChat : askedByResponses)(json, body.length);
    const fault = this.switches.take(isConsult(asked));
    if (fault === 'stall') return;
    const blunt = fault && BLUNT[fault];
    if (blunt) return send(response, blunt);
    const spoken = speak(asked, fault, this.rules);
    const isDropped = fault === 'dropStream';
    if (isChat && spoken.ending.is === 'failed') return send(response, refusalOf(400, spoken.ending.code, spoken.ending.message));
    if (isChat) {
      if (!asked.isStream) return send(response, { status: 200, json: completionOf(spoken) }, isDropped);
      return stream(
        response,
        [...completionChunks(spoken).map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]\n\n'],
        isDropped,
      );
    }
    const whole = responseOf(spoken, json as Readonly<Record<string, unknown>>);
    if (!asked.isStream) return send(response, { status: 200, json: whole }, isDropped);
    const events = responseEvents(whole).map((event) => `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`);
    return stream(response, events, isDropped);
  }

  #mayEnter(header: string | undefined): boolean {
    const given = Buffer.from(header ?? '');
    const wanted = Buffer.from(`Bearer ${this.key}`);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }
}

const MODEL = { id: SIMULATED_MODEL, object: 'model', created: 0, owned_by: 'labwright' };

/** Null when it is too long. */
async function bodyOf(request: http.IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > LONGEST_BODY) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function jsonBody(body: Buffer): unknown {
  return JSON.parse(body.toString('utf8')) as unknown;
}

function errorAnswer(error: unknown): HttpAnswer {
  if (error instanceof ZodError || error instanceof SyntaxError) return refusalOf(400, 'invalid_request', error.message);
  return refusalOf(500, 'server_error', (error as Error).message);
}

function send(response: http.ServerResponse, { status, json, bytes, headers }: HttpAnswer, isDropped = false): void {
  const body = bytes ?? Buffer.from(JSON.stringify(json));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length, ...headers });
  if (isDropped) response.write(body.subarray(0, body.length >> 1), () => response.destroy());
  else response.end(body);
}

function stream(response: http.ServerResponse, events: readonly string[], isDropped: boolean): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  if (isDropped) response.write(events.slice(0, Math.ceil(events.length / 2)).join(''), () => response.destroy());
  else response.end(events.join(''));
}
