import { LabError } from '@labwright/domain';
import {
  LINE_FAULTS,
  ReplyLine,
  afterLab,
  afterWall,
  tellAction,
  type DeviceLine,
  type FaultSwitch,
  type VirtualDevice,
  type VirtualDeviceOptions,
} from '@drivers/kit';
import { HostInputReader, type HostInput } from './host-input.device';
import { Incubator } from './incubator.device';
import { measure, readDuration } from './optics.device';
import type { Parameter } from './parameter.protocol';
import { PlateCarrier } from './plate-carrier.device';
import { SHAKE_CYCLES, type ReadDefinition } from './read-definition.protocol';
import { encodeReply, identityText, STATUS_OK, temperatureDigits, type SynergyH1Reply } from './reply.protocol';
import { VIRTUAL_STATUS } from './synergy-h1.errors';
import type { PlainCharacter } from './synergy-h1.protocol';

/** Faults of the mechanics, the lamp and the power. */
const DEVICE_FAULTS = [
  { name: 'carrierJammed', summary: 'the carrier stops half way' },
  { name: 'lampFailed', summary: 'no light: absorbance and fluorescence are refused' },
  { name: 'statusError', summary: 'the next answer with a status carries an error (once)' },
  { name: 'silentReboot', summary: 'power off and on without a word (once)' },
] as const satisfies readonly FaultSwitch[];
type DeviceFaultName = (typeof DEVICE_FAULTS)[number]['name'];

const NEST = 'carrier';
/** How often the plate is told while the temperature is under way, lab milliseconds. */
const TELL_MS = 15_000;
const PART_NUMBER = '1650200';
const FIRMWARE = '1.04';
/** Reply to a definition as it was published; the meaning of its digits is not known. */
const DEFINITION_TAKEN = '0350000000000000010000000000490300000';
/** A parameter that does not come is given up, wall milliseconds. How long the real one waits is not known. */
const PARAMETER_WALL_MS = 1000;
/** Time that homing takes, lab milliseconds; plausible, not measured. */
const HOME_MS = 2000;

/**
 * The device's end of the wire with a model of the machine behind it. It parses and formats through the driver's own protocol files.
 * Modes: idle; busy (carrier or motors move), when bytes wait; reading, when only `x` is heard. An idle device may shake: it answers, but
 * refuses to move or to measure until `x` or its time ends that.
 * Exits: `dispose()`, after which no timer is left.
 */
export class SynergyH1Device implements VirtualDevice {
  readonly faultSwitches: readonly FaultSwitch[] = [...LINE_FAULTS, ...DEVICE_FAULTS];
  private readonly carrier: PlateCarrier;
  private readonly incubator: Incubator;
  private readonly out: ReplyLine;
  private readonly input = new HostInputReader();
  private readonly waiting: number[] = [];
  private readonly counts = new Map<string, number>();
  private readonly deviceFaults = new Set<DeviceFaultName>();
  private mode: 'idle' | 'busy' | 'reading' = 'idle';
  private cycles = 0;
  private definition: ReadDefinition | null = null;
  private line: DeviceLine | null = null;
  private cancelWork: () => void = () => undefined;
  private cancelShake: () => void = () => undefined;
  private cancelParameter: () => void = () => undefined;
  private cancelTell: () => void = () => undefined;

  constructor(private readonly options: VirtualDeviceOptions) {
    this.carrier = new PlateCarrier(options.world);
    this.incubator = new Incubator(options.world);
    this.out = new ReplyLine(options.world, (bytes) => this.line?.send(bytes));
  }

  attach(line: DeviceLine): (bytes: Uint8Array) => void {
    this.line = line;
    return (bytes) => {
      this.waiting.push(...bytes);
      this.listen();
    };
  }

  setFault(name: string, on: boolean): void {
    const line = LINE_FAULTS.find((fault) => fault.name === name);
    const device = DEVICE_FAULTS.find((fault) => fault.name === name);
    if (line) this.out.faults[on ? 'add' : 'delete'](line.name);
    else if (device?.name === 'silentReboot') {
      if (on) this.powerCycle();
    } else if (device) {
      this.deviceFaults[on ? 'add' : 'delete'](device.name);
      if (device.name === 'carrierJammed') this.carrier.jammed = on;
    } else {
      const allowed = this.faultSwitches.map((fault) => fault.name);
      throw new LabError('INPUT_INVALID', `the reader has no fault "${name}"; it has ${allowed.join(', ')}`, { path: name, allowed });
    }
  }

  faults(): readonly string[] {
    return [...this.out.faults, ...this.deviceFaults];
  }

  counters(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => a.localeCompare(b)));
  }

  truth(): Readonly<Record<string, number | string | boolean | null>> {
    return {
      temperature: this.incubator.now(),
      temperatureTarget: this.incubator.target,
      carrier: this.carrier.position,
      reading: this.mode === 'reading',
      cycles: this.cycles,
    };
  }

  powerCycle(): void {
    this.stopWork();
    this.stopShaking();
    this.carrier.powerOff();
    this.incubator.setTarget(null);
    this.definition = null;
    this.waiting.length = 0;
    this.cancelParameter();
    this.input.reset();
    this.out.dispose();
    this.count('power_cycles');
    this.expose();
  }

  dispose(): void {
    this.stopWork();
    this.stopShaking();
    this.cancelParameter();
    this.cancelTell();
    this.carrier.dispose();
    this.out.dispose();
    this.line = null;
  }

  private listen(): void {
    while (this.waiting.length > 0) {
      if (this.mode === 'busy') return;
      const byte = this.waiting.shift() ?? 0;
      if (this.mode === 'reading' && byte !== 'x'.charCodeAt(0)) continue;
      const input = this.input.push(byte);
      if (input) this.handle(input);
    }
  }

  private handle(input: HostInput): void {
    switch (input.is) {
      case 'plain':
        this.count(`wire.${input.character}`);
        return this.plain(input.character);
      case 'lead':
        this.count(`wire.${input.character}`);
        this.cancelParameter = afterWall(this.options.world, PARAMETER_WALL_MS, () => this.input.reset());
        return this.reply({ is: 'ready' });
      case 'parameter':
        this.cancelParameter();
        return this.take(input.parameter);
      case 'refused':
        this.cancelParameter();
        this.count('wire.refused');
        return input.why === 'character'
          ? this.status(true, VIRTUAL_STATUS.notUnderstood)
          : this.status(false, VIRTUAL_STATUS.parameterRefused);
    }
  }

  private plain(character: PlainCharacter): void {
    switch (character) {
      case 'e':
        return this.reply({ is: 'identity', text: identityText(PART_NUMBER, FIRMWARE, STATUS_OK) });
      case 'C':
        return this.reply({ is: 'serial_number', serialNumber: this.options.serialNumber, status: STATUS_OK });
      case 'h':
        return this.reply({ is: 'temperature', digits: temperatureDigits(this.incubator.sensed()) });
      case 'J':
        return this.move('out');
      case 'A':
        return this.move('in');
      case 'O':
        return this.start();
      case 'x':
        if (this.mode === 'reading') {
          this.count('actions.abort');
          this.stopWork();
        }
        return this.stopShaking();
    }
  }

  private take(parameter: Parameter): void {
    switch (parameter.to) {
      case 'i':
        if (this.cycles > 0) return this.status(false, VIRTUAL_STATUS.shaking);
        this.count('actions.home');
        return this.work(HOME_MS, () => this.status(false, STATUS_OK));
      case '&':
        this.carrier.slow = parameter.slow;
        return this.status(false, STATUS_OK);
      case 'g':
        if (this.incubator.setTarget(parameter.temperature)) {
          this.count(parameter.temperature === null ? 'actions.temperature_off' : 'actions.temperature_set', parameter.temperature);
          this.expose();
        }
        return this.status(false, STATUS_OK);
      case 'y':
      case 't':
        return this.status(false, STATUS_OK);
      case 'D':
        this.definition = parameter.definition;
        return this.reply({ is: 'definition', acknowledged: false, digits: DEFINITION_TAKEN });
    }
  }

  /** ACK at once; the status when the carrier is there. */
  private move(goal: 'in' | 'out'): void {
    if (this.cycles > 0) return this.status(true, VIRTUAL_STATUS.shaking);
    this.reply({ is: 'ready' });
    this.mode = 'busy';
    this.carrier.moveTo(
      goal,
      (jammed) => {
        this.mode = 'idle';
        this.expose();
        this.status(false, jammed ? VIRTUAL_STATUS.carrierJammed : STATUS_OK);
        this.listen();
      },
      () => {
        this.count(goal === 'in' ? 'actions.carrier_in' : 'actions.carrier_out');
        this.expose();
      },
    );
  }

  private start(): void {
    const { definition } = this;
    if (!definition) return this.status(true, VIRTUAL_STATUS.nothingDefined);
    if (this.carrier.position !== 'in') return this.status(true, VIRTUAL_STATUS.carrierOut);
    if (definition.mode !== 'luminescence' && definition.mode !== 'shake' && this.deviceFaults.has('lampFailed'))
      return this.status(true, VIRTUAL_STATUS.lampFailed);
    if (this.cycles > 0) return this.status(true, VIRTUAL_STATUS.shaking);
    const status = this.goodStatus();
    this.reply({ is: 'status', acknowledged: true, status });
    if (status !== STATUS_OK) return;
    if (definition.mode === 'shake') return this.shake(definition);
    this.count('actions.read');
    this.mode = 'reading';
    const { world } = this.options;
    this.cancelWork = world.after(readDuration(definition), () => {
      this.mode = 'idle';
      this.reply({ is: 'body', body: measure(definition, world.labwareAt?.(NEST) ?? null, world) });
      this.listen();
    });
  }

  private shake(definition: Extract<ReadDefinition, { mode: 'shake' }>): void {
    this.count('actions.shake');
    this.cycles = SHAKE_CYCLES[definition.amplitude] ?? 0;
    this.expose();
    this.cancelShake = this.options.world.after(definition.duration * 1000, () => this.stopShaking());
  }

  private stopShaking(): void {
    this.cancelShake();
    if (this.cycles === 0) return;
    this.cycles = 0;
    this.expose();
  }

  private work(labMs: number, done: () => void): void {
    this.mode = 'busy';
    this.cancelWork = this.options.world.after(labMs, () => {
      this.mode = 'idle';
      done();
      this.listen();
    });
  }

  private stopWork(): void {
    this.cancelWork();
    this.mode = 'idle';
  }

  /** Tells the carrier what is done to it, and again until the temperature has settled. Outside it meets the room, and nothing tells of that. */
  private expose(): void {
    const { world } = this.options;
    const inside = this.carrier.position === 'in';
    const settled = this.incubator.isSettled;
    // On the way to a temperature half a degree is worth telling.
    const warm = settled ? this.incubator.now() : Math.round(this.incubator.now() * 2) / 2;
    const off = settled && this.incubator.target === null;
    const conditions = { temperature: inside && !off ? warm : null, rpm: this.cycles > 0 ? this.cycles : null };
    if (world.expose) world.expose(NEST, conditions);
    else world.labwareAt?.(NEST)?.expose(conditions);
    this.cancelTell();
    if (settled || !inside) return;
    this.cancelTell = afterLab(world, TELL_MS, () => this.expose());
  }

  private status(acknowledged: boolean, status: string): void {
    this.reply({ is: 'status', acknowledged, status: status === STATUS_OK ? this.goodStatus() : status });
  }

  /** Success, unless the fault makes an error of it. */
  private goodStatus(): string {
    return this.deviceFaults.delete('statusError') ? VIRTUAL_STATUS.unspecified : STATUS_OK;
  }

  private reply(reply: SynergyH1Reply): void {
    this.out.reply(encodeReply(reply));
  }

  private count(name: string, detail: number | string | null = null): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    tellAction(this.options.world, name, detail);
  }
}
