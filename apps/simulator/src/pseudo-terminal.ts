import fs from 'node:fs';
import type { ReadStream } from 'node:tty';
import * as nodePty from '@lydell/node-pty';

/** A terminal without a program in it. Only node-pty's published types do not know of it. */
interface OpenedTerminal {
  readonly _pty: string;
  readonly master: ReadStream & { write(bytes: Uint8Array): boolean };
  readonly slave: ReadStream & { readonly _handle: { readonly fd: number } };
}

const { open } = nodePty as unknown as { open(options: { encoding: null }): OpenedTerminal };

/**
 * Silence before a cable is pulled. Bytes handed over with the end of the line never arrive (they need 5 ms, measured), and a reader
 * in Node that is between two reads when the line ends takes it for silence and spins. A hand is slower than this anyway.
 */
const SILENCE_MS = 50;

/**
 * The device's end of a serial line that a driver opens like any other port.
 *
 * Modes: open -> unplugged, for good; a replug is a new terminal with another path.
 * node-pty holds two descriptors of the driver's end. One is a stream that would eat the driver's bytes: it is closed at once. The other
 * is not tracked by node-pty and leaks; it is also what keeps the line alive while no driver has it open, so it is kept and closed by
 * `unplug`. A crash closes both, which the driver sees as a pulled cable.
 * What is sent while no driver has the line open is lost, as on a real cable.
 */
export class PseudoTerminal {
  /** Device file, such as /dev/pts/7. */
  readonly path: string;
  readonly #terminal: OpenedTerminal;
  readonly #kept: readonly number[];
  #lastSentAt = Number.NEGATIVE_INFINITY;
  #open = true;

  constructor(onBytes: (bytes: Uint8Array) => void) {
    const terminal = open({ encoding: null });
    this.#terminal = terminal;
    this.path = terminal._pty;
    // Without a driver a fresh line would send everything back to us.
    terminal.slave.setRawMode(true);
    const own = terminal.slave._handle.fd;
    this.#kept = descriptorsOf(this.path).filter((descriptor) => descriptor !== own);
    terminal.slave.destroy();
    terminal.master.on('error', () => undefined);
    terminal.master.on('data', (bytes: Buffer) => onBytes(new Uint8Array(bytes)));
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Sends to whoever has the line open; after `unplug` nothing happens. */
  send(bytes: Uint8Array): void {
    if (!this.#open) return;
    this.#lastSentAt = performance.now();
    this.#terminal.master.write(bytes);
  }

  /**
   * Pulls the cable: the driver's port closes. Not before the last bytes sent are through and read, and never in the same tick.
   */
  async unplug(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    const waitMs = Math.max(1, SILENCE_MS - (performance.now() - this.#lastSentAt));
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    this.#terminal.master.destroy();
    for (const descriptor of this.#kept) fs.closeSync(descriptor);
  }
}

function descriptorsOf(path: string): number[] {
  return fs
    .readdirSync('/proc/self/fd')
    .filter((name) => {
      try {
        return fs.readlinkSync(`/proc/self/fd/${name}`) === path;
      } catch {
        return false;
      }
    })
    .map(Number);
}
