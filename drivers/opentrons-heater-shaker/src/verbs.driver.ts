import { isLabError, LabError, type DriverReading, type Verb, type VerbCall, type VerbManifest } from '@labwright/domain';
import {
  Patience,
  unsupportedVerb,
  type DriverContext,
  type PerformOptions,
  type Reconciliation,
  type StateCheck,
  type StopWrites,
} from '@drivers/kit';
import { closeLatch, heaterOff, home, openLatch, sameTarget, setSpeed, setTemperature } from './commands.driver';
import type { HeaterShakerConnection } from './connection.driver';
import { heaterShakerManifest } from './heater-shaker.manifest';
import { LatchStatus } from './heater-shaker.protocol';

const TEMPERATURE = heaterShakerManifest.capabilities[0]?.ranges['temperature'];
const SPEED = heaterShakerManifest.capabilities[1]?.ranges['speed'];
/** A shake straight after homing stalled the unit. Source: Opentrons/opentrons issue 10858. */
const AFTER_HOME_MS = 500;
/** Between two looks at a moving latch, lab milliseconds. */
const LATCH_LOOK_MS = 500;
/**
 * A block that came no nearer to its target by more than `cel` in `ms` of lab time has a heater that does not heat, or nothing to cool it.
 * Chosen far from what the virtual device needs, not measured on an instrument. Within `awayCel` only the time-out of the verb counts.
 */
const PROGRESS = { cel: 0.2, ms: 600_000, awayCel: 1 } as const;

/**
 * The verbs as states to reach: look, change only what differs, look until it is so. Each look asks the device; nothing is taken from
 * memory but whether the plate is home, which the device cannot be asked for.
 */
export class HeaterShakerVerbs {
  constructor(
    private readonly context: DriverContext,
    private readonly line: HeaterShakerConnection,
  ) {}

  perform(call: VerbCall, options: PerformOptions): Promise<readonly DriverReading[]> {
    switch (call.verb) {
      case 'ensureTemperature':
        return this.ensureTemperature(call, options);
      case 'ensureTemperatureOff':
        return this.ensureTemperatureOff(options);
      case 'ensureShaking':
        return this.ensureShaking(call, options);
      case 'ensureStopped':
        return this.ensureStopped(options);
      case 'ensureLatched':
        return this.ensureLatch(call.verb, options);
      case 'ensureUnlatched':
        return this.ensureLatch(call.verb, options);
      default:
        return Promise.reject(unsupportedVerb(this.context.instrument, heaterShakerManifest, call.verb));
    }
  }

  async check(call: VerbCall, options: PerformOptions): Promise<StateCheck> {
    switch (call.verb) {
      case 'ensureTemperature':
      case 'ensureTemperatureOff': {
        const { value, reading } = await this.line.temperature(options);
        const evidence = `M105: ${value.current} Cel, set point ${value.target === null ? 'off' : `${value.target} Cel`}`;
        if (call.verb === 'ensureTemperatureOff') return { holds: value.target === null, evidence, readings: [reading] };
        const { target, tolerance } = wantedTemperature(call);
        return { holds: sameTarget(value.target, target) && Math.abs(value.current - target) <= tolerance, evidence, readings: [reading] };
      }
      case 'ensureShaking':
      case 'ensureStopped': {
        const { value, reading } = await this.line.speed(options);
        const evidence = `M123: ${value.current} rpm, set point ${value.target} rpm`;
        if (call.verb === 'ensureStopped') return { holds: value.current === 0 && value.target === 0, evidence, readings: [reading] };
        const { speed, tolerance } = wantedSpeed(call);
        return { holds: value.target === speed && Math.abs(value.current - speed) <= tolerance, evidence, readings: [reading] };
      }
      case 'ensureLatched':
      case 'ensureUnlatched': {
        const status = await this.line.latch(options);
        return { holds: status === latchGoal(call.verb).idle, evidence: `M241: ${status}`, readings: [] };
      }
      default:
        throw unsupportedVerb(this.context.instrument, heaterShakerManifest, call.verb);
    }
  }

  /** A moving or undefined latch is `unknown`; everything else can be read. A device that cannot be asked is `unknown` too. */
  async reconcile(call: VerbCall, options: PerformOptions): Promise<Reconciliation> {
    try {
      const { holds, evidence } = await this.check(call, options);
      const undecided = /OPENING|CLOSING|IDLE_UNKNOWN/.test(evidence);
      return { verdict: holds ? 'done' : undecided ? 'unknown' : 'not_done', evidence };
    } catch (error) {
      if (!isLabError(error) || error.code === 'DRIVER_CANCELLED') throw error;
      return { verdict: 'unknown', evidence: error.message };
    }
  }

  stopNow(options: PerformOptions): Promise<StopWrites> {
    return this.line.stopNow(options);
  }

  private async ensureTemperature(call: VerbCall, options: PerformOptions): Promise<readonly DriverReading[]> {
    const { target, tolerance } = wantedTemperature(call);
    this.within('target', target, TEMPERATURE, 'Cel', call.verb);
    const before = await this.line.temperature(options);
    if (!sameTarget(before.value.target, target)) await this.line.send(setTemperature(target), options);
    else if (Math.abs(before.value.current - target) <= tolerance) return [before.reading];
    let nearest = { away: Infinity, patience: new Patience(this.context.clock) };
    const reached = await this.line.poller.until(
      ({ temperature }) => {
        if (!sameTarget(temperature.target, target))
          throw this.setPointGone(
            call.verb,
            `${target} Cel`,
            temperature.target === null ? 'off' : `${temperature.target} Cel`,
            temperature.target === null,
          );
        const away = Math.abs(temperature.current - target);
        if (away < nearest.away - PROGRESS.cel) nearest = { away, patience: new Patience(this.context.clock) };
        else if (away > PROGRESS.awayCel && nearest.patience.isOver(PROGRESS.ms))
          throw this.noProgress(call.verb, temperature.current, target);
        return Math.abs(temperature.current - target) <= tolerance;
      },
      this.waitFor(call.verb, `${target} Cel`, options),
    );
    return reached.readings.filter((reading) => reading.name === 'temperature');
  }

  private async ensureTemperatureOff(options: PerformOptions): Promise<readonly DriverReading[]> {
    const before = await this.line.temperature(options);
    if (before.value.target === null) return [before.reading];
    await this.line.send(heaterOff, options, 'stop');
    const after = await this.line.temperature(options);
    if (after.value.target !== null) throw this.setPointGone('ensureTemperatureOff', 'off', `${after.value.target} Cel`, false);
    return [after.reading];
  }

  private async ensureShaking(call: VerbCall, options: PerformOptions): Promise<readonly DriverReading[]> {
    const { speed, tolerance } = wantedSpeed(call);
    this.within('speed', speed, SPEED, 'rpm', call.verb);
    const latch = await this.line.latch(options);
    if (latch !== LatchStatus.idleClosed) throw this.interlock(call.verb, `the latch is not closed (${latch}); close the latch first`);
    const before = await this.line.speed(options);
    if (before.value.target === speed && Math.abs(before.value.current - speed) <= tolerance) return [before.reading];
    if (before.value.target !== speed) {
      await this.restAfterHome(call.verb, options);
      this.line.homed = false;
      await this.line.send(setSpeed(speed), options);
    }
    const reached = await this.line.poller.until(
      ({ speed: now }) => {
        if (now.target !== speed) throw this.setPointGone(call.verb, `${speed} rpm`, `${now.target} rpm`, now.target === 0);
        return Math.abs(now.current - speed) <= tolerance;
      },
      this.waitFor(call.verb, `${speed} rpm`, options),
    );
    return reached.readings.filter((reading) => reading.name === 'speed');
  }

  /**
   * At rest and home. A plate at rest whose position this connection does not know is homed once, because a robot's gripper and the
   * latch need it; with the latch open it is home already, since the firmware opens it only then and holds the motor while it is open.
   */
  private async ensureStopped(options: PerformOptions): Promise<readonly DriverReading[]> {
    const before = await this.line.speed(options, 'stop');
    const atRest = before.value.current === 0 && before.value.target === 0;
    if (atRest && (this.line.homed || (await this.line.latch(options)) === LatchStatus.idleOpen)) return [before.reading];
    await this.line.send(home, options, 'stop');
    this.line.homed = true;
    this.line.homedAt = this.context.clock.labNow();
    const stopped = await this.line.poller.until(
      ({ speed }) => speed.current === 0 && speed.target === 0,
      this.waitFor('ensureStopped', 'rest', options),
    );
    return stopped.readings.filter((reading) => reading.name === 'speed');
  }

  private async ensureLatch(verb: 'ensureLatched' | 'ensureUnlatched', options: PerformOptions): Promise<readonly DriverReading[]> {
    const goal = latchGoal(verb);
    const patience = new Patience(this.context.clock);
    const { timeoutMs } = verbManifest(verb);
    let status = await this.line.latch(options);
    if (status === goal.idle) return [];
    if (status !== goal.moving) {
      const { value } = await this.line.speed(options);
      if (value.current > 0 || value.target > 0)
        throw this.interlock(verb, `the plate turns at ${value.current} rpm; stop the shaker first`);
      await this.line.send(goal.command, options);
      status = await this.line.latch(options);
    }
    while (status !== goal.idle) {
      if (status !== goal.moving)
        throw this.error(
          'DRIVER_STATE_READ_BACK_DIFFERS',
          verb,
          `the latch is ${status} instead of ${goal.idle}; look at the latch`,
          'unknown',
        );
      if (patience.isOver(timeoutMs)) {
        throw this.error('DRIVER_TIMEOUT', verb, `the latch is still ${status} after ${timeoutMs / 1000} s; look at the latch`, 'unknown');
      }
      await this.line.pause(LATCH_LOOK_MS, options, verb);
      status = await this.line.latch(options);
    }
    return [];
  }

  /** Waits until the motor control has let go after a homing of this connection. */
  private async restAfterHome(verb: Verb, options: PerformOptions): Promise<void> {
    const { homedAt } = this.line;
    if (!this.line.homed || homedAt === null) return;
    await this.line.poller.until(({ speed }) => speed.current === 0, this.waitFor(verb, 'rest', options));
    const rest = homedAt + AFTER_HOME_MS - this.context.clock.labNow();
    if (rest > 0) await this.line.pause(rest, options, verb);
  }

  private waitFor(
    verb: Verb,
    goal: string,
    options: PerformOptions,
  ): { goal: string; command: string; labTimeoutMs: number; signal: AbortSignal } {
    return { goal, command: verb, labTimeoutMs: verbManifest(verb).timeoutMs, signal: options.signal };
  }

  private within(name: string, value: number, range: { min: number; max: number } | undefined, unit: string, verb: Verb): void {
    const { min, max } = range ?? { min: 0, max: 0 };
    if (value >= min && value <= max) return;
    const { instrument, url } = this.context;
    const message = `${instrument} (${url}): ${verb} ${name} ${value} ${unit} is outside ${min} to ${max} ${unit}; correct the protocol`;
    throw new LabError(
      'DRIVER_LIMIT_EXCEEDED',
      message,
      { instrument, url, command: verb, outcome: 'failed', value, min, max, unit },
      'never',
    );
  }

  private interlock(verb: Verb, what: string): LabError {
    return this.error('DRIVER_DEVICE_INTERLOCK', verb, what, 'failed');
  }

  /** The set point went away while we waited: the power was cut, or somebody else changed it. The state is known, so it is `failed`. */
  private setPointGone(verb: Verb, wanted: string, found: string, off: boolean): LabError {
    const what = `the set point is ${found} instead of ${wanted}; the power was cut or somebody else changed it`;
    return this.error(off ? 'DRIVER_STATE_REBOOTED' : 'DRIVER_STATE_READ_BACK_DIFFERS', verb, what, 'failed');
  }

  private noProgress(verb: Verb, current: number, target: number): LabError {
    const doubt = current < target ? 'is the heater working and the plate in contact?' : 'is something warm near it?';
    const what = `the block is at ${current} Cel and came no nearer to ${target} Cel in ${PROGRESS.ms / 60_000} min; ${doubt}`;
    return this.error('DRIVER_TIMEOUT', verb, what, 'failed');
  }

  private error(
    code: 'DRIVER_DEVICE_INTERLOCK' | 'DRIVER_STATE_REBOOTED' | 'DRIVER_STATE_READ_BACK_DIFFERS' | 'DRIVER_TIMEOUT',
    verb: Verb,
    what: string,
    outcome: 'failed' | 'unknown',
  ): LabError {
    const { instrument, url } = this.context;
    const phase = code === 'DRIVER_DEVICE_INTERLOCK' ? 'accept' : code === 'DRIVER_TIMEOUT' ? 'complete' : 'read-back';
    return new LabError(
      code,
      `${instrument} (${url}): ${verb}: ${what}`,
      { instrument, url, command: verb, phase, outcome },
      outcome === 'failed' ? 'safe' : 'after_reconcile',
    );
  }
}

function wantedTemperature(call: VerbCall): { target: number; tolerance: number } {
  return { target: call.parameters['target'] ?? NaN, tolerance: call.tolerances['target'] ?? TEMPERATURE?.tolerance ?? 0 };
}

/** The wire takes whole rpm only. */
function wantedSpeed(call: VerbCall): { speed: number; tolerance: number } {
  return { speed: Math.round(call.parameters['speed'] ?? NaN), tolerance: call.tolerances['speed'] ?? SPEED?.tolerance ?? 0 };
}

function latchGoal(verb: 'ensureLatched' | 'ensureUnlatched'): { command: typeof openLatch; idle: LatchStatus; moving: LatchStatus } {
  return verb === 'ensureLatched'
    ? { command: closeLatch, idle: LatchStatus.idleClosed, moving: LatchStatus.closing }
    : { command: openLatch, idle: LatchStatus.idleOpen, moving: LatchStatus.opening };
}

function verbManifest(verb: Verb): VerbManifest {
  const found = heaterShakerManifest.verbs.find((entry) => entry.verb === verb);
  if (!found) throw new LabError('INTERNAL', `the manifest lacks ${verb}`, { where: 'heater-shaker manifest' });
  return found;
}
