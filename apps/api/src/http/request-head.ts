import { randomUUID } from 'node:crypto';
import type { NextFunction, Response } from 'express';
import type { ApiRequest } from './api-request';

const GIVEN_ID = /^[\w.-]{1,64}$/;

/** Gives every request its id (a caller's own one is kept) and every answer the headers that browsers need to stay careful. */
export function headOfEveryAnswer(request: ApiRequest, response: Response, next: NextFunction): void {
  const given = request.get('x-request-id') ?? '';
  request.requestId = GIVEN_ID.test(given) ? given : randomUUID();
  // Express would answer 304 to a request with conditions on any route, also where there is nothing to compare; see openapi/revalidation.ts.
  const { 'if-none-match': ifNoneMatch } = request.headers;
  if (ifNoneMatch !== undefined) request.ifNoneMatch = ifNoneMatch;
  for (const name of ['if-none-match', 'if-modified-since']) delete request.headers[name];
  response.set({
    'X-Request-Id': request.requestId,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  });
  next();
}
