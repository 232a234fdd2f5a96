import { LabError, isLabError } from '@labwright/domain';
import { lineLostError, outcomeAfterSilence, timeoutError } from '../session/session.errors';
import type { DriverTimers } from '../session/timers';
import type { HttpAnswer, HttpExchange, HttpRequest } from '../transport/http.transport';
import { boundFence, type WriteFence, type WritePurpose } from '../write-fence';
import type { CommandKind } from '../driver.contract';
import type { JournaledExchange, SendScope, WireAnswer } from './journaled-exchange';

/** One HTTP call that the instrument's driver makes. */
export interface HttpCommand {
  readonly kind: CommandKind;
  /** Without spaces, such as `jobs/running`. */
  readonly label: string;
  readonly request: HttpRequest;
  /** Wall milliseconds. */
  readonly timeoutMs: number;
}

export interface HttpCommandsOptions {
  readonly exchange: JournaledExchange;
  readonly http: HttpExchange;
  readonly fence: WriteFence;
  readonly timers: DriverTimers;
}

/**
 * HTTP calls of an instrument that has both MQTT and HTTP. The fence is asked in the tick in which the request leaves. A call that
 * changes something is never repeated: without an answer its outcome is `unknown`, unless nobody listens there at all.
 */
export class HttpCommands {
  constructor(private readonly options: HttpCommandsOptions) {}

  /** Any status is an answer. @throws LabError DRIVER_TIMEOUT, DRIVER_TRANSPORT_NOT_FOUND, _CLOSED, _FENCED, DRIVER_CANCELLED */
  call(command: HttpCommand, scope: SendScope): Promise<WireAnswer<HttpAnswer> & { readonly commandId: string }> {
    const { method, url, body } = command.request;
    const bytes = Buffer.from(body === undefined ? `${method} ${url}` : `${method} ${url}\n${body}`);
    return this.options.exchange.run({ kind: command.kind, label: command.label, bytes }, scope, async () => {
      const answer = await this.ask(command, scope.purpose);
      return { value: answer, bytes: Buffer.from(`${answer.status} ${answer.body}`) };
    });
  }

  private async ask(command: HttpCommand, purpose?: WritePurpose): Promise<HttpAnswer> {
    const { http, fence, timers, exchange } = this.options;
    const place = exchange.place(command.label);
    const outcome = outcomeAfterSilence(command.kind);
    const abort = new AbortController();
    let cancelTimer: () => void = () => undefined;
    const silence = new Promise<never>((_, reject) => {
      cancelTimer = timers.after(command.timeoutMs, () => {
        reject(timeoutError(place, 'reply', command.timeoutMs, outcome, new Uint8Array()));
        abort.abort();
      });
    });
    try {
      const bound = boundFence(fence, purpose);
      bound.assertWritable();
      const answer = http(command.request, abort.signal, bound);
      // Whoever loses the race is not listened to any more.
      answer.catch(() => undefined);
      return await Promise.race([answer, silence]);
    } catch (error) {
      if (isLabError(error)) throw error;
      const why = reason(error);
      if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(why)) {
        const message = `${place.instrument} (${place.url}): ${command.label}: no web server answers at ${command.request.url} (${why}); is it switched on?`;
        throw new LabError('DRIVER_TRANSPORT_NOT_FOUND', message, { ...place, phase: 'open', outcome: 'failed' }, 'safe', { cause: error });
      }
      throw lineLostError(place, why, outcome, new Uint8Array());
    } finally {
      cancelTimer();
    }
  }
}

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return [code, message].filter((part) => part !== undefined && part !== '').join(' ');
}
