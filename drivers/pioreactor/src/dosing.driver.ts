import { randomUUID } from 'node:crypto';
import { hasCode, isLabError, LabError, outcomeOf, type DriverReading, type VerbCall } from '@labwright/domain';
import { Patience, type CommandOrigin, type DriverContext, type PerformOptions, type Reconciliation, type StateCheck } from '@drivers/kit';
import type { PioreactorConnection, Snapshot } from './connection.driver';
import { stateError } from './pioreactor.errors';
import type { DosingEvent, JobName } from './unit-state.driver';
import { limit } from './limits.driver';

/** Pumps by their names in a protocol; each is a job that ends by itself. */
const PUMPS = { media: 'add_media', alt_media: 'add_alt_media', waste: 'remove_waste' } as const satisfies Record<string, JobName>;
type Pump = keyof typeof PUMPS;
/** Sums of event volumes are rounded on the wire, uL. */
const ROUNDING = 0.5;
/** From a start to the first event, lab milliseconds; a start without an answer is given up after it. */
const FIRST_EVENT_MS = 15_000;
/** From the end of a job to its last event, lab milliseconds; three seconds of wall time at least. */
const LAST_EVENTS_MS = 3_000;
/** A start that the leader accepted may be worked on this late, lab milliseconds; before it silence proves nothing. */
const LATE_START_MS = 60_000;
/** How long a pump may take, lab milliseconds: 10 ml at 0.1 ml/s, three times over. */
const PUMPING_MS = 300_000;
/** From the stop of a pump's job to its end, lab milliseconds. */
const PUMPS_OFF_MS = 60_000;
const NO_SIGNAL = new AbortController().signal;

/** What the dosing events say of one dose. */
interface Dosed {
  /** Microlitres, never below 0. */
  readonly volume: number;
  readonly events: readonly DosingEvent[];
}

/**
 * Doses. A dose cannot be repeated: it carries its command's id in `source_of_event`, is started at most once per id, and what happened
 * is read from the dosing events, heard while the link is up. Once a pump runs nothing cancels it: the verb waits for
 * its end. After a crash or a gap of the link events may be missing: `reconcile` then says `done` when those that are left prove it, and
 * otherwise `unknown`, never `not_done`, because that would pump twice.
 */
export class Dosing {
  constructor(
    private readonly context: DriverContext,
    private readonly unit: PioreactorConnection,
    /** Doses that this driver started, by id, with the lab time of the start; it outlives a connection. */
    private readonly issued: Map<string, number>,
  ) {}

  /** @throws LabError DRIVER_*; `unknown` when some of it may be in the vial */
  async dispense(call: VerbCall, options: PerformOptions): Promise<readonly DriverReading[]> {
    const { pump, volume } = this.dose(call);
    const commandId = randomUUID();
    const id = doseId(options.origin) ?? `labwright:${commandId}`;
    if (options.origin && (this.issued.has(id) || this.dosed(id, pump).volume > 0)) return this.again(call, options, id);
    const job = PUMPS[pump];
    const { unit, experiment } = this.unit.settings;
    const { jobs } = await this.unit.look(options);
    if (jobs.has(job))
      throw stateError(
        'DRIVER_DEVICE_BUSY',
        this.unit.place('dispense'),
        `the pump of ${job} runs already; wait until it is done`,
        'failed',
      );
    const begun = this.context.clock.labNow();
    const run = { ml: String(volume / 1000), source_of_event: id };
    let unanswered: LabError | null = null;
    try {
      this.issued.set(id, begun);
      await this.unit.change({ call: 'run', unit, experiment, job, options: run }, 'action', { ...options, commandId });
    } catch (error) {
      if (!isLabError(error) || !('outcome' in error.context) || error.context.outcome !== 'unknown') {
        this.issued.delete(id);
        throw error;
      }
      // The call may have arrived although its answer did not; the events tell.
      unanswered = error;
    }
    if (!(await this.inSight(this.hasBegun(id, pump, job, begun)))) throw unanswered ?? this.nothingPumped(job, begun);
    return this.inSight(this.finish(call, id));
  }

  /** done | not_done | unknown by our id in the events, or else by volume and time. */
  async reconcile(call: VerbCall, options: PerformOptions): Promise<Reconciliation> {
    const { pump, volume } = this.dose(call);
    const job = PUMPS[pump];
    const id = doseId(options.origin);
    if ((await this.unit.look(options)).jobs.has(job)) await this.ended(job, options.signal);
    const ours = id ? this.dosed(id, pump) : { volume: 0, events: [] };
    if (ours.volume > 0) {
      const evidence = `dosing_events: ${ours.volume} of ${volume} uL by ${job} with source_of_event ${id}`;
      return this.isAll(ours, volume)
        ? { verdict: 'done', evidence, readings: this.readings(call, id ?? '') }
        : { verdict: 'unknown', evidence };
    }
    const since = this.unit.watchedSince;
    const issuedAt = id ? this.issued.get(id) : undefined;
    const nobody = this.unit.state.events.filter(
      (event) => event.event === job && event.source === null && since <= Date.parse(event.timestamp),
    );
    const anonymous = sum(nobody);
    if (anonymous > 0) {
      const evidence = `dosing_events: ${anonymous} uL by ${job} without a source, where ${volume} uL were asked for`;
      return { verdict: this.isAll({ volume: anonymous, events: nobody }, volume) ? 'done' : 'unknown', evidence };
    }
    // Absence proves something only of a dose that was started under this very watch.
    const isOver =
      issuedAt !== undefined &&
      (this.unit.state.logSince(job, issuedAt) !== null || this.context.clock.labNow() - issuedAt >= LATE_START_MS);
    if (issuedAt === undefined || issuedAt < since || !isOver) {
      const evidence = `dosing_events: none by ${job} heard, but some may have been missed or the pump may start late; measure the volume in the vial`;
      return { verdict: 'unknown', evidence };
    }
    return { verdict: 'not_done', evidence: `dosing_events: none by ${job} since it was asked for, and none was missed` };
  }

  /** Ends every pump that runs, in the middle of a dose too; what was pumped until then is in the vial. */
  async ensureOff(options: PerformOptions): Promise<readonly DriverReading[]> {
    const { unit, experiment } = this.unit.settings;
    const running = runningPumps(await this.unit.look(options));
    await Promise.all(running.map((job) => this.unit.change({ call: 'stop', unit, experiment, job }, 'setpoint', options)));
    const { signal } = options;
    const off = { goal: 'the pumps to end', command: 'ensureDosingOff', labTimeoutMs: PUMPS_OFF_MS, signal };
    if (running.length > 0) await this.unit.poller.until((now) => runningPumps(now).length === 0, off);
    return [];
  }

  async checkOff(options: PerformOptions): Promise<StateCheck> {
    const now = await this.unit.look(options);
    const running = runningPumps(now);
    return { holds: running.length === 0, evidence: `jobs/running: ${running.join(', ') || 'no pump'}`, readings: [] };
  }

  private dose(call: VerbCall): { pump: Pump; volume: number } {
    const volume = call.parameters['volume'] ?? NaN;
    limit(this.context, 'dispense', 'volume', volume);
    const named = call.options?.['pump'] ?? 'media';
    if (named in PUMPS) return { pump: named as Pump, volume };
    const { instrument, url } = this.context;
    const message = `${instrument} (${url}): dispense has no pump "${named}"; it has ${Object.keys(PUMPS).join(', ')}`;
    throw new LabError('DRIVER_UNSUPPORTED', message, { instrument, url, command: 'dispense', outcome: 'failed' }, 'never');
  }

  /** The same command a second time: told what came of the first, never pumped again. */
  private async again(call: VerbCall, options: PerformOptions, id: string): Promise<readonly DriverReading[]> {
    const { verdict, evidence } = await this.reconcile(call, options);
    if (verdict === 'done') return this.readings(call, id);
    if (verdict === 'not_done') {
      this.issued.delete(id);
      return this.dispense(call, options);
    }
    throw stateError(
      'DRIVER_INTERRUPTED',
      this.unit.place('dispense'),
      `this dose was started before and is not whole: ${evidence}`,
      'unknown',
    );
  }

  /** Waits for the first event of a dose, or the end of its job. False: nothing came. */
  private async hasBegun(id: string, pump: Pump, job: JobName, since: number): Promise<boolean> {
    const patience = new Patience(this.context.clock);
    const told = (snapshot: Snapshot): boolean => {
      if (this.dosed(id, pump).volume > 0) return true;
      return (
        patience.isOver(FIRST_EVENT_MS) ||
        (patience.isOver(3_000) && !snapshot.jobs.has(job) && this.unit.state.logSince(job, since) !== null)
      );
    };
    await this.unit.poller
      .until(told, { goal: 'a first event', command: 'dispense', labTimeoutMs: FIRST_EVENT_MS * 2, signal: NO_SIGNAL })
      .catch(ignoreTimeout);
    return this.dosed(id, pump).volume > 0;
  }

  private async finish(call: VerbCall, id: string): Promise<readonly DriverReading[]> {
    const { pump, volume } = this.dose(call);
    const job = PUMPS[pump];
    await this.ended(job, NO_SIGNAL);
    await this.lastEvents(id, pump, volume);
    const dosed = this.dosed(id, pump);
    if (this.isAll(dosed, volume)) return this.readings(call, id);
    const what = `${dosed.volume} of ${volume} uL were reported; look at the vial and the pump`;
    throw stateError('DRIVER_INTERRUPTED', this.unit.place('dispense'), what, 'unknown');
  }

  /** The end of a job and its last events come by different topics, in any order: gives the events a moment before the sum is judged. */
  private async lastEvents(id: string, pump: Pump, volume: number): Promise<void> {
    const patience = new Patience(this.context.clock);
    const told = (): boolean => this.isAll(this.dosed(id, pump), volume) || patience.isOver(LAST_EVENTS_MS);
    await this.unit.poller
      .until(told, { goal: 'the last events', command: 'dispense', labTimeoutMs: LAST_EVENTS_MS * 2, signal: NO_SIGNAL })
      .catch(ignoreTimeout);
  }

  /** A look at a dose that was started. One that breaks off has failed only as a look: what was pumped meanwhile nobody knows. */
  private async inSight<T>(look: Promise<T>): Promise<T> {
    try {
      return await look;
    } catch (error) {
      if (isLabError(error) && outcomeOf(error) === 'unknown') throw error;
      const what = `it was started, and then nobody could see what came of it (${(error as Error).message}); look at the vial and the pump`;
      throw stateError('DRIVER_INTERRUPTED', this.unit.place('dispense'), what, 'unknown');
    }
  }

  /** Waits until a pump's job is over; one that runs for ever is left to the caller's look at the events. */
  private async ended(job: JobName, signal: AbortSignal): Promise<void> {
    const over = ({ jobs }: Snapshot): boolean => !jobs.has(job);
    await this.unit.poller
      .until(over, { goal: `the end of ${job}`, command: 'dispense', labTimeoutMs: PUMPING_MS, signal })
      .catch(ignoreTimeout);
  }

  private nothingPumped(job: JobName, begun: number): LabError {
    const log = this.unit.state.logSince(job, begun);
    const sure = log !== null && this.unit.watchedSince <= begun;
    const what = `${job} was started and nothing was pumped${log ? ` ("${log}")` : ''}; look at the pump`;
    return stateError('DRIVER_DEVICE_HARDWARE', this.unit.place('dispense'), what, sure ? 'failed' : 'unknown');
  }

  private dosed(id: string, pump: Pump): Dosed {
    const events = this.unit.state.events.filter((event) => event.source === id && event.event === PUMPS[pump]);
    return { volume: sum(events), events };
  }

  private isAll(dosed: Dosed, volume: number): boolean {
    return Math.abs(dosed.volume - volume) <= Math.max(ROUNDING, volume * 0.001);
  }

  private readings(call: VerbCall, id: string): DriverReading[] {
    const { events, volume } = this.dosed(id, this.dose(call).pump);
    const raw = events.at(-1)?.raw ?? new Uint8Array();
    const commandId = this.unit.lastCommand;
    const reading: DriverReading = { name: 'volume_dispensed', value: volume, unit: 'uL', quality: 'ok', raw, commandId };
    this.unit.publish(reading);
    return [reading];
  }
}

/** The id that travels with a dose; the same step and attempt give the same one, also after a crash. */
export function doseId(origin: CommandOrigin): string | null {
  return origin ? `labwright:${origin.stepInstanceId}:${origin.attempt}` : null;
}

function runningPumps({ jobs }: Snapshot): readonly JobName[] {
  return Object.values(PUMPS).filter((job) => jobs.has(job));
}

function sum(events: readonly DosingEvent[]): number {
  return Math.round(Math.abs(events.reduce((total, event) => total + event.volume, 0)) * 1_000_000) / 1000;
}

/** A wait that is over tells nothing; what the events say does. */
function ignoreTimeout(error: unknown): void {
  if (!hasCode(error, 'DRIVER_TIMEOUT')) throw error;
}
