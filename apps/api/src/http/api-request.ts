import type { Principal } from '@labwright/execution';
import type { Request } from 'express';

/** A request as the guard leaves it. */
export interface ApiRequest extends Request {
  /** Also in the header X-Request-Id of the answer, and in the log. */
  requestId?: string;
  /** The header, kept for the routes that look at it. */
  ifNoneMatch?: string;
  /** Absent on public routes. */
  principal?: Principal;
}

/** `GET /v1/runs/:id`: the name of a route in the table of access. Express answers HEAD by the route of GET. */
export function routeKey(method: string, path: string): string {
  return `${method === 'HEAD' ? 'GET' : method} ${path}`;
}

/** Bytes of body that the head of a request announces; infinite when it does not say how many. */
export function announcedBytes(request: Pick<Request, 'headers'>): number {
  if (request.headers['transfer-encoding'] !== undefined) return Number.POSITIVE_INFINITY;
  return Number(request.headers['content-length'] ?? 0);
}
