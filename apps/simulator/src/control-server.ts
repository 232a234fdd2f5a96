import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type net from 'node:net';
import { answerControl, type ControlledLab } from './control-routes';
import type { ControlAnswer } from './control.contract';

const LONGEST_BODY = 4096;
const REQUEST_LIMIT_MS = 5_000;

/** Where the control port listens and what opens it. */
export interface ControlAccess {
  readonly url: string;
  /** For the header `authorization: Bearer <token>`. */
  readonly token: string;
}

/**
 * The control port of the simulated lab, for tests and demonstrations: faults, cables, and what is true inside. Loopback only, on a
 * free port, and only for who can read the token; simulated instruments are not secret, but a fault in a running lab is a nuisance.
 */
export class ControlServer {
  readonly #token = randomBytes(24).toString('base64url');
  readonly #server: http.Server;

  constructor(lab: ControlledLab) {
    const options = { requestTimeout: REQUEST_LIMIT_MS, headersTimeout: REQUEST_LIMIT_MS, maxHeaderSize: 8192 };
    this.#server = http.createServer(options, (request, response) => {
      void this.#answer(lab, request).then(
        (answer) => send(response, answer),
        (error: unknown) => send(response, { status: 500, body: { message: (error as Error).message } }),
      );
    });
    this.#server.maxConnections = 32;
  }

  async listen(): Promise<ControlAccess> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return { url: `http://127.0.0.1:${(this.#server.address() as net.AddressInfo).port}`, token: this.#token };
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(lab: ControlledLab, request: http.IncomingMessage): Promise<ControlAnswer> {
    if (!this.#mayEnter(request.headers.authorization)) {
      return { status: 401, body: { message: 'send the token of simulator.json in the header authorization: Bearer <token>' } };
    }
    let received = 0;
    for await (const chunk of request) {
      received += (chunk as Buffer).length;
      // Nothing here takes a body; a short one is passed over.
      if (received > LONGEST_BODY) return { status: 413, body: { message: `a request may carry ${LONGEST_BODY} bytes; none are needed` } };
    }
    return answerControl(lab, request.method ?? '', request.url ?? '');
  }

  #mayEnter(header: string | undefined): boolean {
    const given = Buffer.from(header ?? '');
    const wanted = Buffer.from(`Bearer ${this.#token}`);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }
}

function send(response: http.ServerResponse, { status, body }: ControlAnswer): void {
  if (status === 413) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
