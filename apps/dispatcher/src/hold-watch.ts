import { LabError, type DriverReading } from '@labwright/domain';
import { isStopStep, troubleStep, type ClaimedStep, type StepRef } from '@labwright/execution';
import type { Database } from '@labwright/persistence';
import type { ReadingContext } from './reading-sink';

/** A link that is lost during a hold may come back; after this many wall milliseconds a person is asked. */
const GRACE_MS = 10_000;
/** Devices print their set points rounded. */
const ROUNDING = 0.05;
/** Set points that readings show, by the verb that sets them. */
const SHOWN: Readonly<Record<string, { readonly reading: string; readonly parameter: string }>> = {
  ensureTemperature: { reading: 'temperature', parameter: 'target' },
  ensureShaking: { reading: 'speed', parameter: 'speed' },
};

/** What reaching into an instrument with a common drive interrupts for all that stand on it. */
const INTERRUPTED: readonly string[] = ['ensureShaking', 'ensureStirring'];

type Watched = ClaimedStep;
/** Told of a set point that is gone, of a hold that is suspended from then on. */
export type HoldLoss = (step: ClaimedStep, error: LabError) => void;

/**
 * What the instrument is doing for which steps: one that is worked on, and those that hold something, of one run or of several that share it.
 * Says where telemetry belongs, and sees when a device that should hold a state has lost its set points (a power cut): the run is held
 * at once, not at the end of the hold. While a person reaches into a shared instrument its drive rests, which is no loss.
 */
export class HoldWatch {
  private running: Watched | null = null;
  private readonly holds = new Map<string, Watched>();
  private open = false;
  private lostSince: number | null = null;
  /** Holds that something is being done about, so that each loss is told once. */
  private readonly suspended = new Set<string>();
  /** When a hold was last seen to be kept, lab milliseconds. */
  private readonly kept = new Map<string, number>();

  constructor(
    private readonly instrumentId: string,
    private readonly services: {
      readonly database: Database;
      readonly onError: (where: string, error: Error) => void;
      readonly labNow?: () => number;
      /** Absent: the run is held at once. */
      readonly onLost?: HoldLoss;
    },
  ) {}

  get active(): boolean {
    return this.running !== null || this.holds.size > 0;
  }

  /** Whether a verb of a hold rests, because somebody reaches into the instrument. */
  rests(verb: string): boolean {
    return this.open && INTERRUPTED.includes(verb);
  }

  /** Whether readings show the set point of a verb, so that its loss is seen without asking. */
  shows(verb: string): boolean {
    return Object.hasOwn(SHOWN, verb);
  }

  /** Everything that is held, of any run. */
  get held(): readonly ClaimedStep[] {
    return [...this.holds.values()];
  }

  /** A stop ends whatever the instrument held. */
  begin(step: Watched): void {
    this.running = step;
    if (step.definition.opens?.includes(this.instrumentId)) this.open = true;
    if (isStopStep(step.stepId) && !step.definition.resumes) this.holds.clear();
  }

  /** An emergency stop has ended whatever it held; what becomes of those steps is in the record. */
  forgetAll(): void {
    for (const step of [...this.holds.values()]) this.forget(step);
  }

  hold(step: Watched): void {
    this.running = null;
    this.holds.set(step.stepInstanceId, step);
    this.kept.set(step.stepInstanceId, this.labNow());
  }

  /** Whether a hold goes on, and nothing is being done about it. */
  isKept({ stepInstanceId }: ClaimedStep): boolean {
    return this.holds.has(stepInstanceId) && !this.suspended.has(stepInstanceId);
  }

  /** Whether a hold goes on. */
  has({ stepInstanceId }: ClaimedStep): boolean {
    return this.holds.has(stepInstanceId);
  }

  /** When it was last seen to be kept, lab milliseconds; of a hold from before this process: null. */
  keptAt({ stepInstanceId }: ClaimedStep): number | null {
    return this.kept.get(stepInstanceId) ?? null;
  }

  /** Not looked at until `resume`. */
  suspend({ stepInstanceId }: ClaimedStep): void {
    this.suspended.add(stepInstanceId);
  }

  /** Looked at again; `kept`: it is known to be kept now. */
  resume(step: ClaimedStep, kept: boolean): void {
    this.suspended.delete(step.stepInstanceId);
    if (kept && this.holds.has(step.stepInstanceId)) this.kept.set(step.stepInstanceId, this.labNow());
  }

  end(step: Watched): void {
    if (this.running?.stepInstanceId === step.stepInstanceId) this.running = null;
    this.forget(step);
    if (step.definition.closes?.includes(this.instrumentId)) this.open = false;
  }

  /** Everything that telemetry belongs to now. */
  readingContexts(): readonly ReadingContext[] {
    const steps = [...(this.running ? [this.running] : []), ...this.holds.values()];
    return steps.map(({ runId, stepInstanceId }) => ({ runId, stepInstanceId }));
  }

  /** After a restart: the holds that go on at the instrument, and whether somebody reaches into it. */
  async load(): Promise<void> {
    const rows = await this.services.database.query<Watched>(
      `select id as "stepInstanceId", run_id as "runId", step_id as "stepId", attempt, definition from lab.step_instances
       where instrument_id = $1 and status = 'holding' order by hold_started_lab`,
      [this.instrumentId],
    );
    const [access] = await this.services.database.query(`select 1 from lab.instrument_access where instrument_id = $1`, [
      this.instrumentId,
    ]);
    this.open = access !== undefined;
    this.holds.clear();
    for (const row of rows) this.holds.set(row.stepInstanceId, row);
  }

  /** Compares what the device says its set points are with what the holds need. */
  observe(readings: readonly DriverReading[]): void {
    this.lostSince = null;
    if (this.running) return;
    for (const step of [...this.holds.values()].filter((each) => this.isKept(each))) {
      const lost = this.lostSetPoint(step, readings);
      if (lost === null) this.kept.set(step.stepInstanceId, this.labNow());
      else if (this.services.onLost) {
        this.suspend(step);
        this.services.onLost(step, lost);
      } else this.report(step, lost);
    }
  }

  private lostSetPoint(step: Watched, readings: readonly DriverReading[]): LabError | null {
    for (const call of step.definition.establish) {
      const shown = SHOWN[call.verb];
      const wanted = shown && call.parameters[shown.parameter];
      const reading = shown && readings.find((r) => r.name === shown.reading && r.target !== undefined);
      if (wanted === undefined || !reading || reading.target === undefined || this.rests(call.verb)) continue;
      if (reading.target !== null && Math.abs(reading.target - wanted) <= ROUNDING) continue;
      const found = reading.target === null ? 'off' : `${reading.target} ${reading.unit}`;
      const message = `${this.instrumentId}: its ${shown.reading} set point is ${found}, not ${wanted} ${reading.unit}, in the middle of a hold; was it switched off and on?`;
      return new LabError('DRIVER_STATE_REBOOTED', message, { instrument: this.instrumentId, outcome: 'failed' }, 'after_reconcile');
    }
    return null;
  }

  /** Called at each try to connect again that failed at the instrument. */
  async linkLost(message: string): Promise<void> {
    this.lostSince ??= performance.now();
    if (performance.now() - this.lostSince < GRACE_MS) return;
    for (const step of [...this.holds.values()]) {
      const error = new LabError(
        'DRIVER_TRANSPORT_CLOSED',
        `${this.instrumentId} did not answer for ${GRACE_MS / 1000} s in the middle of a hold: ${message}`,
        { instrument: this.instrumentId, outcome: 'unknown' },
        'after_reconcile',
      );
      // Forgotten only when it is stored: while the database is away too, each further try tells it again.
      await this.services.database.transaction((tx) => troubleStep(tx, this.ref(step), error));
      this.forget(step);
    }
  }

  /** Ends a hold in trouble: its run is held for an answer. While the database is away it stays, and is looked at again. */
  report(step: ClaimedStep, error: LabError): void {
    this.forget(step);
    this.services.database
      .transaction((tx) => troubleStep(tx, this.ref(step), error))
      .catch((failed: Error) => {
        this.holds.set(step.stepInstanceId, step);
        this.services.onError(this.instrumentId, failed);
      });
  }

  private forget({ stepInstanceId }: ClaimedStep): void {
    this.holds.delete(stepInstanceId);
    this.suspended.delete(stepInstanceId);
    this.kept.delete(stepInstanceId);
  }

  private labNow(): number {
    return this.services.labNow?.() ?? Date.now();
  }

  /** The hold for what is stored of it, in the name of the instrument. */
  ref(step: ClaimedStep): StepRef {
    return { runId: step.runId, stepInstanceId: step.stepInstanceId, attempt: step.attempt, actor: `instrument:${this.instrumentId}` };
  }
}
