import type { Server } from 'node:http';
import { LabError } from '@labwright/domain';
import { ApiMetrics } from '@labwright/telemetry';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { mustMatch, routesOf } from './access/route-check';
import { ApiModule, type ApiParts } from './api.module';
import { auditedRequest } from './audit/audited-request';
import { carefulHeaders, headOfEveryAnswer } from './http/request-head';
import { observeRequests } from './metrics/observe-requests';
import { openApiDocument } from './openapi/document';
import { OpenApiStore } from './openapi/openapi-store';

/** Wall milliseconds in which a client has to have sent its whole request. */
const REQUEST_LIMIT_MS = 30_000;

export interface ApiServer {
  readonly url: string;
  readonly app: NestExpressApplication;
  /** Event streams end, requests under way are finished, then it is over. Database and listener belong to the caller. */
  close(): Promise<void>;
}

/** The application without a socket. @throws LabError INTERNAL when table of access and router differ */
export async function createApi(parts: ApiParts): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.with(parts), {
    bodyParser: false,
    // What it would say comes as an error that is thrown, or leaves by the filter.
    logger: ['fatal'],
    abortOnError: false,
  });
  app.disable('x-powered-by').disable('etag');
  // A field that comes twice stays a list, which no schema takes, and brackets mean nothing.
  app.set('query parser', 'simple');
  app.set('trust proxy', parts.settings.trustedProxies);
  app.use(carefulHeaders);
  app.use(headOfEveryAnswer);
  app.use(auditedRequest);
  app.use(observeRequests(app.get(ApiMetrics), parts.settings.requestLog));
  await app.init();
  mustMatch(routesOf(app.getHttpAdapter().getInstance()));
  app.get(OpenApiStore).maker = () => openApiDocument(app);
  return app;
}

/** Starts the API. @throws LabError SETTING_INVALID when the port or the host cannot be used */
export async function startApi(parts: ApiParts, { host, port }: { readonly host: string; readonly port: number }): Promise<ApiServer> {
  const app = await createApi(parts);
  const server: Server = app.getHttpServer();
  server.requestTimeout = REQUEST_LIMIT_MS;
  try {
    await app.listen(port, host);
  } catch (error) {
    await app.close();
    throw cannotListen(error, host, port, parts.settings.embedded);
  }
  const address = server.address();
  const shownHost = host.includes(':') ? `[${host}]` : host;
  const url = `http://${shownHost}:${typeof address === 'object' && address ? address.port : port}`;
  return { url, app, close: () => app.close() };
}

function cannotListen(error: unknown, host: string, port: number, embedded: boolean): unknown {
  const { code } = error as { code?: string };
  if (code === 'EADDRINUSE') {
    const message = `port ${port} on ${host} is taken; stop the other program, or ${embedded ? 'start with --port and' : 'set LABWRIGHT_PORT to'} a free port, 0 for any`;
    return new LabError(
      'SETTING_INVALID',
      message,
      { setting: 'LABWRIGHT_PORT', value: String(port), allowed: 'a free port, or 0 for any' },
      'never',
      { cause: error },
    );
  }
  if (code === 'EACCES') {
    const message = `port ${port} on ${host} is not open to this user; set LABWRIGHT_PORT to 1024 or above`;
    return new LabError(
      'SETTING_INVALID',
      message,
      { setting: 'LABWRIGHT_PORT', value: String(port), allowed: '1024 to 65535, or 0 for any' },
      'never',
      { cause: error },
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    const message = `${host} is not an address of this machine; set LABWRIGHT_HOST to one, such as 127.0.0.1`;
    return new LabError(
      'SETTING_INVALID',
      message,
      { setting: 'LABWRIGHT_HOST', value: host, allowed: 'an address of this machine' },
      'never',
      { cause: error },
    );
  }
  return error;
}
