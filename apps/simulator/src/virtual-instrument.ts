import fs from 'node:fs';
import path from 'node:path';
import type { VirtualDevice } from '@drivers/kit';
import { PseudoTerminal } from './pseudo-terminal';
import type { SimulatedInstrument } from './simulated-instrument.contract';

/**
 * A virtual device behind a serial line with a stable name.
 *
 * Modes: plugged <-> unplugged -> closed. The device lives on while unplugged, as a powered instrument does. Each plugging makes a new
 * terminal under a new number; drivers open a symlink that is there only while plugged, as udev does it for real ports.
 * A crash leaves the symlink behind, pointing at nothing; the next start points it anew.
 */
export class VirtualInstrument implements SimulatedInstrument {
  /** The path that drivers open. */
  readonly link: string;
  #terminal: PseudoTerminal | undefined;

  constructor(
    readonly id: string,
    readonly driver: string,
    readonly device: VirtualDevice,
    /** Folder of the symlinks. */
    deviceFolder: string,
    readonly settings: Readonly<Record<string, unknown>> = {},
  ) {
    this.link = path.join(deviceFolder, id);
  }

  /** Transport URL, the same for the whole life of the instrument. */
  get url(): string {
    return `serial://${this.link.split('/').map(encodeURIComponent).join('/')}`;
  }

  get isPlugged(): boolean {
    return this.#terminal !== undefined;
  }

  /** A second call does nothing. */
  plug(): void {
    if (this.#terminal) return;
    const terminal = new PseudoTerminal((bytes) => toDevice(bytes));
    const toDevice = this.device.attach({ send: (bytes) => terminal.send(bytes) });
    this.#terminal = terminal;
    const draft = `${this.link}.new`;
    fs.rmSync(draft, { force: true });
    fs.symlinkSync(terminal.path, draft);
    fs.renameSync(draft, this.link);
  }

  /** A second call does nothing. */
  async unplug(): Promise<void> {
    const terminal = this.#terminal;
    if (!terminal) return;
    this.#terminal = undefined;
    fs.rmSync(this.link, { force: true });
    await terminal.unplug();
  }

  async close(): Promise<void> {
    this.device.dispose();
    await this.unplug();
  }
}
