import type { CommandAnswer, CommandIntent, CommandJournal, CommandOrigin } from '@drivers/kit';
import { LabError } from '@labwright/domain';
import {
  insertIntent,
  insertQueries,
  updateAnswers,
  type Database,
  type LabTime,
  type JournalAnswer,
  type JournalCommand,
  type JournalKey,
  type JournalQuery,
} from '@labwright/persistence';
import { Batch } from './batch';

const FLUSH_MS = 100;
/** Queries kept while the database is away, of all instruments of the agent; they changed nothing at the device. */
const KEEP = 100_000;

/** Queries to all instruments of a bench agent, each with its answer. */
export function queryBatch(database: Database, onError: (where: string, error: Error) => void): Batch<JournalQuery> {
  return new Batch({ name: 'journal', everyMs: FLUSH_MS, keep: KEEP, store: (rows) => insertQueries(database, rows), onError });
}

type Answer = JournalAnswer & { readonly origin: CommandOrigin };

/**
 * The record of one instrument's wire for one epoch. Intents of set points and actions are committed before their first byte; answers and
 * queries follow in bulk within 100 ms. A step's own answers are taken out by `take`, to be stored with its result. A crash loses at most
 * the last 100 ms of answers: their intents stay unanswered, and what is unanswered is in doubt.
 */
export class WireJournal implements CommandJournal {
  /** The verb of a manual session that is being sent; what changes something meanwhile, and belongs to no step, belongs to it. */
  request: string | null = null;
  private answers: Answer[] = [];
  private timer: NodeJS.Timeout | null = null;
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly queries: Batch<JournalQuery>,
    private readonly labTime: LabTime,
    private readonly key: JournalKey,
    /** For whom the instrument works; telemetry belongs to it. */
    private readonly working: () => { readonly runId: string; readonly stepInstanceId: string } | null,
    private readonly onError: (where: string, error: Error) => void,
    private readonly onAnswered: (intent: CommandIntent, answer: CommandAnswer, origin: CommandOrigin) => void = () => undefined,
  ) {}

  async intend(intent: CommandIntent, origin: CommandOrigin): Promise<void> {
    if (await insertIntent(this.database, this.key, { ...row(intent, origin), requestId: origin === null ? this.request : null })) return;
    const { instrumentId: instrument, epoch } = this.key;
    throw new LabError(
      'DRIVER_TRANSPORT_FENCED',
      `${instrument}: ${intent.label} was not sent, because epoch ${epoch} of this bench agent has ended or is about to`,
      { instrument, command: intent.label, outcome: 'failed' },
      'safe',
    );
  }

  answered(intent: CommandIntent, answer: CommandAnswer, origin: CommandOrigin): void {
    this.onAnswered(intent, answer, origin);
    const { commandId: id, bytes, outcome, durationMs, error } = answer;
    const stored: JournalAnswer = { id, bytes, outcome, durationMs, error: error ?? null };
    if (intent.kind !== 'query') {
      this.answers.push({ ...stored, origin });
      this.schedule();
      return;
    }
    const query = {
      ...row(intent, origin),
      ...(origin === null ? this.working() : {}),
      instrumentId: this.key.instrumentId,
      epoch: this.key.epoch,
      answer: stored,
      sentAt: new Date(this.labTime.wallNow() - durationMs),
      sentLab: new Date(this.labTime.now() - durationMs * this.labTime.rate),
    };
    this.queries.add([query]);
  }

  /** Answers of one attempt that are not stored yet; the caller stores them, or gives them back with `keep`. */
  take(stepInstanceId: string, attempt: number): readonly JournalAnswer[] {
    const own = (a: Answer) => a.origin?.stepInstanceId === stepInstanceId && a.origin.attempt === attempt;
    const taken = this.answers.filter(own);
    this.answers = this.answers.filter((a) => !own(a));
    return taken;
  }

  /** Stores everything that is still in memory. Never throws: what cannot be stored now is tried again. */
  async flush(): Promise<void> {
    await Promise.all([this.flushAnswers(), this.queries.flush()]);
  }

  private flushAnswers(): Promise<void> {
    this.flushing = this.flushing.then(() => this.store());
    return this.flushing;
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.flushAnswers();
    }, FLUSH_MS);
  }

  private async store(): Promise<void> {
    const { answers } = this;
    if (answers.length === 0) return;
    this.answers = [];
    try {
      await this.database.transaction((tx) => updateAnswers(tx, answers));
    } catch (error) {
      this.answers = [...answers, ...this.answers];
      this.onError(`journal of ${this.key.instrumentId}`, error as Error);
      if (!this.timer) {
        this.timer = setTimeout(() => {
          this.timer = null;
          void this.flushAnswers();
        }, 1_000);
        this.timer.unref();
      }
    }
  }
}

function row(intent: CommandIntent, origin: CommandOrigin): JournalCommand {
  return {
    id: intent.commandId,
    kind: intent.kind,
    label: intent.label,
    bytes: intent.bytes,
    runId: origin?.runId ?? null,
    stepInstanceId: origin?.stepInstanceId ?? null,
    attempt: origin?.attempt ?? null,
  };
}
