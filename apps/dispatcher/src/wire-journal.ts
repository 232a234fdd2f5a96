import type { CommandAnswer, CommandIntent, CommandJournal, CommandOrigin, WritePurpose } from '@drivers/kit';
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
import type { StopLatch } from './stop-latch';
import type { StopSpool } from './stop-spool';

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
 * While an emergency stop stands, only safe-state commands are taken, and kept in the spool: they wait for no database.
 */
export class WireJournal implements CommandJournal {
  /** The verb of a manual session that is being sent; what changes something meanwhile, and belongs to no step, belongs to it. */
  request: string | null = null;
  private answers: Answer[] = [];
  private timer: NodeJS.Timeout | null = null;
  private flushing: Promise<void> = Promise.resolve();
  /** Commands whose intent is in the spool. */
  private readonly spooled = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly queries: Batch<JournalQuery>,
    private readonly labTime: LabTime,
    private readonly key: JournalKey,
    /** For whom the instrument works; telemetry belongs to it. */
    private readonly working: () => { readonly runId: string; readonly stepInstanceId: string } | null,
    private readonly onError: (where: string, error: Error) => void,
    private readonly stops: { readonly latch: StopLatch; readonly spool: StopSpool },
    private readonly onAnswered: (intent: CommandIntent, answer: CommandAnswer, origin: CommandOrigin) => void = () => undefined,
  ) {}

  async intend(intent: CommandIntent, origin: CommandOrigin, purpose?: WritePurpose): Promise<void> {
    const { latch } = this.stops;
    if (latch.isClosed) return this.intendStopped(intent, origin, purpose);
    const isTaken = await insertIntent(this.database, this.key, {
      ...row(intent, origin),
      requestId: origin === null ? this.request : null,
    });
    if (isTaken && latch.isClosed && purpose !== 'safe_state') {
      // The stop came while the intent was being committed: nothing of it is sent.
      const refused = latch.refusal(intent.label);
      const answer = { id: intent.commandId, bytes: new Uint8Array(), outcome: 'failed', durationMs: 0, error: refused.toJSON() } as const;
      this.answers.push({ ...answer, origin: null });
      this.schedule();
      throw refused;
    }
    if (isTaken) return;
    const { instrumentId: instrument, epoch } = this.key;
    throw new LabError(
      'DRIVER_TRANSPORT_FENCED',
      `${instrument}: ${intent.label} was not sent, because epoch ${epoch} of this bench agent has ended or is about to`,
      { instrument, command: intent.label, outcome: 'failed' },
      'safe',
    );
  }

  private async intendStopped(intent: CommandIntent, origin: CommandOrigin, purpose: WritePurpose | undefined): Promise<void> {
    const { latch, spool } = this.stops;
    const { commandId: id, kind, label, bytes } = intent;
    if (purpose !== 'safe_state') throw latch.refusal(label);
    this.spooled.add(id);
    await spool.append({
      type: 'intent',
      id,
      instrument: this.key.instrumentId,
      epoch: this.key.epoch,
      kind,
      label,
      hex: Buffer.from(bytes).toString('hex'),
      step: origin?.stepInstanceId ?? null,
      attempt: origin?.attempt ?? null,
      at: new Date(this.labTime.wallNow()).toISOString(),
      atLab: new Date(this.labTime.now()).toISOString(),
    });
  }

  answered(intent: CommandIntent, answer: CommandAnswer, origin: CommandOrigin): void {
    this.onAnswered(intent, answer, origin);
    const { commandId: id, bytes, outcome, durationMs, error } = answer;
    if (this.spooled.delete(id)) {
      void this.stops.spool.append({
        type: 'answer',
        id,
        outcome,
        hex: Buffer.from(bytes).toString('hex'),
        durationMs,
        error: error ?? null,
      });
      return;
    }
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
