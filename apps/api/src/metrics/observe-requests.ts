import { performance } from 'node:perf_hooks';
import { beginServerSpan, inLogScope, isTracing, type ApiMetrics, type OperatorLog } from '@labwright/telemetry';
import type { NextFunction, Response } from 'express';
import { routeAccess } from '../access/route-access';
import { routeKey, type ApiRequest } from '../http/api-request';

/** They last as long as their client wants, which says nothing about this process. */
const STREAM = '/v1/events';
/** What there is to say of a request that no route takes; its path is anything. */
const NO_ROUTE = 'none';
/** The client has gone before its answer was complete. */
const CLIENT_GONE = 499;
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** Whose id the first parameter of a route is, by the beginning of its template. */
const IDS: readonly (readonly [string, 'run' | 'instrument' | 'task'])[] = [
  ['/v1/runs/:id', 'run'],
  ['/v1/instruments/:id', 'instrument'],
  ['/v1/tasks/:id', 'task'],
];

/** Every request as a number, a line of the log and, while traces are on, a span that what follows from it belongs to. */
export function observeRequests(metrics: ApiMetrics, log: OperatorLog | null) {
  return (request: ApiRequest, response: Response, next: NextFunction): void => {
    const begun = performance.now();
    const server = isTracing() ? beginServerSpan('api', {}, request.headers['traceparent']) : null;
    response.once('close', () => {
      const method = METHODS.includes(request.method) ? request.method : 'OTHER';
      const route = templateOf(request);
      const status = response.writableFinished ? response.statusCode : CLIENT_GONE;
      const ms = performance.now() - begun;
      if (route !== STREAM) metrics.answered(method, route, status, ms);
      const told = (): void => {
        if (log) tell(log, request, { method, route, status, ms });
      };
      if (!server) return told();
      server.run(told);
      server.span.updateName(`api ${method} ${route}`);
      server.span.setAttributes({ 'http.request.method': method, 'http.route': route, 'http.response.status_code': status });
      server.span.setAttribute('labwright.request', request.requestId ?? '');
      server.span.end();
    });
    const go = (): void => inLogScope({ request: request.requestId ?? '' }, next);
    if (server) server.run(go);
    else go();
  };
}

function templateOf(request: ApiRequest): string {
  const path = (request.route as { path?: unknown } | undefined)?.path;
  return typeof path === 'string' && Object.hasOwn(routeAccess, routeKey(request.method, path)) ? path : NO_ROUTE;
}

interface Answered {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
}

/** Whoever reads JSON wants to know who changed what; in a terminal every request would drown what matters. */
function tell(log: OperatorLog, request: ApiRequest, { method, route, status, ms }: Answered): void {
  const kind = IDS.find(([template]) => route === template || route.startsWith(`${template}/`))?.[1];
  const id = String(request.params['id'] ?? '').slice(0, 100);
  const fields = {
    request: request.requestId ?? '',
    method,
    route,
    status,
    ms: Math.round(ms * 10) / 10,
    ...(request.principal ? { by: request.principal.name } : {}),
    ...(kind === undefined ? {} : { [kind]: id }),
  };
  const changes = method !== 'GET' && method !== 'HEAD';
  log[log.format === 'json' && changes ? 'info' : 'debug'](`${method} ${route} ${status}`, fields);
}
