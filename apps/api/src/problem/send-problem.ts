import type { Response } from 'express';
import { BODY_LIMIT_BYTES } from '../api-settings';
import { announcedBytes, type ApiRequest } from '../http/api-request';
import type { ProblemAnswer } from './problem';

/** Wall milliseconds that a client has to read the answer before the connection with its unread body is cut. */
const LINGER_MS = 500;

/**
 * Writes a problem. When the request has a body that is larger than any we take, the rest of it is not read: the answer is written, the
 * client gets a moment to read it, and the connection ends. (Node would otherwise read such a body to its end.)
 */
export function sendProblem(request: ApiRequest, response: Response, { problem, headers }: ProblemAnswer): void {
  const body = Buffer.from(JSON.stringify({ ...problem, requestId: request.requestId ?? '' }));
  response.status(problem.status).set({ ...headers, 'Content-Type': 'application/problem+json', 'Content-Length': String(body.length) });
  if (request.method === 'HEAD') return void response.end();
  if (request.complete || announcedBytes(request) <= BODY_LIMIT_BYTES) return void response.end(body);
  request.pause();
  response.set('Connection', 'close');
  response.write(body);
  const cut = setTimeout(() => request.socket.destroy(), LINGER_MS);
  request.socket.once('close', () => clearTimeout(cut));
}
