import { LabError, type DriverReading } from '@labwright/domain';
import { isStopStep, troubleStep, type ClaimedStep, type StepRef } from '@labwright/execution';
import type { Database } from '@labwright/persistence';
import type { PlanOperation } from '@labwright/protocol';
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

type Watched = ClaimedStep;

/**
 * What the instrument is doing for which step. Says where telemetry belongs, and sees when a device that should hold a state has lost its
 * set points (a power cut): the run is held at once, not at the end of the hold.
 */
export class HoldWatch {
  private running: Watched | null = null;
  private holding: Watched | null = null;
  private lostSince: number | null = null;
  private told = false;

  constructor(
    private readonly instrumentId: string,
    private readonly services: { readonly database: Database; readonly onError: (where: string, error: Error) => void },
  ) {}

  get active(): boolean {
    return this.running !== null || this.holding !== null;
  }

  /** A stop ends whatever the instrument held. */
  begin(step: Watched): void {
    this.running = step;
    if (isStopStep(step.stepId)) this.holding = null;
  }

  hold(step: Watched): void {
    this.running = null;
    this.holding = step;
    this.told = false;
  }

  end(stepInstanceId: string): void {
    if (this.running?.stepInstanceId === stepInstanceId) this.running = null;
    if (this.holding?.stepInstanceId === stepInstanceId) this.holding = null;
  }

  readingContext(): ReadingContext | null {
    const step = this.running ?? this.holding;
    return step && { runId: step.runId, stepInstanceId: step.stepInstanceId };
  }

  /** After a restart: the hold that goes on at the instrument. */
  async load(): Promise<void> {
    const [row] = await this.services.database.query<{
      id: string;
      runId: string;
      stepId: string;
      attempt: number;
      definition: PlanOperation;
    }>(
      `select id, run_id as "runId", step_id as "stepId", attempt, definition from lab.step_instances where instrument_id = $1 and status = 'holding'
       order by hold_started_lab desc limit 1`,
      [this.instrumentId],
    );
    this.holding = row
      ? { stepInstanceId: row.id, runId: row.runId, stepId: row.stepId, attempt: row.attempt, definition: row.definition }
      : null;
    this.told = false;
  }

  /** Compares what the device says its set points are with what the hold needs. */
  observe(readings: readonly DriverReading[]): void {
    this.lostSince = null;
    const step = this.holding;
    if (!step || this.running || this.told) return;
    for (const call of step.definition.establish) {
      const shown = SHOWN[call.verb];
      const wanted = shown && call.parameters[shown.parameter];
      const reading = shown && readings.find((r) => r.name === shown.reading && r.target !== undefined);
      if (wanted === undefined || !reading || reading.target === undefined) continue;
      if (reading.target !== null && Math.abs(reading.target - wanted) <= ROUNDING) continue;
      const found = reading.target === null ? 'off' : `${reading.target} ${reading.unit}`;
      const message = `${this.instrumentId}: its ${shown.reading} set point is ${found}, not ${wanted} ${reading.unit}, in the middle of a hold; was it switched off and on?`;
      this.report(
        step,
        new LabError('DRIVER_STATE_REBOOTED', message, { instrument: this.instrumentId, outcome: 'failed' }, 'after_reconcile'),
      );
      return;
    }
  }

  /** Called at each try to connect again that failed at the instrument. */
  async linkLost(message: string): Promise<void> {
    this.lostSince ??= Date.now();
    const step = this.holding;
    if (!step || this.told || Date.now() - this.lostSince < GRACE_MS) return;
    const error = new LabError(
      'DRIVER_TRANSPORT_CLOSED',
      `${this.instrumentId} did not answer for ${GRACE_MS / 1000} s in the middle of a hold: ${message}`,
      { instrument: this.instrumentId, outcome: 'unknown' },
      'after_reconcile',
    );
    // Told only when it is stored: while the database is away too, each further try tells it again.
    await this.services.database.transaction((tx) => troubleStep(tx, this.ref(step), error));
    this.told = true;
    if (this.holding === step) this.holding = null;
  }

  private report(step: Watched, error: LabError): void {
    this.told = true;
    this.holding = null;
    this.services.database
      .transaction((tx) => troubleStep(tx, this.ref(step), error))
      .catch((failed: Error) => {
        this.told = false;
        this.holding = step;
        this.services.onError(this.instrumentId, failed);
      });
  }

  private ref(step: Watched): StepRef {
    return { runId: step.runId, stepInstanceId: step.stepInstanceId, attempt: step.attempt, actor: `instrument:${this.instrumentId}` };
  }
}
