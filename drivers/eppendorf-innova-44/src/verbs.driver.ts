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
import { sameTarget, setSpeed, setTemperature } from './commands.driver';
import type { Innova44Connection, Snapshot } from './connection.driver';
import { TROUBLES, type Innova44Trouble } from './innova-44.errors';
import { innova44Manifest } from './innova-44.manifest';

const TEMPERATURE = innova44Manifest.capabilities[0]?.ranges['temperature'];
const SPEED = innova44Manifest.capabilities[1]?.ranges['speed'];
/** A drive that turns shows more than 0 rpm long before this; lab milliseconds from the set point. Plausible, not measured. */
const SPIN_UP_MS = 15_000;
/** One digit of the display, Cel: what was reached at the very edge of its tolerance would be lost again at the next look. */
const FLICKER = 0.1;

/**
 * The verbs as states to reach: look, change only what differs, read the set point back because the wire refuses nothing, look until it
 * is so. Nothing is taken from memory.
 */
export class Innova44Verbs {
  constructor(
    private readonly context: DriverContext,
    private readonly line: Innova44Connection,
  ) {}

  perform(call: VerbCall, options: PerformOptions): Promise<readonly DriverReading[]> {
    switch (call.verb) {
      case 'ensureTemperature':
        return this.ensureTemperature(call, options);
      case 'ensureShaking':
        return this.ensureShaking(call, options);
      case 'ensureStopped':
        return this.ensureStopped(options);
      default:
        return Promise.reject(unsupportedVerb(this.context.instrument, innova44Manifest, call.verb));
    }
  }

  async check(call: VerbCall, options: PerformOptions): Promise<StateCheck> {
    switch (call.verb) {
      case 'ensureTemperature': {
        const { measured, target, readings } = await this.line.look(options);
        const wanted = wantedTemperature(call);
        return {
          holds: sameTarget(target.temperature, wanted.target) && within(measured.temperature, wanted.target, wanted.tolerance),
          evidence: `RV: ${measured.temperature} Cel, RS: ${target.temperature} Cel`,
          readings: only('temperature', readings),
        };
      }
      case 'ensureShaking':
      case 'ensureStopped': {
        const { measured, target, readings } = await this.line.look(options);
        const stopped = measured.speed === 0 && target.speed > 0 ? '; the drive is not turning, is the lid open?' : '';
        const evidence = `RV: ${measured.speed} rpm, RS: ${target.speed} rpm${stopped}`;
        const { speed, tolerance } = call.verb === 'ensureStopped' ? { speed: 0, tolerance: 0 } : wantedSpeed(call);
        const holds = target.speed === speed && within(measured.speed, speed, tolerance);
        return { holds, evidence, readings: only('speed', readings) };
      }
      default:
        throw unsupportedVerb(this.context.instrument, innova44Manifest, call.verb);
    }
  }

  /** Every verb can be read from the device. A device that cannot be asked is `unknown`. */
  async reconcile(call: VerbCall, options: PerformOptions): Promise<Reconciliation> {
    try {
      const { holds, evidence } = await this.check(call, options);
      return { verdict: holds ? 'done' : 'not_done', evidence };
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
    this.inRange('target', target, TEMPERATURE, 'Cel', call.verb);
    const before = await this.line.look(options);
    const restarts = this.line.restarts;
    if (!sameTarget(before.target.temperature, target)) {
      await this.line.send(setTemperature(target, this.line.columns), options);
      const { temperature } = await this.line.targets(options);
      if (!sameTarget(temperature, target)) throw this.trouble('not_taken', call.verb, `${target} Cel was set, RS says ${temperature} Cel`);
    } else if (within(before.measured.temperature, target, tolerance)) return only('temperature', before.readings);
    const reached = await this.until(call.verb, `${target} Cel`, restarts, options, (now) => {
      if (!sameTarget(now.target.temperature, target))
        throw this.trouble('changed', call.verb, `RS says ${now.target.temperature} Cel instead of ${target} Cel`);
      return within(now.measured.temperature, target, Math.max(tolerance - FLICKER, tolerance / 2));
    });
    return only('temperature', reached.readings);
  }

  private async ensureShaking(call: VerbCall, options: PerformOptions): Promise<readonly DriverReading[]> {
    const { speed, tolerance } = wantedSpeed(call);
    this.inRange('speed', speed, SPEED, 'rpm', call.verb);
    const before = await this.line.look(options);
    if (before.target.speed === speed && within(before.measured.speed, speed, tolerance)) return only('speed', before.readings);
    return this.turn(call.verb, speed, tolerance, before, options, 'normal');
  }

  private async ensureStopped(options: PerformOptions): Promise<readonly DriverReading[]> {
    const before = await this.line.look(options, 'stop');
    if (before.target.speed === 0 && before.measured.speed === 0) return only('speed', before.readings);
    return this.turn('ensureStopped', 0, 0, before, options, 'stop');
  }

  /** Sets the speed unless it is set, reads it back, and waits until the platform does it. */
  private async turn(
    verb: Verb,
    speed: number,
    tolerance: number,
    before: Snapshot,
    options: PerformOptions,
    priority: 'stop' | 'normal',
  ): Promise<readonly DriverReading[]> {
    const restarts = this.line.restarts;
    const patience = new Patience(this.context.clock);
    if (before.target.speed !== speed) {
      await this.line.send(setSpeed(speed, this.line.columns), options, priority);
      const { speed: found } = await this.line.targets(options, priority);
      if (found !== speed) throw this.trouble('not_taken', verb, `${speed} rpm was set, RS says ${found} rpm`);
    }
    const reached = await this.until(verb, speed === 0 ? 'rest' : `${speed} rpm`, restarts, options, ({ measured, target }) => {
      if (target.speed !== speed) throw this.trouble('changed', verb, `RS says ${target.speed} rpm instead of ${speed} rpm`);
      if (speed > 0 && measured.speed === 0 && patience.isOver(SPIN_UP_MS))
        throw this.trouble('drive_stopped', verb, `RS says ${target.speed} rpm`);
      return within(measured.speed, speed, tolerance);
    });
    return only('speed', reached.readings);
  }

  private until(
    verb: Verb,
    goal: string,
    restarts: number,
    options: PerformOptions,
    reached: (now: Snapshot) => boolean,
  ): Promise<Snapshot> {
    const notRestarted = (now: Snapshot): boolean => {
      if (this.line.restarts !== restarts) throw this.trouble('restarted', verb, `${goal} was asked for`);
      return reached(now);
    };
    const wait = { goal, command: verb, labTimeoutMs: verbManifest(verb).timeoutMs, signal: options.signal };
    return this.line.poller.until(notRestarted, wait);
  }

  private inRange(name: string, value: number, range: { min: number; max: number } | undefined, unit: string, verb: Verb): void {
    const { min, max } = range ?? { min: 0, max: 0 };
    if (value >= min && value <= max) return;
    const { instrument, url } = this.context;
    const message = `${instrument} (${url}): ${verb} ${name} ${value} ${unit} is outside ${min} to ${max} ${unit}; correct the protocol`;
    const context = { instrument, url, command: verb, outcome: 'failed', value, min, max, unit } as const;
    throw new LabError('DRIVER_LIMIT_EXCEEDED', message, context, 'never');
  }

  /** The device was read, so it is known that the state is not reached: the outcome is `failed`, and asking again is safe. */
  private trouble(trouble: Innova44Trouble, verb: Verb, detail: string): LabError {
    const { instrument, url } = this.context;
    const { code, text, advice } = TROUBLES[trouble];
    const message = `${instrument} (${url}): ${verb}: ${text} (${detail}); ${advice}`;
    const phase = trouble === 'drive_stopped' ? 'complete' : 'read-back';
    return new LabError(code, message, { instrument, url, command: verb, phase, outcome: 'failed' }, 'safe');
  }
}

/** The wire takes tenths of a degree only. */
function wantedTemperature(call: VerbCall): { target: number; tolerance: number } {
  const target = Math.round((call.parameters['target'] ?? NaN) * 10) / 10;
  return { target, tolerance: call.tolerances['target'] ?? TEMPERATURE?.tolerance ?? 0 };
}

/** The wire takes whole rpm only. */
function wantedSpeed(call: VerbCall): { speed: number; tolerance: number } {
  return { speed: Math.round(call.parameters['speed'] ?? NaN), tolerance: call.tolerances['speed'] ?? SPEED?.tolerance ?? 0 };
}

/** Tenths are not exact in binary: 36.7 is within 0.3 of 37.0. */
function within(value: number, target: number, tolerance: number): boolean {
  return Math.abs(value - target) <= tolerance + 1e-6;
}

function only(name: DriverReading['name'], readings: readonly DriverReading[]): readonly DriverReading[] {
  return readings.filter((reading) => reading.name === name);
}

function verbManifest(verb: Verb): VerbManifest {
  const found = innova44Manifest.verbs.find((entry) => entry.verb === verb);
  if (!found) throw new LabError('INTERNAL', `the manifest lacks ${verb}`, { where: 'innova-44 manifest' });
  return found;
}
