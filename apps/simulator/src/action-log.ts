import fs from 'node:fs';

/** One change of state that a virtual device has made. */
export interface LoggedAction {
  /** Number in this file, from 1. */
  readonly n: number;
  readonly device: string;
  /** As the device counts it, such as `dispense`. */
  readonly action: string;
  /** To what, or for whom; null where the action says it all. */
  readonly detail: number | string | null;
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly atWall: number;
}

/**
 * What the devices of a simulated lab have done, one line of JSON for each action, written as it happens: what this process has done stays
 * on record however it ends. One writer at a time; a file that is there is gone on with.
 */
export class ActionLog {
  readonly #file: number;
  #count: number;

  constructor(path: string) {
    this.#count = fs.existsSync(path) ? fs.readFileSync(path, 'utf8').split('\n').length - 1 : 0;
    this.#file = fs.openSync(path, 'a', 0o600);
  }

  add(device: string, action: string, detail: number | string | null): void {
    this.#count += 1;
    const logged: LoggedAction = { n: this.#count, device, action, detail, atWall: Date.now() };
    fs.writeSync(this.#file, `${JSON.stringify(logged)}\n`);
  }

  close(): void {
    fs.closeSync(this.#file);
  }
}
