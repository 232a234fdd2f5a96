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
  type Tx,
} from '@labwright/persistence';
import type { StopLatch } from './stop-latch';
import type { StopSpool } from './stop-spool';

const FLUSH_MS = 100;
/** Answers kept while the database is away; past it the oldest queries go first, which changed nothing at the device. */
const KEEP = 20_000;

type Query = JournalCommand & { readonly answer: JournalAnswer; readonly sentAt: Date; readonly sentLab: Date };
type Answer = JournalAnswer & { readonly origin: CommandOrigin };

/**
 * The record of one instrument's wire for one epoch. Intents of set points and actions are committed before their first byte; answers and
 * queries follow in bulk within 100 ms. A step's own answers are taken out by `take`, to be stored with its result. A crash loses at most
 * the last 100 ms of answers: their intents stay unanswered, and what is unanswered is in doubt.
 * While an emergency stop stands, only safe-state commands are taken, and kept in the spool: they wait for no database.
 */
export class WireJournal implements CommandJournal {
  private queries: Query[] = [];
  private answers: Answer[] = [];
  private timer: NodeJS.Timeout | null = null;
  private flushing: Promise<void> = Promise.resolve();
  /** Commands whose intent is in the spool. */
  private readonly spooled = new Set<string>();

  constructor(
    private readonly database: Database,
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
    const isTaken = await insertIntent(this.database, this.key, row(intent, origin));
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
    if (intent.kind === 'query') {
      const sentLab = new Date(this.labTime.now() - durationMs * this.labTime.rate);
      this.queries.push({
        ...row(intent, origin),
        ...(origin === null ? this.working() : {}),
        answer: stored,
        sentAt: new Date(this.labTime.wallNow() - durationMs),
        sentLab,
      });
    }
    if (intent.kind !== 'query') this.answers.push({ ...stored, origin });
    if (this.queries.length > KEEP) this.queries.splice(0, this.queries.length - KEEP);
    this.schedule();
  }

  /** Answers of one attempt that are not stored yet; the caller stores them, or gives them back with `keep`. */
  take(stepInstanceId: string, attempt: number): readonly JournalAnswer[] {
    const own = (a: Answer) => a.origin?.stepInstanceId === stepInstanceId && a.origin.attempt === attempt;
    const taken = this.answers.filter(own);
    this.answers = this.answers.filter((a) => !own(a));
    return taken;
  }

  /** Stores everything that is still in memory. Never throws: what cannot be stored now is tried again. */
  flush(): Promise<void> {
    this.flushing = this.flushing.then(() => this.store());
    return this.flushing;
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.flush();
    }, FLUSH_MS);
  }

  private async store(): Promise<void> {
    const { queries, answers } = this;
    if (queries.length === 0 && answers.length === 0) return;
    this.queries = [];
    this.answers = [];
    try {
      await this.database.transaction(async (tx: Tx) => {
        await updateAnswers(tx, answers);
        await insertQueries(tx, this.key, queries);
      });
    } catch (error) {
      this.queries = [...queries, ...this.queries];
      this.answers = [...answers, ...this.answers];
      this.onError(`journal of ${this.key.instrumentId}`, error as Error);
      if (!this.timer) {
        this.timer = setTimeout(() => {
          this.timer = null;
          void this.flush();
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
