import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openMqttLink } from '@drivers/kit';
import type { PioreactorDevice } from './pioreactor.device';

/** Only this machine reaches a simulated unit. */
const LOOPBACK = '127.0.0.1';
const MAX_BODY_BYTES = 64_000;

/**
 * A virtual unit on a real broker with a real web interface on loopback, for the simulator. Modes: made -> started -> closed. A crash
 * leaves the last wills to the broker.
 */
export class PioreactorServer {
  private server: Server | null = null;

  constructor(
    readonly device: PioreactorDevice,
    private readonly options: {
      /** Such as `mqtt://127.0.0.1:1883`. */
      readonly brokerUrl: string;
      /** Default 0: any free port. */
      readonly httpPort?: number;
    },
  ) {}

  /** What the driver's setting `apiUrl` has to say. */
  get apiUrl(): string {
    const { port } = (this.server?.address() ?? { port: 0 }) as AddressInfo;
    return `http://${LOOPBACK}:${port}/api`;
  }

  /** Resolves when the web interface listens; a broker that is away is waited for in the background. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      let body = '';
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => {
        body += chunk;
        if (body.length > MAX_BODY_BYTES) request.destroy();
      });
      request.once('end', () => {
        const method = request.method === 'POST' || request.method === 'PATCH' ? request.method : 'GET';
        const url = new URL(request.url ?? '/', this.apiUrl).href;
        this.device.http({ method, url, ...(body === '' ? {} : { body }) }, gone.signal).then(
          (answer) => response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body),
          () => response.destroy(),
        );
      });
    });
    server.listen(this.options.httpPort ?? 0, LOOPBACK);
    await once(server, 'listening');
    this.server = server;
    const fence = { assertWritable: () => undefined };
    this.device.attachBroker((clientId, will) =>
      openMqttLink(this.options.brokerUrl, { instrument: this.device.unit, clientId, fence, ...(will ? { will } : {}) }),
    );
  }

  async close(): Promise<void> {
    this.device.dispose();
    const { server } = this;
    this.server = null;
    if (!server) return;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
