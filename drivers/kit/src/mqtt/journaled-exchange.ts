import { randomUUID } from 'node:crypto';
import { isLabError, toLabError, type DriverContext as ErrorContext } from '@labwright/domain';
import type {
  CommandAnswer,
  CommandIntent,
  CommandJournal,
  CommandKind,
  CommandOrigin,
  DeviceNotice,
  DriverClock,
} from '../driver.contract';
import type { WritePurpose } from '../write-fence';
import { cancelledError, notRecordedError, type Place } from '../session/session.errors';

export interface JournaledExchangeOptions {
  readonly instrument: string;
  readonly url: string;
  readonly journal: CommandJournal;
  readonly clock: Pick<DriverClock, 'wallNow'>;
  readonly onNotice: (notice: DeviceNotice) => void;
}

/** One thing that goes out, as the journal keeps it. */
export interface OutgoingCommand {
  readonly kind: CommandKind;
  /** Without spaces, such as `stirring/target_rpm=500`. */
  readonly label: string;
  readonly bytes: Uint8Array;
}

export interface SendScope {
  readonly origin: CommandOrigin;
  readonly signal?: AbortSignal;
  /** Id of the command, for one whose id travels to the device; absent: a new one. */
  readonly commandId?: string;
  readonly purpose?: WritePurpose | undefined;
}

/** What came back, with the bytes that say so. */
export interface WireAnswer<T> {
  readonly value: T;
  readonly bytes: Uint8Array;
}

/**
 * The journal's side of a command that is no byte line: a setpoint or an action is recorded before anything leaves, everything is
 * recorded with its answer. An `exchange` that fails says by the error's `outcome` what is known. A crash leaves at most an intent
 * without an answer, which is in doubt.
 */
export class JournaledExchange {
  constructor(private readonly options: JournaledExchangeOptions) {}

  /** @throws LabError DRIVER_* */
  async run<T>(
    command: OutgoingCommand,
    scope: SendScope,
    exchange: (commandId: string) => Promise<WireAnswer<T>>,
  ): Promise<WireAnswer<T> & { readonly commandId: string }> {
    const { journal, clock } = this.options;
    if (scope.signal?.aborted) throw cancelledError(this.place(command.label));
    const intent: CommandIntent = { commandId: scope.commandId ?? randomUUID(), ...command };
    const begun = clock.wallNow();
    if (command.kind !== 'query') {
      try {
        await journal.intend(intent, scope.origin, scope.purpose);
      } catch (error) {
        throw isLabError(error) ? error : notRecordedError(this.place(command.label), error);
      }
    }
    const answered = (bytes: Uint8Array, outcome: CommandAnswer['outcome'], error?: unknown): Promise<void> => {
      const answer = { commandId: intent.commandId, bytes, outcome, durationMs: clock.wallNow() - begun };
      return this.record(intent, error === undefined ? answer : { ...answer, error }, scope.origin);
    };
    try {
      const answer = await exchange(intent.commandId);
      await answered(answer.bytes, 'succeeded');
      return { ...answer, commandId: intent.commandId };
    } catch (error) {
      const failure = toLabError(error, command.label);
      const { outcome, partialHex } = failure.context as Partial<ErrorContext>;
      await answered(Buffer.from(partialHex ?? '', 'hex'), outcome ?? 'unknown', failure.toJSON());
      throw failure;
    }
  }

  place(command: string): Place {
    return { instrument: this.options.instrument, url: this.options.url, command };
  }

  /** The journal must not turn a command that happened into a failure; what it cannot take is reported as a notice. */
  private async record(intent: CommandIntent, answer: CommandAnswer, origin: CommandOrigin): Promise<void> {
    try {
      await this.options.journal.answered(intent, answer, origin);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const text = `the answer to ${intent.label} could not be recorded (${why})`;
      this.options.onNotice({ severity: 'error', text, bytes: answer.bytes });
    }
  }
}
