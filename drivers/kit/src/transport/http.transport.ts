import { request as plain, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as secure } from 'node:https';
import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import type { WriteFence } from '../write-fence';

/** One call of an instrument's HTTP interface. Bodies are JSON. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: string;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Makes one call and gives whatever status came. Rejects when nothing came, also when `signal` gave it up. The fence is asked once the
 * connection is there, in the tick in which the request leaves. @throws LabError DRIVER_TRANSPORT_FENCED
 */
export type HttpExchange = (request: HttpRequest, signal: AbortSignal, fence?: WriteFence) => Promise<HttpAnswer>;

/** Of a body, bytes; instruments tell little. */
const MAX_BODY = 16 * 1024 * 1024;

/**
 * Through Node's own client, with a connection of its own for each call: a kept one, or one that opens while the request waits, would send it
 * when nobody asks the fence any more. Redirects are refused: an instrument that sends us elsewhere is not the one that was registered.
 */
export const directExchange: HttpExchange = async ({ method, url, body }, signal, fence) => {
  const target = new URL(url);
  const isSecure = target.protocol === 'https:';
  const socket = await connected(target, isSecure, signal);
  try {
    fence?.assertWritable();
    const headers = { connection: 'close', ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const options: RequestOptions = { method, signal, headers, agent: false, createConnection: () => socket };
    return await new Promise((resolve, reject) => {
      const call = (isSecure ? secure : plain)(target, options, (response) => resolve(answerOf(response)));
      call.once('error', reject);
      call.end(body);
    });
  } finally {
    socket.destroy();
  }
};

function connected(target: URL, isSecure: boolean, signal: AbortSignal): Promise<Socket> {
  const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(target.port) || (isSecure ? 443 : 80);
  return new Promise((resolve, reject) => {
    const socket = isSecure ? connectSecurely({ host, port, servername: host }) : connect({ host, port, noDelay: true });
    const giveUp = (): void => void socket.destroy(new Error('given up'));
    signal.addEventListener('abort', giveUp, { once: true });
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      signal.removeEventListener('abort', giveUp);
      resolve(socket);
    });
    socket.once('error', reject);
    if (signal.aborted) giveUp();
  });
}

async function answerOf(response: IncomingMessage): Promise<HttpAnswer> {
  const status = response.statusCode ?? 0;
  if (status >= 300 && status < 400 && response.headers.location !== undefined)
    throw new Error(`it redirects to ${response.headers.location}, which is refused`);
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MAX_BODY) throw new Error(`its answer is longer than ${MAX_BODY} bytes`);
    parts.push(part);
  }
  return { status, body: Buffer.concat(parts).toString('utf8') };
}
