import { randomUUID } from 'node:crypto';
import type { NextFunction, Response } from 'express';
import helmet from 'helmet';
import type { ApiRequest } from './api-request';

const GIVEN_ID = /^[\w.-]{1,64}$/;

/**
 * Headers that keep browsers careful: nothing that an answer holds is run, framed, guessed at or read by a page from elsewhere. A route that
 * answers with a page says itself what that page may do. Nobody is told of another origin that may read anything, so none may.
 */
export const carefulHeaders = helmet({
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  frameguard: { action: 'deny' },
  // Browsers heed it over HTTPS only, which is what stands before the API; what else has a name under that host is not ours to bind.
  strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
});

/** Gives every request its id (a caller's own one is kept), and says that no answer is kept by anybody on the way. */
export function headOfEveryAnswer(request: ApiRequest, response: Response, next: NextFunction): void {
  const given = request.get('x-request-id') ?? '';
  request.requestId = GIVEN_ID.test(given) ? given : randomUUID();
  // Express would answer 304 to a request with conditions on any route, also where there is nothing to compare; see openapi/revalidation.ts.
  const { 'if-none-match': ifNoneMatch } = request.headers;
  if (ifNoneMatch !== undefined) request.ifNoneMatch = ifNoneMatch;
  for (const name of ['if-none-match', 'if-modified-since']) delete request.headers[name];
  response.set({ 'X-Request-Id': request.requestId, 'Cache-Control': 'no-store' });
  next();
}
