import { isLabError, LabError, type DriverReading, type Verb, type VerbCall, type VerbManifest } from '@labwright/domain';
import {
  unsupportedVerb,
  type DriverContext,
  type PerformOptions,
  type Reconciliation,
  type StateCheck,
  type StopWrites,
} from '@drivers/kit';
import type { PioreactorConnection, Snapshot } from './connection.driver';
import { Dosing } from './dosing.driver';
import type { RunOptions } from './http.protocol';
import { stateError } from './pioreactor.errors';
import { limit, rangeOf } from './limits.driver';
import { pioreactorManifest } from './pioreactor.manifest';
import type { JobName, Known } from './unit-state.driver';

/** A measurement older than this says nothing about now, lab milliseconds. The unit measures every 5 to 90 s. */
const FRESH_MS = 120_000;

/** One verb's job: which topic says what was asked for, and which what is. */
interface Controlled {
  readonly job: JobName;
  /** Null for a job without a set point. */
  readonly setting: string | null;
  readonly measured: string;
  /** Option of a start. */
  readonly start: (target: number) => RunOptions;
  readonly unit: string;
}

const STIRRING: Controlled = {
  job: 'stirring',
  setting: 'target_rpm',
  measured: 'stirring/measured_rpm',
  start: (target) => ({ target_rpm: String(target) }),
  unit: 'rpm',
};
const HEATING: Controlled = {
  job: 'temperature_automation',
  setting: 'target_temperature',
  measured: 'temperature_automation/temperature',
  start: (target) => ({ automation_name: 'thermostat', target_temperature: String(target) }),
  unit: 'Cel',
};
const MONITORING: Controlled = { job: 'od_reading', setting: null, measured: 'od_reading/od', start: () => ({}), unit: 'AU' };

/**
 * The verbs as states to reach: ask which jobs run, start or set only what differs, wait until a live measurement shows it. What the
 * broker retained is believed only for a job that the unit says is running.
 */
export class PioreactorVerbs {
  private readonly dosing: Dosing;

  constructor(
    private readonly context: DriverContext,
    private readonly unit: PioreactorConnection,
    issued: Map<string, number>,
  ) {
    this.dosing = new Dosing(context, unit, issued);
  }

  perform(call: VerbCall, options: PerformOptions): Promise<readonly DriverReading[]> {
    switch (call.verb) {
      case 'ensureStirring':
        return this.ensure(STIRRING, call, wanted(call, 'speed'), options);
      case 'ensureTemperature':
        return this.ensure(HEATING, call, wanted(call, 'target'), options);
      case 'ensureMonitoring':
        return this.ensure(MONITORING, call, null, options);
      case 'ensureStirringOff':
        return this.ensureOff(STIRRING, call.verb, options);
      case 'ensureTemperatureOff':
        return this.ensureOff(HEATING, call.verb, options);
      case 'ensureMonitoringOff':
        return this.ensureOff(MONITORING, call.verb, options);
      case 'ensureDosingOff':
        return this.dosing.ensureOff(options);
      case 'dispense':
        return this.dosing.dispense(call, options);
      default:
        return Promise.reject(unsupportedVerb(this.context.instrument, pioreactorManifest, call.verb));
    }
  }

  async check(call: VerbCall, options: PerformOptions): Promise<StateCheck> {
    switch (call.verb) {
      case 'ensureStirring':
        return this.checkOn(STIRRING, call, wanted(call, 'speed'), options);
      case 'ensureTemperature':
        return this.checkOn(HEATING, call, wanted(call, 'target'), options);
      case 'ensureMonitoring':
        return this.checkOn(MONITORING, call, null, options);
      case 'ensureStirringOff':
        return this.checkOff(STIRRING, options);
      case 'ensureTemperatureOff':
        return this.checkOff(HEATING, options);
      case 'ensureMonitoringOff':
        return this.checkOff(MONITORING, options);
      case 'ensureDosingOff':
        return this.dosing.checkOff(options);
      case 'dispense': {
        const { verdict, evidence } = await this.dosing.reconcile(call, options);
        return { holds: verdict === 'done', evidence, readings: [] };
      }
      default:
        throw unsupportedVerb(this.context.instrument, pioreactorManifest, call.verb);
    }
  }

  /** A unit that cannot be asked is `unknown`. */
  async reconcile(call: VerbCall, options: PerformOptions): Promise<Reconciliation> {
    try {
      if (call.verb === 'dispense') return await this.dosing.reconcile(call, options);
      const { holds, evidence } = await this.check(call, options);
      return { verdict: holds ? 'done' : 'not_done', evidence };
    } catch (error) {
      if (!isLabError(error) || error.code === 'DRIVER_CANCELLED') throw error;
      return { verdict: 'unknown', evidence: error.message };
    }
  }

  stopNow(options: PerformOptions): Promise<StopWrites> {
    return this.unit.stopNow(options);
  }

  private async ensure(what: Controlled, call: VerbCall, goal: Goal | null, options: PerformOptions): Promise<readonly DriverReading[]> {
    if (goal) limit(this.context, call.verb, goal.name, goal.target);
    let begun = this.context.clock.labNow();
    const { jobs } = await this.unit.look(options);
    if (!this.runs(what, jobs)) {
      begun = this.context.clock.labNow();
      await this.start(what, call.verb, goal?.target ?? 0, options);
    } else {
      if (this.unit.state.presence.stateOf(what.job) === 'sleeping') await this.unit.set(what.job, '$state', 'ready', options);
      const now = this.measured(what);
      if (this.targetHolds(what, goal) && now && this.isFresh(now) && near(now.value, goal)) return reading(now);
      if (!this.targetHolds(what, goal) && goal && what.setting) {
        begun = this.context.clock.labNow();
        await this.unit.set(what.job, what.setting, goal.target, options);
      }
    }
    const reached = (snapshot: Snapshot): boolean => {
      this.mustRun(what, call.verb, snapshot.jobs, begun);
      if (!this.targetHolds(what, goal)) throw this.setPointGone(what, call.verb, goal);
      const now = this.measured(what);
      return now !== null && now.live && now.at >= begun && near(now.value, goal);
    };
    await this.unit.poller.until(reached, this.waitFor(call.verb, goal ? `${goal.target} ${what.unit}` : 'a reading', options));
    return reading(this.measured(what));
  }

  private async start(what: Controlled, verb: Verb, target: number, options: PerformOptions): Promise<void> {
    const { unit, experiment } = this.unit.settings;
    await this.unit.change({ call: 'run', unit, experiment, job: what.job, options: what.start(target) }, 'setpoint', options);
    const isUp = ({ jobs }: Snapshot): boolean => this.runs(what, jobs) && this.unit.state.presence.stateOf(what.job) === 'ready';
    await this.unit.poller.until(isUp, this.waitFor(verb, `${what.job} to be ready`, options));
    const { setting } = what;
    // A start that found the job being started by somebody else leaves their set point.
    if (setting && !this.targetHolds(what, { name: '', target, tolerance: 0 })) await this.unit.set(what.job, setting, target, options);
  }

  private async ensureOff(what: Controlled, verb: Verb, options: PerformOptions): Promise<readonly DriverReading[]> {
    const { jobs } = await this.unit.look(options);
    if (!jobs.has(what.job)) return [];
    const { unit, experiment } = this.unit.settings;
    await this.unit.change({ call: 'stop', unit, experiment, job: what.job }, 'setpoint', options);
    const isOff = (snapshot: Snapshot): boolean => !snapshot.jobs.has(what.job);
    await this.unit.poller.until(isOff, this.waitFor(verb, `${what.job} to end`, options));
    return [];
  }

  private async checkOn(what: Controlled, call: VerbCall, goal: Goal | null, options: PerformOptions): Promise<StateCheck> {
    const { jobs } = await this.unit.look(options);
    const state = this.unit.state.presence.stateOf(what.job) ?? 'unknown';
    if (!this.runs(what, jobs)) return { holds: false, evidence: `jobs/running: no ${what.job}; $state ${state}`, readings: [] };
    const last = this.measured(what);
    const fresh = (now: Known | null): now is Known => now !== null && this.isFresh(now);
    // Just connected: what the broker retained is history, so the next measurement is waited for.
    if (!fresh(last) && state === 'ready')
      await this.unit.poller.until(
        ({ jobs: now }) => !this.runs(what, now) || fresh(this.measured(what)),
        this.waitFor(call.verb, 'a reading', options),
      );
    const now = this.measured(what);
    const target = what.setting ? this.unit.state.known(`${what.job}/${what.setting}`)?.value : undefined;
    const setPoint = what.setting ? `, set point ${target ?? 'unknown'} ${what.unit}` : '';
    const evidence = `${what.job} ${state}: ${now ? `${now.value} ${what.unit}` : 'no measurement'}${setPoint}`;
    const holds = state === 'ready' && fresh(now) && this.targetHolds(what, goal) && near(now.value, goal);
    return { holds, evidence, readings: reading(now) };
  }

  private async checkOff(what: Controlled, options: PerformOptions): Promise<StateCheck> {
    const { jobs } = await this.unit.look(options);
    const holds = !jobs.has(what.job);
    return { holds, evidence: `jobs/running: ${[...jobs].join(', ') || 'none'}`, readings: [] };
  }

  private runs(what: Controlled, jobs: ReadonlySet<string>): boolean {
    return jobs.has(what.job) && this.unit.state.presence.stateOf(what.job) !== 'lost';
  }

  /** The job is doubted, not lost, while a last will waits for its repair; then the wait goes on. */
  private mustRun(what: Controlled, verb: Verb, jobs: ReadonlySet<string>, begun: number): void {
    if (this.unit.state.presence.isDoubted(what.job) || this.runs(what, jobs)) return;
    const log = this.unit.state.logSince(what.job, begun);
    const why = `the job ${what.job} is gone${log ? ` ("${log}")` : ''}; the power was cut or somebody stopped it`;
    throw stateError('DRIVER_STATE_REBOOTED', this.unit.place(verb), why, 'failed');
  }

  private setPointGone(what: Controlled, verb: Verb, goal: Goal | null): LabError {
    const found = this.unit.state.known(`${what.job}/${what.setting ?? ''}`)?.value ?? 'unknown';
    const why = `the set point is ${found} instead of ${goal?.target ?? ''} ${what.unit}; somebody else changed it`;
    return stateError('DRIVER_STATE_READ_BACK_DIFFERS', this.unit.place(verb), why, 'failed');
  }

  private targetHolds(what: Controlled, goal: Goal | null): boolean {
    return goal === null || what.setting === null || this.unit.state.known(`${what.job}/${what.setting}`)?.value === goal.target;
  }

  /** The newest measurement of a job; OD may come on any of four channels. */
  private measured(what: Controlled): Known | null {
    const topics = what === MONITORING ? [1, 2, 3, 4].map((channel) => `${what.measured}${channel}`) : [what.measured];
    const found = topics.map((topic) => this.unit.state.known(topic)).filter((known) => known !== null);
    return found.reduce<Known | null>((newest, known) => (newest && newest.at >= known.at ? newest : known), null);
  }

  private isFresh(known: Known): boolean {
    return known.live && this.context.clock.labNow() - known.at <= FRESH_MS;
  }

  private waitFor(
    verb: Verb,
    goal: string,
    { signal }: PerformOptions,
  ): { goal: string; command: string; labTimeoutMs: number; signal: AbortSignal } {
    return { goal, command: verb, labTimeoutMs: verbManifest(verb).timeoutMs, signal };
  }
}

interface Goal {
  readonly name: string;
  readonly target: number;
  readonly tolerance: number;
}

function wanted(call: VerbCall, name: 'speed' | 'target'): Goal {
  return { name, target: call.parameters[name] ?? NaN, tolerance: call.tolerances[name] ?? rangeOf(name).tolerance };
}

function near(value: number, goal: Goal | null): boolean {
  return goal === null || Math.abs(value - goal.target) <= goal.tolerance;
}

function reading(known: Known | null): DriverReading[] {
  return known?.live && known.reading ? [known.reading] : [];
}

function verbManifest(verb: Verb): VerbManifest {
  const found = pioreactorManifest.verbs.find((entry) => entry.verb === verb);
  if (!found) throw new LabError('INTERNAL', `the manifest lacks ${verb}`, { where: 'pioreactor manifest' });
  return found;
}
