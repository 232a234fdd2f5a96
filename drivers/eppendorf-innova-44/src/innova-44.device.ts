import { LabError } from '@labwright/domain';
import { afterLab, tellAction, type DeviceLine, type FaultSwitch, type VirtualDevice, type VirtualDeviceOptions } from '@drivers/kit';
import { parseCommand } from './command-grammar.protocol';
import { DOCUMENTED_HEADER, valueCells } from './columns.protocol';
import type { Innova44Command } from './commands.protocol';
import { EchoLine, LINE_FAULTS } from './echo-line.device';
import { IncubatorChamber } from './incubator-chamber.device';
import { innova44Manifest } from './innova-44.manifest';
import { encodeData, encodeReply, type NumbersQuery } from './innova-44.protocol';
import { ShakerDrive } from './shaker-drive.device';
import { StoredProfiles } from './stored-profiles.device';

/** Faults of the machine and its power. */
const DEVICE_FAULTS = [
  { name: 'lidOpen', summary: 'the lid is open: the drive stops, the set points stay' },
  { name: 'driveStopped', summary: 'the belt is off: the platform does not turn, the set points stay' },
  { name: 'powerCut', summary: 'power off and on: OK at power-up, set points restored (once)' },
  { name: 'silentReboot', summary: 'power off and on without a word, set points lost (once)' },
] as const satisfies readonly FaultSwitch[];
type DeviceFaultName = (typeof DEVICE_FAULTS)[number]['name'];

/** `SIM` is how a driver tells this device from a real one; the wire has no serial number. */
const VERSIONS = 'Display 2.10 SIM\tControl 1.07 SIM';
/** From power on to OK, lab milliseconds; until then the device is deaf. */
const BOOT_MS = 2000;
/** A longer pause inside a command resets the serial port, wall milliseconds. Source: manual. */
const CHARACTER_GAP_MS = 10_000;
/** Longer than every command. */
const MAX_COMMAND_LENGTH = 80;
/** How often labware is told while speed or temperature is under way, lab milliseconds. */
const SPEED_TELL_MS = 5_000;
const TEMPERATURE_TELL_MS = 60_000;

/**
 * The device's end of the wire with a model of the machine behind it. It echoes each character, carries a command out at its CR, and
 * parses and formats through the driver's own protocol files. Modes: running -> off -> running (`powerCycle()`, `powerCut`,
 * `silentReboot`), deaf while off. Exits: `dispose()`, after which no timer is left.
 */
export class Innova44Device implements VirtualDevice {
  readonly faultSwitches: readonly FaultSwitch[] = [...LINE_FAULTS, ...DEVICE_FAULTS];
  private readonly chamber: IncubatorChamber;
  private readonly drive: ShakerDrive;
  private readonly profiles = new StoredProfiles();
  private readonly out: EchoLine;
  private readonly counts = new Map<string, number>();
  private readonly deviceFaults = new Set<DeviceFaultName>();
  private lamps = { grow: false, uv: false };
  private pending = '';
  private lastByteAt = 0;
  private line: DeviceLine | null = null;
  private cancelBoot: (() => void) | null = null;
  private cancelTell: (() => void) | null = null;

  constructor(private readonly options: VirtualDeviceOptions) {
    const { world } = options;
    this.chamber = new IncubatorChamber(world);
    this.drive = new ShakerDrive(world);
    this.out = new EchoLine(world, (bytes) => this.line?.send(bytes));
  }

  attach(line: DeviceLine): (bytes: Uint8Array) => void {
    this.line = line;
    return (bytes) => {
      for (const byte of bytes) this.receive(byte);
    };
  }

  setFault(name: string, on: boolean): void {
    const line = LINE_FAULTS.find((fault) => fault.name === name);
    const device = DEVICE_FAULTS.find((fault) => fault.name === name);
    if (line && on) this.out.faults.add(line.name);
    else if (line) this.out.faults.delete(line.name);
    else if (device) this.setDeviceFault(device.name, on);
    else {
      const allowed = this.faultSwitches.map((fault) => fault.name);
      const message = `the Innova 44 has no fault "${name}"; it has ${allowed.join(', ')}`;
      throw new LabError('INPUT_INVALID', message, { path: name, allowed });
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
      temperature: this.chamber.now(),
      temperatureTarget: this.chamber.target,
      rpm: this.drive.now(),
      rpmTarget: this.drive.setpoint,
      lid: this.deviceFaults.has('lidOpen') ? 'open' : 'closed',
      growLamp: this.lamps.grow,
      uvLamp: this.lamps.uv,
      powered: this.cancelBoot === null,
    };
  }

  powerCycle(): void {
    this.restart(() => this.out.line(encodeReply({ is: 'ready' })));
  }

  dispose(): void {
    this.cancelBoot?.();
    this.cancelBoot = null;
    this.cancelTell?.();
    this.cancelTell = null;
    this.out.dispose();
    this.line = null;
  }

  /** Power off now, and on after the boot time. */
  private restart(up: () => void): void {
    this.cancelBoot?.();
    this.out.dispose();
    this.pending = '';
    this.profiles.running = null;
    this.count('power_cycles');
    this.setPowered(false);
    this.cancelBoot = this.options.world.after(BOOT_MS, () => {
      this.cancelBoot = null;
      this.setPowered(true);
      up();
    });
  }

  private setPowered(on: boolean): void {
    this.chamber.setPowered(on);
    this.drive.setPowered(on);
    this.changed();
  }

  private setDeviceFault(name: DeviceFaultName, on: boolean): void {
    if (name === 'powerCut' || name === 'silentReboot') {
      if (!on) return;
      if (name === 'powerCut') return this.powerCycle();
      return this.restart(() => {
        this.drive.set(0);
        this.chamber.set(Math.round(this.options.world.ambient() * 10) / 10);
        this.changed();
      });
    }
    if (on) this.deviceFaults.add(name);
    else this.deviceFaults.delete(name);
    if (name === 'driveStopped') this.drive.setStuck(on);
    else {
      this.drive.setLidOpen(on);
      this.chamber.setLidOpen(on);
    }
    this.changed();
  }

  private receive(byte: number): void {
    if (this.cancelBoot) return;
    const now = this.options.world.labNow();
    if (now - this.lastByteAt > CHARACTER_GAP_MS * (this.options.world.rate?.() ?? 1)) this.pending = '';
    this.lastByteAt = now;
    this.out.echo(byte);
    // The LF that may follow a CR.
    if (byte === 0x0a) return;
    if (byte !== 0x0d) {
      this.pending = (this.pending + String.fromCharCode(byte)).slice(0, MAX_COMMAND_LENGTH);
      return;
    }
    const command = parseCommand(this.pending);
    this.pending = '';
    this.count(command ? `wire.${command.code}` : 'wire.ignored');
    if (command) this.handle(command);
  }

  private handle(command: Innova44Command): void {
    switch (command.code) {
      case 'RV':
        this.tell();
        return this.numbers(command.code, this.values(this.drive.sensed(), this.chamber.sensed()));
      case 'RS':
        return this.numbers(command.code, this.values(this.drive.setpoint, this.chamber.target));
      case 'RP':
        return this.out.line(encodeData({ is: 'words', code: command.code, text: DOCUMENTED_HEADER }));
      case 'RI':
        return this.out.line(encodeData({ is: 'words', code: command.code, text: VERSIONS }));
      case 'PR':
        return this.numbers(command.code, this.profiles.cells(command.profile, command.step));
      case 'PM':
        return this.numbers(command.code, this.profiles.modeCells());
      case '?D':
        return this.numbers(command.code, this.profiles.clockCells(this.options.world.labNow()));
      case 'CS':
        return this.act('speed_set', this.drive.set(command.rpm), command.rpm);
      case 'CT':
        return this.act('temperature_set', this.chamber.set(command.temperature), command.temperature);
      case 'CL':
        return this.setLamps({ ...this.lamps, grow: command.on });
      case 'CU':
        return this.setLamps({ ...this.lamps, uv: command.on });
      case 'PW':
        return this.profiles.write(command);
      case 'PC':
        return this.profiles.clear(command.profile, command.step);
      case 'PS':
        return this.startProfile(command.profile, command.step ?? 1);
      case '=D': {
        const { year, month, day, hours, minutes, seconds } = command;
        return this.profiles.setClock(Date.UTC(2000 + year, month - 1, day, hours, minutes, seconds), this.options.world.labNow());
      }
    }
  }

  private startProfile(profile: number | null, step: number): void {
    const stored = profile === null ? null : this.profiles.read(profile, step);
    this.profiles.running = stored;
    if (!stored) return;
    this.act('temperature_set', this.chamber.set(stored.temperature), stored.temperature);
    this.act('speed_set', this.drive.set(stored.rpm), stored.rpm);
    this.setLamps({ grow: stored.grow, uv: stored.uv });
  }

  private setLamps(lamps: { grow: boolean; uv: boolean }): void {
    const changed = lamps.grow !== this.lamps.grow || lamps.uv !== this.lamps.uv;
    this.lamps = lamps;
    this.act('lamps_set', changed);
  }

  private act(name: string, changed: boolean, to: number | null = null): void {
    if (!changed) return;
    this.count(`actions.${name}`, to);
    this.changed();
  }

  private values(speed: number, temperature: number): string[] {
    return valueCells({ speed, temperature, humidity: 0, co2: 0, growLamp: this.lamps.grow ? 1 : 0, uvLamp: this.lamps.uv ? 1 : 0 });
  }

  /** Measured values and set points come with TABs, the rest with spaces. Source: manual. */
  private numbers(code: NumbersQuery, cells: readonly string[]): void {
    this.out.line(encodeData({ is: 'numbers', code, cells, separator: code === 'RV' || code === 'RS' ? '\t' : ' ' }));
  }

  /** Tells the labware now, and again until speed and temperature have settled. */
  private changed(): void {
    this.tell();
    this.cancelTell?.();
    this.cancelTell = null;
    if (this.drive.isSettled && this.chamber.isSettled) return;
    const { world } = this.options;
    this.cancelTell = afterLab(world, this.drive.isSettled ? TEMPERATURE_TELL_MS : SPEED_TELL_MS, () => this.changed());
  }

  /** On the way to a temperature half a degree is worth telling. */
  private tell(): void {
    const { world } = this.options;
    const temperature = this.chamber.isSettled ? this.chamber.now() : Math.round(this.chamber.now() * 2) / 2;
    const conditions = { temperature, rpm: this.drive.now() };
    for (const { name } of innova44Manifest.nests) {
      if (world.expose) world.expose(name, conditions);
      else world.labwareAt?.(name)?.expose(conditions);
    }
  }

  private count(name: string, detail: number | string | null = null): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    tellAction(this.options.world, name, detail);
  }
}
