import { hasCode } from '@labwright/domain';

/** Rows of one statement. */
const MOST_ROWS = 5_000;
/** Until what could not be stored is tried again, wall milliseconds. */
const AGAIN_MS = 1_000;

export interface BatchOptions<Row> {
  /** For messages, such as `readings`. */
  readonly name: string;
  /** Wall milliseconds from the first row to the statement that stores it. */
  readonly everyMs: number;
  /** Rows kept while the database is away; past it the oldest go, and their number is told. */
  readonly keep: number;
  /** One statement; rows that are there already are left as they are, because rows may come twice. */
  readonly store: (rows: readonly Row[]) => Promise<void>;
  readonly onError: (where: string, error: Error) => void;
}

interface Group<Row> {
  readonly rows: readonly Row[];
  readonly onStored: ((count: number) => void) | undefined;
}

/**
 * Rows of all instruments of a bench agent on their way into the database, together in one statement: a statement for each instrument is
 * what a fleet would spend its time on. While the database is away they are kept; rows that it refuses are found by halves, told, and left
 * out, so that they keep nobody else's back. A crash loses what has not been flushed.
 */
export class Batch<Row> {
  private groups: Group<Row>[] = [];
  private size = 0;
  private timer: NodeJS.Timeout | null = null;
  private flushing: Promise<void> = Promise.resolve();

  constructor(private readonly options: BatchOptions<Row>) {}

  add(rows: readonly Row[], onStored?: (count: number) => void): void {
    if (rows.length === 0) return;
    this.groups.push({ rows, onStored });
    this.size += rows.length;
    this.makeRoom();
    this.schedule(this.options.everyMs);
  }

  /** Forgets rows that wait here, because they go another way. Those on their way already are left. */
  remove(isOut: (row: Row) => boolean): void {
    if (!this.groups.some(({ rows }) => rows.some(isOut))) return;
    this.groups = this.groups.flatMap((group) => {
      const rows = group.rows.filter((row) => !isOut(row));
      return rows.length === 0 ? [] : [{ ...group, rows }];
    });
    this.size = this.groups.reduce((sum, { rows }) => sum + rows.length, 0);
  }

  /** Stores what is there now. Never throws: what cannot be stored is tried again. */
  flush(): Promise<void> {
    this.flushing = this.flushing.then(() => this.storeAll());
    return this.flushing;
  }

  private schedule(ms: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.flush();
    }, ms).unref();
  }

  private async storeAll(): Promise<void> {
    const groups = this.groups;
    if (groups.length === 0) return;
    this.groups = [];
    this.size = 0;
    const rows = groups.flatMap((group) => group.rows);
    try {
      for (let from = 0; from < rows.length; from += MOST_ROWS) await this.store(rows.slice(from, from + MOST_ROWS));
    } catch (error) {
      this.groups = [...groups, ...this.groups];
      this.size += rows.length;
      this.options.onError(this.options.name, error as Error);
      this.makeRoom();
      this.schedule(AGAIN_MS);
      return;
    }
    for (const group of groups) group.onStored?.(group.rows.length);
  }

  /** @throws LabError DATABASE_UNAVAILABLE */
  private async store(rows: readonly Row[]): Promise<void> {
    try {
      await this.options.store(rows);
    } catch (error) {
      if (hasCode(error, 'DATABASE_UNAVAILABLE')) throw error;
      if (rows.length === 1) {
        this.options.onError(`${this.options.name}: one is lost`, error as Error);
        return;
      }
      const half = rows.length >> 1;
      await this.store(rows.slice(0, half));
      await this.store(rows.slice(half));
    }
  }

  private makeRoom(): void {
    let lost = 0;
    while (this.size > this.options.keep && this.groups.length > 1) {
      const count = this.groups.shift()?.rows.length ?? 0;
      this.size -= count;
      lost += count;
    }
    if (lost > 0) this.options.onError(this.options.name, new Error(`${lost} are lost: the database has been away for too long`));
  }
}
