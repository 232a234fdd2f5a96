import fs from 'node:fs';

const LARGEST_BYTES = 4 * 1024 * 1024;
const REMEMBERED_LINES = 40;

/** A log file that never grows past 8 MB: when full it becomes `<file>.1`, and the one before is dropped. Remembers its last lines. */
export class BoundedLog {
  readonly #recent: string[] = [];
  #bytes: number;

  constructor(private readonly file: string) {
    this.#bytes = fs.existsSync(file) ? fs.statSync(file).size : 0;
  }

  write(line: string): void {
    this.#recent.push(line);
    if (this.#recent.length > REMEMBERED_LINES) this.#recent.shift();
    try {
      if (this.#bytes > LARGEST_BYTES) {
        fs.renameSync(this.file, `${this.file}.1`);
        this.#bytes = 0;
      }
      fs.appendFileSync(this.file, `${line}\n`, { mode: 0o600 });
      this.#bytes += Buffer.byteLength(line) + 1;
    } catch {
      // A full disk must not end the server that writes here.
    }
  }

  /** The last lines, newest last. */
  tail(lines: number): string {
    return this.#recent.slice(-lines).join('\n');
  }
}
