import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import path from 'node:path';
import { LabError } from '@labwright/domain';
import { z } from 'zod';
import type { EmergencyStop } from './emergency-stop';

const BODY_LIMIT_BYTES = 16_384;
/** A caller that does not send its request within this is cut off, wall milliseconds. */
const REQUEST_MS = 5_000;
const EVERYWHERE = new Set(['0.0.0.0', '::']);

/** `by` and `at` are the API's: it knows who asked. Whoever else has the token speaks for the bench agent's machine. */
const RequestSchema = z.strictObject({
  id: z.uuid().exactOptional(),
  instrument: z.string().min(1).max(63).nullable().exactOptional(),
  reason: z.string().trim().min(1).max(1_000).exactOptional(),
  by: z
    .string()
    .regex(/^user:.{1,100}$/)
    .exactOptional(),
  at: z.iso.datetime().exactOptional(),
});

export interface ControlPortOptions {
  readonly agent: string;
  /** 127.0.0.1, unless the API is on another machine. */
  readonly host: string;
  readonly port: number;
  readonly token: string;
  /** Where `control.url` is written, for whoever stands at the machine. */
  readonly folder: string;
}

/**
 * The token in the agent's folder, made at the first start: 32 random bytes, readable by its owner only. It allows to stop and nothing else.
 */
export async function controlToken(folder: string): Promise<string> {
  const file = path.join(folder, 'control.token');
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept.trim() !== '') return kept.trim();
  const token = `lws_${randomBytes(32).toString('base64url')}`;
  await writePrivately(file, `${token}\n`);
  return token;
}

/**
 * `POST /v1/estop` of one bench agent: the way in that needs neither API, nor database, nor broker. Bearer token; small bodies; loopback by
 * default. A crash leaves `control.url` behind, which the next start writes anew.
 */
export class ControlPort {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** @throws LabError SETTING_INVALID when it cannot listen there */
  static async start(options: ControlPortOptions, stops: EmergencyStop): Promise<ControlPort> {
    const { host, port, folder } = options;
    const server = createServer((request, response) => {
      void answer(request, options, stops).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json', ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}) });
        response.end(`${JSON.stringify(body)}\n`);
      });
    });
    server.requestTimeout = REQUEST_MS;
    server.headersTimeout = REQUEST_MS;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => reject(notListening(host, port, error)));
      server.listen(port, host, resolve);
    });
    const found = server.address() as AddressInfo;
    const name = EVERYWHERE.has(host) ? hostname() : host.includes(':') ? `[${host}]` : host;
    const url = `http://${name}:${found.port}`;
    await writePrivately(path.join(folder, 'control.url'), `${url}\n`);
    return new ControlPort(server, url);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function answer(request: IncomingMessage, { agent, token }: ControlPortOptions, stops: EmergencyStop): Promise<Answer> {
  if (!isAllowed(request.headers.authorization, token))
    return problem(401, 'send "Authorization: Bearer ..." with the token in control.token in the folder of this bench agent');
  if (request.url === '/v1/estop' && request.method === 'GET') return { status: 200, body: { agent } };
  if (request.url !== '/v1/estop' || request.method !== 'POST')
    return problem(404, 'there is POST /v1/estop, and GET to see that it is there; nothing else');
  try {
    const text = await bodyOf(request);
    if (text === null) return problem(413, `the body is larger than ${BODY_LIMIT_BYTES} bytes`);
    const parsed = RequestSchema.safeParse(text.trim() === '' ? {} : jsonOf(text));
    // Stopping is gated by nothing: a request that nobody understands stops everything, and says so.
    const { id = randomUUID(), instrument = null, reason = 'no reason was given', by, at } = parsed.success ? parsed.data : {};
    const asked = { id, instrument, reason, by: by ?? `control:${agent}`, via: by ? ('api' as const) : ('control_port' as const) };
    const instruments = await stops.stop({ ...asked, at: at ? new Date(at) : stops.now });
    const misread = parsed.success ? {} : { misread: `${z.prettifyError(parsed.error)}; so everything of this bench agent was stopped` };
    return { status: 200, body: { request: id, agent, instruments, ...misread } };
  } catch (error) {
    return problem(500, (error as Error).message);
  }
}

function problem(status: number, detail: string): Answer {
  return { status, body: { status, detail } };
}

function isAllowed(header: string | undefined, token: string): boolean {
  const given = /^Bearer +(\S{1,200})$/i.exec(header ?? '')?.[1] ?? '';
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(token));
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > BODY_LIMIT_BYTES) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function writePrivately(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}

function notListening(host: string, port: number, error: Error): LabError {
  const message = `the control port cannot listen on ${host}:${port} (${error.message}); set LABWRIGHT_CONTROL_HOST and LABWRIGHT_CONTROL_PORT, 0 for any port`;
  const context = { setting: 'LABWRIGHT_CONTROL_PORT', value: String(port), allowed: 'a free port, or 0 for any' };
  return new LabError('SETTING_INVALID', message, context, 'never', { cause: error });
}
