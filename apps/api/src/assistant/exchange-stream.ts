import type { Response } from 'express';

/** Wall milliseconds between two signs of life. */
const HEARTBEAT_MS = 15_000;

/** Whether a client takes server-sent events. */
export function wantsStream(accept: string | undefined): boolean {
  return (accept ?? '').split(',').some((part) => part.trim().toLowerCase().startsWith('text/event-stream'));
}

/**
 * The answer to one question as server-sent events: `tool` and `text` while it is made, then one `exchange`, or one `problem`. Text that comes
 * so is not checked yet; what holds is in the exchange. Ends with `end`, or when the client has gone.
 */
export class ExchangeStream {
  private readonly heartbeat: NodeJS.Timeout;

  constructor(private readonly response: Response) {
    // Not by express, which would add a character set.
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
    response.flushHeaders();
    this.heartbeat = setInterval(() => this.write(': heartbeat\n\n'), HEARTBEAT_MS).unref();
  }

  send(event: 'tool' | 'text' | 'exchange' | 'problem', data: object): void {
    this.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  end(): void {
    clearInterval(this.heartbeat);
    if (!this.response.destroyed) this.response.end();
  }

  private write(frame: string): void {
    if (!this.response.destroyed && !this.response.writableEnded) this.response.write(frame);
  }
}
