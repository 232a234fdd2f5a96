import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { LabError } from '@labwright/domain';

/** Times are ISO 8601 by the lab's clocks, bytes hexadecimal, spans wall milliseconds. */
export type SpoolRecord =
  | {
      readonly type: 'stop';
      readonly id: string;
      readonly instrument: string | null;
      /** Those of this bench agent that it is for. */
      readonly instruments: readonly string[];
      readonly by: string;
      readonly reason: string;
      readonly via: 'api' | 'control_port' | 'signal';
      readonly at: string;
    }
  | {
      readonly type: 'intent';
      readonly id: string;
      readonly instrument: string;
      readonly epoch: number;
      readonly kind: 'query' | 'setpoint' | 'action';
      readonly label: string;
      readonly hex: string;
      readonly step: string | null;
      readonly attempt: number | null;
      readonly at: string;
      readonly atLab: string;
    }
  | {
      readonly type: 'answer';
      readonly id: string;
      readonly outcome: 'succeeded' | 'failed' | 'unknown';
      readonly hex: string;
      readonly durationMs: number;
      readonly error: unknown;
    }
  | {
      readonly type: 'settled';
      readonly request: string;
      readonly instrument: string;
      readonly sentMs: number | null;
      readonly outcome: 'confirmed' | 'unconfirmed';
      readonly settledMs: number;
      readonly evidence: string;
    };

/** Part of the record that is ready to be imported. */
export interface SealedSpool {
  readonly file: string;
  readonly records: readonly SpoolRecord[];
  /** Lines that nobody can read, such as the last one before a power cut. */
  readonly unreadable: number;
}

const CURRENT = 'stops.jsonl';
const SEALED = /^stops\.(\d+)\.jsonl$/;
/** A disk that takes longer than this must not keep a stop from the wire, wall milliseconds. */
const PATIENCE_MS = 50;

/**
 * What an emergency stop does, one line of JSON each, on the disk of this machine: it has to be kept also while the database is away. Lines are
 * written and synced in groups, in order. Modes: lines go to `stops.jsonl`; `seal` gives it a number, from then on it is read and never
 * written, until `forget` removes it after its import. A crash leaves files that the next start imports; each record may be imported twice.
 */
export class StopSpool {
  private waiting: { readonly line: string; readonly done: () => void }[] = [];
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly folder: string,
    private readonly onError: (where: string, error: Error) => void,
    private next: number,
  ) {}

  /** @throws LabError SETTING_INVALID when the folder cannot be written */
  static async open(folder: string, onError: (where: string, error: Error) => void): Promise<StopSpool> {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const spool = new StopSpool(folder, onError, 1);
      const numbers = (await spool.sealedFiles()).map(({ number }) => number);
      spool.next = Math.max(0, ...numbers) + 1;
      const handle = await open(path.join(folder, CURRENT), 'a', 0o600);
      await handle.close();
      return spool;
    } catch (error) {
      const message = `the folder ${folder} of this bench agent cannot be written (${(error as Error).message}); set LABWRIGHT_AGENT_DATA to one that can`;
      const context = { setting: 'LABWRIGHT_AGENT_DATA', value: folder, allowed: 'a folder that this user may write' };
      throw new LabError('SETTING_INVALID', message, context, 'never', { cause: error });
    }
  }

  /** Fulfilled when it is on the disk, or after 50 ms: a stop waits for no disk. Never rejects; a failure is told. */
  append(record: SpoolRecord): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PATIENCE_MS);
      const done = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.waiting.push({ line: `${JSON.stringify(record)}\n`, done });
      if (this.waiting.length === 1) this.writing = this.writing.then(() => this.flush());
    });
  }

  /** Everything that is not imported yet, oldest first. */
  async seal(): Promise<readonly SealedSpool[]> {
    const sealing = this.writing.then(() => this.rename());
    this.writing = sealing.catch(() => undefined);
    await sealing;
    const files = await this.sealedFiles();
    return Promise.all(files.map(({ file }) => read(path.join(this.folder, file))));
  }

  async forget({ file }: SealedSpool): Promise<void> {
    await rm(file, { force: true });
  }

  /** Keeps what the database will never take out of the way. */
  async setAside({ file }: SealedSpool): Promise<void> {
    await rename(file, `${file}.rejected`);
  }

  private async flush(): Promise<void> {
    const group = this.waiting;
    this.waiting = [];
    try {
      const handle = await open(path.join(this.folder, CURRENT), 'a', 0o600);
      try {
        await handle.appendFile(group.map(({ line }) => line).join(''));
        await handle.datasync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      this.onError('spool of emergency stops', error as Error);
    }
    for (const { done } of group) done();
  }

  private async rename(): Promise<void> {
    const current = path.join(this.folder, CURRENT);
    const text = await readFile(current, 'utf8').catch(() => '');
    if (text === '') return;
    await rename(current, path.join(this.folder, `stops.${this.next}.jsonl`));
    this.next += 1;
  }

  private async sealedFiles(): Promise<readonly { readonly file: string; readonly number: number }[]> {
    const found = (await readdir(this.folder)).flatMap((file) => {
      const number = SEALED.exec(file)?.[1];
      return number === undefined ? [] : [{ file, number: Number(number) }];
    });
    return found.toSorted((a, b) => a.number - b.number);
  }
}

async function read(file: string): Promise<SealedSpool> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  const records = lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as SpoolRecord];
    } catch {
      return [];
    }
  });
  return { file, records, unreadable: lines.length - records.length };
}
