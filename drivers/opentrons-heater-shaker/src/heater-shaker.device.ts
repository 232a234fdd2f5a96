import { LabError } from '@labwright/domain';
import {
  LINE_FAULTS,
  LineFramer,
  ReplyLine,
  afterLab,
  tellAction,
  type DeviceLine,
  type FaultSwitch,
  type LineFault,
  type VirtualDevice,
  type VirtualDeviceOptions,
} from '@drivers/kit';
import { BlockHeater } from './block-heater.device';
import { parseLine } from './gcode-grammar.protocol';
import { encodeReply, errorReply, type AckCode, type HeaterShakerCommand, type HeaterShakerReply } from './heater-shaker.protocol';
import { PlateLatch } from './plate-latch.device';
import { ShakerMotor } from './shaker-motor.device';

/** Faults of the mechanics, the heater and the power. */
const DEVICE_FAULTS = [
  { name: 'unsolicitedError', summary: 'an error line that nobody asked for in front of each reply' },
  { name: 'latchJammed', summary: 'the latch stops half way; the firmware gives up after 5 s' },
  { name: 'heaterFailed', summary: 'the heat pad stays cold' },
  { name: 'motorStalled', summary: 'the plate is blocked and does not turn' },
  { name: 'silentReboot', summary: 'power off and on without a word (once)' },
] as const satisfies readonly FaultSwitch[];
type DeviceFaultName = (typeof DEVICE_FAULTS)[number]['name'];

const NEST = 'nest';
/** How often the nest is told while speed or temperature is under way, lab milliseconds. */
const SPEED_TELL_MS = 500;
const TEMPERATURE_TELL_MS = 5_000;
const FIRMWARE = 'v1.0.4-labwright';
const HARDWARE = 'Opentrons-heater-shaker@vLabwright';
/** From power on to the first movement, lab milliseconds. */
const BOOT_MS = 500;
/** Firmware's wait between closing the latch and homing at start-up, lab milliseconds. */
const STARTUP_HOMING_WAIT_MS = 200;
const MAX_TARGET = 100;
const PID_LIMIT = 200;

/**
 * The device's end of the wire with a model of the machine behind it. It parses and formats through the driver's own protocol files.
 * Made as it is after start-up: latch closed, plate home, everything off. Modes: running; `powerCycle()` goes through the firmware's
 * start-up, which closes the latch and homes by itself. Exits: `dispose()`, after which no timer is left.
 */
export class HeaterShakerDevice implements VirtualDevice {
  readonly faultSwitches: readonly FaultSwitch[] = [...LINE_FAULTS, ...DEVICE_FAULTS];
  private readonly block: BlockHeater;
  private readonly motor: ShakerMotor;
  private readonly latch: PlateLatch;
  private readonly out: ReplyLine;
  private readonly framer = new LineFramer('any', 256);
  private readonly counts = new Map<string, number>();
  private readonly deviceFaults = new Set<DeviceFaultName>();
  private serialNumber: string;
  private offsets = { b: 0, c: 0 };
  private line: DeviceLine | null = null;
  private cancelBoot: () => void = () => undefined;
  private cancelTell: () => void = () => undefined;

  constructor(private readonly options: VirtualDeviceOptions) {
    const { world } = options;
    this.serialNumber = options.serialNumber;
    this.block = new BlockHeater(world);
    this.latch = new PlateLatch(world, () => this.changed());
    this.motor = new ShakerMotor(
      world,
      () => this.latch.closedForMotor,
      (error) => this.reply(errorReply(error, true)),
      () => this.changed(),
    );
    const unasked = () => (this.deviceFaults.has('unsolicitedError') ? encodeReply(errorReply(109, true)) : null);
    this.out = new ReplyLine(world, (bytes) => this.line?.send(bytes), unasked);
  }

  attach(line: DeviceLine): (bytes: Uint8Array) => void {
    this.line = line;
    return (bytes) => {
      for (const event of this.framer.push(bytes)) if (event.is === 'line') this.receive(event.bytes);
    };
  }

  setFault(name: string, on: boolean): void {
    const line = LINE_FAULTS.find((fault) => fault.name === name);
    const device = DEVICE_FAULTS.find((fault) => fault.name === name);
    if (line) this.setLineFault(line.name, on);
    else if (device) this.setDeviceFault(device.name, on);
    else {
      const allowed = this.faultSwitches.map((fault) => fault.name);
      throw new LabError('INPUT_INVALID', `the heater-shaker has no fault "${name}"; it has ${allowed.join(', ')}`, {
        path: name,
        allowed,
      });
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
      temperature: this.block.now(),
      temperatureTarget: this.block.target,
      rpm: this.motor.now(),
      rpmTarget: this.motor.setpoint,
      latch: this.latch.openSensor ? 'open' : this.latch.closedSensor ? 'closed' : 'between',
      latchStatus: this.latch.status,
      homed: this.motor.status === 'homed',
    };
  }

  powerCycle(): void {
    this.cancelBoot();
    this.heat(null);
    this.motor.powerOff();
    this.latch.powerOff();
    this.out.dispose();
    this.framer.dropPartial();
    this.count('power_cycles');
    const startUpError = (error: number): void => this.reply(errorReply(error, true));
    const home = (error: number): void => {
      if (error) return startUpError(error);
      this.cancelBoot = this.options.world.after(STARTUP_HOMING_WAIT_MS, () => {
        this.motor.home(
          (failure) => (failure ? startUpError(failure) : undefined),
          () => this.count('startup.home'),
        );
      });
    };
    this.cancelBoot = this.options.world.after(BOOT_MS, () => this.latch.close(true, home, () => this.count('startup.latch_close')));
  }

  dispose(): void {
    this.cancelBoot();
    this.cancelTell();
    this.motor.dispose();
    this.latch.dispose();
    this.out.dispose();
    this.line = null;
  }

  private setLineFault(name: LineFault, on: boolean): void {
    if (on) this.out.faults.add(name);
    else this.out.faults.delete(name);
  }

  private setDeviceFault(name: DeviceFaultName, on: boolean): void {
    if (name === 'silentReboot') {
      if (on) this.powerCycle();
      return;
    }
    if (on) this.deviceFaults.add(name);
    else this.deviceFaults.delete(name);
    if (name === 'latchJammed') this.latch.jammed = on;
    if (name === 'motorStalled') this.motor.setStalled(on);
    if (name === 'heaterFailed') {
      this.block.now();
      this.block.broken = on;
      this.changed();
    }
  }

  private receive(line: Uint8Array): void {
    const { commands, unhandled } = parseLine(line);
    for (const command of commands) {
      this.count(`wire.${command.code}`);
      this.handle(command);
    }
    if (unhandled) {
      this.count('wire.unhandled');
      this.reply(errorReply(3));
    }
  }

  private handle(command: HeaterShakerCommand): void {
    const done = (error: number): void => this.done(command, error);
    switch (command.code) {
      case 'M115':
        return this.reply({
          is: 'identity',
          code: 'M115',
          firmware: FIRMWARE,
          hardware: HARDWARE,
          serialNumber: this.serialNumber || 'EMPTYSN',
        });
      case 'M105':
        return this.reply({ is: 'temperature', code: 'M105', current: this.block.sensed(), target: this.block.target });
      case 'M105.D':
        return this.reply(this.temperatureDebug());
      case 'M104':
        if (command.temperature > MAX_TARGET) return done(213);
        if (this.heat(command.temperature)) this.count('actions.temperature_set', command.temperature);
        return done(0);
      case 'M104.D':
        return done(0);
      case 'M106':
        if (this.heat(null)) this.count('actions.temperature_off');
        return done(0);
      case 'M123':
        if (this.motor.status === 'error' && this.motor.standingError) return done(this.motor.standingError);
        return this.reply({ is: 'speed', code: 'M123', current: this.motor.sensed(), target: this.motor.setpoint });
      case 'M3':
        return this.setSpeed(command.rpm, done);
      case 'M204':
        return this.motor.setRamp(command.rpmPerSecond, done);
      case 'G28':
        return this.motor.home(done, () => this.count('actions.home'));
      case 'G28.D':
        this.motor.forgetHome();
        return done(0);
      case 'M241':
        return this.reply({ is: 'latch', code: 'M241', status: this.latch.status });
      case 'M241.D':
        return this.reply({
          is: 'latch_debug',
          code: 'M241.D',
          status: this.latch.status,
          open: this.latch.openSensor,
          closed: this.latch.closedSensor,
        });
      case 'M242':
        return this.latch.open(this.motor.status === 'homed', done, () => this.count('actions.latch_open'));
      case 'M243':
        return this.latch.close(this.motor.status === 'homed' || this.motor.status === 'stopped_unknown', done, () =>
          this.count('actions.latch_close'),
        );
      case 'M301':
        return done([command.kp, command.ki, command.kd].every((k) => Math.abs(k) <= PID_LIMIT) || command.target === 'MOTOR' ? 0 : 212);
      case 'M116':
        this.offsets = { b: command.b ?? this.offsets.b, c: command.c ?? this.offsets.c };
        return done(0);
      case 'M117':
        return this.reply({ is: 'offsets', code: 'M117', ...this.offsets });
      case 'M996':
        if ('withError' in command) return done(command.withError);
        this.serialNumber = command.serialNumber;
        return done(0);
      case 'dfu':
        // The real one leaves for its bootloader without a word; this one switches off and stays.
        this.heat(null);
        this.motor.powerOff();
        return;
      case 'M240.D':
      case 'M994':
      case 'M994.D':
      case 'M995':
        return done(0);
    }
  }

  private setSpeed(rpm: number, done: (error: number) => void): void {
    const before = this.motor.setpoint;
    this.motor.setSpeed(rpm, (error) => {
      if (error === 0 && rpm !== before) this.count('actions.speed_set', rpm);
      done(error);
    });
  }

  private heat(target: number | null): boolean {
    const changed = this.block.setTarget(target);
    if (changed) this.changed();
    return changed;
  }

  /** Tells the nest now, and again until speed and temperature have settled. */
  private changed(): void {
    this.tell();
    this.cancelTell();
    if (this.motor.isSettled && this.block.isSettled) return;
    const { world } = this.options;
    this.cancelTell = afterLab(world, this.motor.isSettled ? TEMPERATURE_TELL_MS : SPEED_TELL_MS, () => this.changed());
  }

  /** On the way to a temperature half a degree is worth telling. A plate that is not clamped does not move with the platform. */
  private tell(): void {
    const { world } = this.options;
    const temperature = this.block.isSettled ? this.block.now() : Math.round(this.block.now() * 2) / 2;
    const conditions = { temperature, rpm: this.latch.closedSensor ? this.motor.now() : 0 };
    if (world.expose) world.expose(NEST, conditions);
    else world.labwareAt?.(NEST)?.expose(conditions);
  }

  private temperatureDebug(): HeaterShakerReply {
    const padA = this.block.sensed();
    const padB = this.block.sensed();
    return {
      is: 'temperature_debug',
      code: 'M105.D',
      padA,
      padB,
      board: this.options.world.ambient(),
      padAAdc: 2048,
      padBAdc: 2048,
      boardAdc: 2048,
      powerGood: true,
    };
  }

  private done(command: HeaterShakerCommand, error: number): void {
    this.reply(error ? errorReply(error) : { is: 'ack', code: command.code as AckCode });
  }

  private reply(reply: HeaterShakerReply): void {
    this.out.reply(encodeReply(reply));
  }

  private count(name: string, detail: number | string | null = null): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    tellAction(this.options.world, name, detail);
  }
}
