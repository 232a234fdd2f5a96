import { isLabError } from '@labwright/domain';
import type { CommandAnswer, CommandIntent, CommandJournal, CommandOrigin, DriverContext, WritePurpose } from '@drivers/kit';
import { startDefined } from './commands.driver';

interface Kept {
  readonly intent: CommandIntent;
  readonly answer: CommandAnswer;
  readonly origin: CommandOrigin;
  readonly at: number;
}

/**
 * The record of a read: the answer to its `O` is kept back until the data are there or given up, and stored together with them, so that
 * one command of the journal has all bytes of the read. Modes: passing -> keeping (`keep`) -> passing (`conclude`); everything but the
 * answer to `O` passes in both. A crash in between leaves an `O` without an answer, which means that its outcome is in doubt; so it is.
 */
export class ReadJournal implements CommandJournal {
  private keeping = false;
  private kept: Kept | null = null;

  constructor(private readonly context: Pick<DriverContext, 'journal' | 'clock' | 'onNotice'>) {}

  intend(intent: CommandIntent, origin: CommandOrigin, purpose?: WritePurpose): Promise<void> {
    return this.context.journal.intend(intent, origin, purpose);
  }

  answered(intent: CommandIntent, answer: CommandAnswer, origin: CommandOrigin): void | Promise<void> {
    const begins = this.keeping && intent.label === startDefined.label && answer.outcome === 'succeeded';
    if (!begins) return this.context.journal.answered(intent, answer, origin);
    this.kept = { intent, answer, origin, at: this.context.clock.wallNow() };
  }

  /** From now on, until `conclude`. */
  keep(): void {
    this.keeping = true;
  }

  /** `data`: all bytes that came after the answer to `O`; `error`: why the read is not complete. Never throws, as the session's own record. */
  async conclude(data: Uint8Array, error?: unknown): Promise<void> {
    const { kept } = this;
    this.keeping = false;
    this.kept = null;
    if (!kept) return;
    const { intent, answer, origin, at } = kept;
    const bytes = Uint8Array.from([...answer.bytes, ...data]);
    const durationMs = answer.durationMs + this.context.clock.wallNow() - at;
    const failure = error === undefined ? {} : failed(error);
    try {
      await this.context.journal.answered(intent, { ...answer, bytes, durationMs, ...failure }, origin);
    } catch (refused) {
      const why = refused instanceof Error ? refused.message : String(refused);
      this.context.onNotice({ severity: 'error', text: `the data of ${intent.label} could not be recorded (${why})`, bytes });
    }
  }
}

function failed(error: unknown): Pick<CommandAnswer, 'outcome' | 'error'> {
  if (!isLabError(error)) return { outcome: 'unknown', error: String(error) };
  const outcome = 'outcome' in error.context && error.context.outcome === 'failed' ? 'failed' : 'unknown';
  return { outcome, error: error.toJSON() };
}
