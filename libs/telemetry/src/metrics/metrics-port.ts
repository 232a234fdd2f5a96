import { createServer } from 'node:http';
import { LabError } from '@labwright/domain';
import type { Metrics } from './metrics';

export interface MetricsPort {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves `GET /metrics` on loopback, for a process that has no other door. @throws LabError SETTING_INVALID when the port is taken */
export async function serveMetrics(metrics: Metrics, port: number, setting: string): Promise<MetricsPort> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?', 1)[0] !== '/metrics') {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('there is GET /metrics\n');
      return;
    }
    metrics.render().then(
      (text) => response.writeHead(200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  // A scraper that keeps a connection must not hold up an ordered stop.
  server.keepAliveTimeout = 1_000;
  await new Promise<void>((resolve, reject) => {
    const failed = (error: Error) =>
      reject(
        new LabError(
          'SETTING_INVALID',
          `port ${port} on 127.0.0.1 cannot be used for metrics (${error.message}); set ${setting} to a free port`,
          { setting, value: String(port), allowed: 'a free port, or 0 for none' },
          'never',
          { cause: error },
        ),
      );
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', failed);
      resolve();
    });
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
