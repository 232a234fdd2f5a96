import { isLabError, LabError, type DriverReading, type Verb, type VerbCall } from '@labwright/domain';
import {
  Patience,
  unsupportedVerb,
  type DriverContext,
  type PerformOptions,
  type Reconciliation,
  type StateCheck,
  type StopWrites,
} from '@drivers/kit';
import { moveCarrier, set, type Say } from './commands.driver';
import { shakingReading, type SynergyH1Connection } from './connection.driver';
import { SHAKE_SPEEDS, type ShakeSpeed } from './continuous-shake.driver';
import { ANY_PLATE, plateGeometry } from './plate-geometry';
import { planRead, type ReadPlan, type ReadVerb } from './read-plan';
import { PlateRead } from './reads.driver';
import { foundError, type Place } from './synergy-h1.errors';
import { synergyH1Manifest } from './synergy-h1.manifest';

const TEMPERATURE = synergyH1Manifest.capabilities.find(({ capability }) => capability === 'temperature_control')?.ranges['temperature'];
const SPEED = synergyH1Manifest.capabilities.find(({ capability }) => capability === 'shaking')?.ranges['speed'];
/** Set points are whole thousandths on the wire, Cel. */
const TARGET_RESOLUTION = 0.0006;
/** An incubator that works comes nearer by more than this in this time (lab milliseconds), while it is further away than `awayCel`. */
const PROGRESS = { cel: 0.2, ms: 900_000, awayCel: 1 } as const;

/**
 * The verbs. The device tells its temperature and nothing else, so where the carrier is, which set point is in force and whether it shakes
 * are what this connection has brought about itself, or unknown; what is unknown is done, because doing it twice changes nothing.
 * Interlocks hold whatever asks: nothing moves and nothing is read while it shakes or may shake, and it shakes with the carrier in only.
 */
export class SynergyH1Verbs {
  constructor(
    private readonly context: DriverContext,
    private readonly line: SynergyH1Connection,
  ) {}

  perform(call: VerbCall, options: PerformOptions): Promise<readonly DriverReading[]> {
    switch (call.verb) {
      case 'ensureOpen':
        return this.ensureCarrier('out', call, options);
      case 'ensureClosed':
        return this.ensureCarrier('in', call, options);
      case 'ensureTemperature':
        return this.ensureTemperature(call, options);
      case 'ensureTemperatureOff':
        return this.ensureTemperatureOff(options);
      case 'ensureShaking':
        return this.ensureShaking(call, options);
      case 'ensureStopped':
        return this.ensureStopped(options);
      case 'readAbsorbance':
      case 'readFluorescence':
      case 'readLuminescence':
        return this.read(call.verb, call, options);
      default:
        return Promise.reject(unsupportedVerb(this.context.instrument, synergyH1Manifest, call.verb));
    }
  }

  async check(call: VerbCall, options: PerformOptions): Promise<StateCheck> {
    switch (call.verb) {
      case 'ensureOpen':
      case 'ensureClosed': {
        const { carrier } = this.line;
        return { holds: carrier === goalOf(call.verb), evidence: `carrier ${carrier}, as driven by this connection`, readings: [] };
      }
      case 'ensureTemperature':
      case 'ensureTemperatureOff': {
        const { temperature, reading } = await this.line.temperature(options);
        const { setPoint } = this.line;
        const known = setPoint === undefined ? 'unknown' : setPoint === null ? 'off' : `${setPoint} Cel`;
        const evidence = `h: ${temperature} Cel; set point of this connection: ${known}`;
        if (call.verb === 'ensureTemperatureOff') return { holds: setPoint === null, evidence, readings: [reading] };
        const { target, tolerance } = wantedTemperature(call);
        return { holds: sameTarget(setPoint, target) && Math.abs(temperature - target) <= tolerance, evidence, readings: [reading] };
      }
      case 'ensureShaking':
      case 'ensureStopped': {
        // The shaker cannot be asked; a device that is gone can be found out.
        const { temperature, shaking } = await this.line.temperature(options);
        const { state } = this.line.shake;
        const evidence = `${this.shakingWords()}; the device cannot be asked, but answers (h: ${temperature} Cel)`;
        const holds =
          call.verb === 'ensureStopped' ? state.is === 'off' : state.is === 'on' && state.speed === speedOf(call.parameters['speed']);
        return { holds, evidence, readings: shaking ? [shaking] : [] };
      }
      case 'readAbsorbance':
      case 'readFluorescence':
      case 'readLuminescence':
        return { holds: false, evidence: 'a read is no state; it has to be done to know', readings: [] };
      default:
        throw unsupportedVerb(this.context.instrument, synergyH1Manifest, call.verb);
    }
  }

  /** Only this connection knows; after a new one everything is `unknown`. A read is `done` only if its data came completely. */
  async reconcile(call: VerbCall, options: PerformOptions): Promise<Reconciliation> {
    try {
      if (call.verb === 'readAbsorbance' || call.verb === 'readFluorescence' || call.verb === 'readLuminescence')
        return this.reconcileRead(this.plan(call.verb, call));
      const { holds, evidence } = await this.check(call, options);
      return { verdict: this.isUnknown(call.verb) ? 'unknown' : holds ? 'done' : 'not_done', evidence };
    } catch (error) {
      if (!isLabError(error) || error.code === 'DRIVER_CANCELLED') throw error;
      return { verdict: 'unknown', evidence: error.message };
    }
  }

  stopNow(options: PerformOptions): Promise<StopWrites> {
    return this.line.stopNow(options);
  }

  private isUnknown(verb: Verb): boolean {
    if (verb === 'ensureOpen' || verb === 'ensureClosed') return this.line.carrier === 'unknown';
    if (verb === 'ensureShaking' || verb === 'ensureStopped') return this.line.shake.state.is === 'unknown';
    return this.line.setPoint === undefined;
  }

  private reconcileRead({ asked }: ReadPlan): Reconciliation {
    const { lastRead } = this.line;
    if (lastRead?.asked !== asked) return { verdict: 'unknown', evidence: 'this connection has not been asked for that read' };
    switch (lastRead.state) {
      case 'complete':
        return { verdict: 'done', evidence: 'its data came completely' };
      case 'begun':
        return { verdict: 'unknown', evidence: 'O was sent, and the data did not come completely' };
      case 'not_begun':
        return { verdict: 'not_done', evidence: 'O was not sent' };
    }
  }

  private async ensureCarrier(goal: 'in' | 'out', call: VerbCall, options: PerformOptions): Promise<readonly DriverReading[]> {
    if (this.line.carrier !== goal) await this.line.alone((say) => this.moveCarrier(goal, call, say, options));
    return [];
  }

  private async moveCarrier(goal: 'in' | 'out', call: VerbCall, say: Say, options: PerformOptions): Promise<void> {
    if (this.line.carrier === goal) return;
    await this.line.shake.rest(say, options);
    if (!this.line.speedSet) {
      await say(set({ to: '&', slow: false }), options);
      this.line.speedSet = true;
    }
    // The carrier has to know how tall the plate is before it takes it in. Source: PyLabRobot 598b58ff, `close`.
    const geometry = (call.plate && plateGeometry(call.plate.labware)) ?? ANY_PLATE;
    if (goal === 'in') await say(set({ to: 'y', geometry }), options);
    try {
      this.line.carrier = 'unknown';
      await say(moveCarrier(goal === 'in' ? 'A' : 'J'), options);
      this.line.carrier = goal;
    } catch (error) {
      // The speed goes with the power, and a carrier that failed may have lost it.
      this.line.speedSet = false;
      throw error;
    }
  }

  private async ensureShaking(call: VerbCall, options: PerformOptions): Promise<readonly DriverReading[]> {
    const speed = this.oneOfTheSpeeds(call);
    const { shake } = this.line;
    let commandId: string | null = null;
    await this.line.alone(async (say) => {
      if (shake.state.is === 'on' && shake.state.speed === speed) return;
      if (this.line.carrier === 'out') throw this.carrierIsOut(call.verb);
      await this.moveCarrier('in', call, say, options);
      ({ commandId } = await shake.start(speed, say, options));
    });
    return this.shaking(commandId, options);
  }

  private async ensureStopped(options: PerformOptions): Promise<readonly DriverReading[]> {
    let commandId: string | null = null;
    await this.line.alone(async (say) => {
      commandId = (await this.line.shake.rest(say, options, 'stop'))?.commandId ?? null;
    });
    return this.shaking(commandId, options);
  }

  /** The reading of a change, or of a look where nothing had to be changed. */
  private async shaking(commandId: string | null, options: PerformOptions): Promise<readonly DriverReading[]> {
    const { target } = this.line.shake;
    const reading = commandId === null ? (await this.line.temperature(options)).shaking : shakingReading(target ?? null, commandId);
    return reading ? [reading] : [];
  }

  /** What is approved is what is sent, so nothing is rounded to a speed that the shaker has. */
  private oneOfTheSpeeds({ verb, parameters }: VerbCall): ShakeSpeed {
    const asked = parameters['speed'] ?? NaN;
    const found = speedOf(asked);
    if (found) return found;
    const { min, max } = SPEED ?? { min: 0, max: 0 };
    if (!(asked >= min && asked <= max)) throw this.outside(verb, { name: 'speed', value: asked, min, max, unit: '{rpm}' });
    const all = SHAKE_SPEEDS.map(({ cycles }) => cycles).join(', ');
    const what = `the shaker has no ${asked} cycles a minute; it has ${all}; correct the protocol`;
    throw foundError('DRIVER_DEVICE_BAD_PARAMETER', this.place(verb), what, 'failed', { retry: 'never' });
  }

  private shakingWords(): string {
    const { state } = this.line.shake;
    switch (state.is) {
      case 'on': {
        const { cycles, amplitude } = state.speed;
        const since = new Date(state.since).toISOString();
        return `this connection has kept it shaking at ${cycles} cycles a minute (${amplitude} mm) since ${since}, started again ${state.restarts} times`;
      }
      case 'off':
        return 'this connection has stopped it';
      case 'unknown':
        return `nobody knows whether it shakes (${state.why})`;
    }
  }

  private async ensureTemperature(call: VerbCall, options: PerformOptions): Promise<readonly DriverReading[]> {
    const { target, tolerance } = wantedTemperature(call);
    const { min, max } = TEMPERATURE ?? { min: 0, max: 0 };
    if (!(target >= min && target <= max)) throw this.outside(call.verb, { name: 'target', value: target, min, max, unit: 'Cel' });
    const before = await this.line.temperature(options);
    if (!sameTarget(this.line.setPoint, target)) await this.setTemperature(target, options);
    else if (Math.abs(before.temperature - target) <= tolerance) return [before.reading];
    const { clock } = this.context;
    let nearest = { away: Infinity, patience: new Patience(clock) };
    const reached = await this.line.poller.until(
      ({ temperature }) => {
        const away = Math.abs(temperature - target);
        if (away < nearest.away - PROGRESS.cel) nearest = { away, patience: new Patience(clock) };
        else if (away > PROGRESS.awayCel && nearest.patience.isOver(PROGRESS.ms)) throw this.noProgress(call.verb, temperature, target);
        return away <= tolerance;
      },
      { goal: `${target} Cel`, command: call.verb, labTimeoutMs: timeoutOf(call.verb), signal: options.signal },
    );
    return [reached.reading];
  }

  private async ensureTemperatureOff(options: PerformOptions): Promise<readonly DriverReading[]> {
    if (this.line.setPoint !== null) await this.setTemperature(null, options, 'stop');
    return [(await this.line.temperature(options)).reading];
  }

  private async setTemperature(target: number | null, options: PerformOptions, priority: 'stop' | 'normal' = 'normal'): Promise<void> {
    const before = this.line.setPoint;
    this.line.setPoint = undefined;
    try {
      await this.line.send(set({ to: 'g', temperature: target }), options, priority);
      this.line.setPoint = target;
    } catch (error) {
      // What certainly did not arrive leaves the old one in force.
      if (isLabError(error) && 'outcome' in error.context && error.context.outcome === 'failed') this.line.setPoint = before;
      throw error;
    }
  }

  private async read(verb: ReadVerb, call: VerbCall, options: PerformOptions): Promise<readonly DriverReading[]> {
    const plan = this.plan(verb, call);
    if (this.line.carrier === 'out') throw this.carrierIsOut(verb);
    // After a reconnect nobody knows where it is; driving it in where it is already moves nothing.
    await this.ensureCarrier('in', call, options);
    return new PlateRead(this.context, this.line, this.place(verb), plan).run(options);
  }

  private plan(verb: ReadVerb, call: VerbCall): ReadPlan {
    const plan = planRead(verb, call);
    if (!('refusal' in plan)) return plan;
    const { refusal } = plan;
    if (refusal.is === 'range') throw this.outside(verb, refusal);
    throw foundError('DRIVER_DEVICE_BAD_PARAMETER', this.place(verb), `${refusal.why}; correct the protocol`, 'failed', { retry: 'never' });
  }

  private carrierIsOut(verb: Verb): LabError {
    return foundError('DRIVER_DEVICE_INTERLOCK', this.place(verb), 'the carrier is out; close it first', 'failed', { phase: 'accept' });
  }

  private outside(verb: Verb, found: { name: string; value: number; min: number; max: number; unit: string }): LabError {
    const { name, value, min, max, unit } = found;
    const { instrument, url } = this.context;
    const message = `${instrument} (${url}): ${verb} ${name} ${value} ${unit} is outside ${min} to ${max} ${unit}; correct the protocol`;
    return new LabError('DRIVER_LIMIT_EXCEEDED', message, { ...this.place(verb), outcome: 'failed', value, min, max, unit }, 'never');
  }

  private noProgress(verb: Verb, current: number, target: number): LabError {
    const what = `the incubator is at ${current} Cel and came no nearer to ${target} Cel in ${PROGRESS.ms / 60_000} min; was its power cut, or is the room too warm?`;
    return foundError('DRIVER_TIMEOUT', this.place(verb), what, 'failed', { phase: 'complete', timeoutMs: PROGRESS.ms });
  }

  private place(verb: Verb): Place {
    return { instrument: this.context.instrument, url: this.context.url, command: verb };
  }
}

function goalOf(verb: 'ensureOpen' | 'ensureClosed'): 'in' | 'out' {
  return verb === 'ensureOpen' ? 'out' : 'in';
}

/** The speed of that many cycles a minute, if the shaker has it. */
function speedOf(cycles: number | undefined): ShakeSpeed | undefined {
  return SHAKE_SPEEDS.find((speed) => speed.cycles === cycles);
}

function sameTarget(a: number | null | undefined, b: number): boolean {
  return typeof a === 'number' && Math.abs(a - b) < TARGET_RESOLUTION;
}

function wantedTemperature(call: VerbCall): { target: number; tolerance: number } {
  return { target: call.parameters['target'] ?? NaN, tolerance: call.tolerances['target'] ?? TEMPERATURE?.tolerance ?? 0 };
}

function timeoutOf(verb: Verb): number {
  const found = synergyH1Manifest.verbs.find((entry) => entry.verb === verb);
  if (!found) throw new LabError('INTERNAL', `the manifest lacks ${verb}`, { where: 'synergy-h1 manifest' });
  return found.timeoutMs;
}
