import { createHash } from 'node:crypto';
import { finished } from 'node:stream/promises';
import { LabError, isLabError } from '@labwright/domain';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DataSource, DefaultNamingStrategy, type EntityManager, type EntityTarget, type ObjectLiteral, type Repository } from 'typeorm';
import { entities } from './entities/index';
import { migrations } from './migrations/index';

/** Postgres error codes that mean "nothing was done, the same transaction may go through now". */
const AGAIN = new Set(['40001', '40P01']);
/** Postgres error codes and socket errors that mean "the database is not there". */
const AWAY = new Set([
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08003',
  '08006',
  '53100', // its disk is full
  '53300',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);

class SnakeCase extends DefaultNamingStrategy {
  override columnName(property: string, custom: string | undefined): string {
    return custom ?? property.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
  }
}

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly name: string;
  /** Connections at most; 1 to 200, default 20. */
  readonly pool?: number;
}

/**
 * Something that a transaction does once, before its commit, with all that was collected for it meanwhile: one statement instead of one
 * at each place. Those of a lower rank come first.
 */
export interface AtEnd<Collected> {
  readonly rank: number;
  readonly begin: () => Collected;
  readonly finish: (tx: Tx, collected: Collected) => Promise<void>;
}

/** What a transaction asks for that is no part of the record: a look at a run, a step to begin. `payload` is JSON. */
export interface NewWakeUp {
  readonly queue: string;
  readonly name: string;
  readonly payload: string;
}

/** Takes wake-ups in the process that makes them necessary, so that they need no queue. Called once their transaction is committed. */
export interface ShortWay {
  takes(wakeUp: NewWakeUp): boolean;
  give(wakeUps: readonly NewWakeUp[]): void;
}

/** One open transaction, and the only thing that queries take: nothing runs outside a transaction by accident. */
export class Tx {
  private readonly ends = new Map<AtEnd<unknown>, unknown>();
  private readonly given: NewWakeUp[] = [];

  constructor(
    private readonly manager: EntityManager,
    private readonly shortWay: ShortWay | null = null,
  ) {}

  /** Keeps back the wake-ups that this process takes itself after the commit; gives the others. */
  keepBack(wakeUps: readonly NewWakeUp[]): readonly NewWakeUp[] {
    const { shortWay } = this;
    if (!shortWay) return wakeUps;
    const own = new Set(wakeUps.filter((wakeUp) => shortWay.takes(wakeUp)));
    this.given.push(...own);
    return wakeUps.filter((wakeUp) => !own.has(wakeUp));
  }

  /** Whether this process takes a wake-up itself after the commit. */
  takesItself(wakeUp: NewWakeUp): boolean {
    return this.shortWay?.takes(wakeUp) ?? false;
  }

  /** To be called once it is committed. */
  committed(): void {
    if (this.given.length > 0) this.shortWay?.give(this.given);
  }

  /** What is collected for an end of this transaction; add to it. */
  atEnd<Collected>(end: AtEnd<Collected>): Collected {
    const key = end as AtEnd<unknown>;
    if (!this.ends.has(key)) this.ends.set(key, end.begin());
    return this.ends.get(key) as Collected;
  }

  /** Does now what was put off to the end, of ranks below this one: before its commit, and before a query that asks for it. */
  async finish(below = Number.POSITIVE_INFINITY): Promise<void> {
    for (;;) {
      const [next] = [...this.ends].filter(([{ rank }]) => rank < below).toSorted(([a], [b]) => a.rank - b.rank);
      if (!next) return;
      const [end, collected] = next;
      this.ends.delete(end);
      await end.finish(this, collected);
    }
  }

  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const result: unknown = await this.manager.query(sql, [...parameters]);
    // typeorm answers update and delete with [rows, count]
    if (Array.isArray(result) && result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number')
      return result[0] as Row[];
    return result as Row[];
  }

  /** Wall time by the database's clock, which alone stamps the record: the clocks of the machines around it may differ. */
  async wallNow(): Promise<Date> {
    const [row] = await this.query<{ now: Date }>('select clock_timestamp() as now');
    if (!row) throw new LabError('INTERNAL', 'the database has no time', { where: 'Tx.wallNow' });
    return row.now;
  }

  /**
   * As `query`, for the few statements that every step needs: a connection has Postgres parse it once, and plan it anew only where that
   * pays. Its text must be one of a small fixed set, because a connection keeps each for good.
   */
  async prepared<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const runner = this.manager.queryRunner;
    if (!runner) throw new LabError('INTERNAL', 'a prepared statement was asked for outside of a transaction', { where: 'Tx.prepared' });
    return runPrepared<Row>(await runner.connect(), sql, parameters);
  }

  repository<E extends ObjectLiteral>(entity: EntityTarget<E>): Repository<E> {
    return this.manager.getRepository(entity);
  }
}

const names = new Map<string, string>();

async function runPrepared<Row>(client: unknown, sql: string, parameters: readonly unknown[]): Promise<Row[]> {
  let name = names.get(sql);
  if (name === undefined) {
    name = `lab_${createHash('sha256').update(sql).digest('hex').slice(0, 32)}`;
    names.set(sql, name);
  }
  const { rows } = await (client as Client).query({ name, text: sql, values: [...parameters] });
  return rows as Row[];
}

/** What of a client of pg is used here; typeorm gives it without a type. */
interface Client {
  query(statement: { name: string; text: string; values: unknown[] }): Promise<{ rows: unknown[] }>;
}

/** The connection to Postgres, which is the record. Commits are always synchronous: an intent that is committed survives a crash. */
export class Database {
  /** Where this process takes wake-ups itself; all of them go through the outbox where it is null. */
  shortWay: ShortWay | null = null;

  private constructor(
    private readonly source: DataSource,
    readonly url: string,
  ) {}

  /** @throws LabError DATABASE_UNAVAILABLE naming the host; the password never appears */
  static async open(options: DatabaseOptions): Promise<Database> {
    const source = new DataSource({
      type: 'postgres',
      url: options.url,
      schema: 'lab',
      entities,
      migrations,
      migrationsTableName: 'migrations',
      namingStrategy: new SnakeCase(),
      applicationName: options.name,
      poolErrorHandler: () => undefined, // the pool replaces a lost connection; the query that needed it reports the loss
      extra: { max: options.pool ?? 20, connectionTimeoutMillis: 5_000, keepAlive: true, options: '-c synchronous_commit=on' },
    });
    try {
      await source.initialize();
    } catch (error) {
      throw unavailable(options.url, error);
    }
    return new Database(source, options.url);
  }

  /** One transaction; retried up to three times when Postgres undid it because of another one. @throws LabError DATABASE_UNAVAILABLE */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        const done = await this.source.transaction(async (manager) => {
          const tx = new Tx(manager, this.shortWay);
          const result = await work(tx);
          await tx.finish();
          return { tx, result };
        });
        done.tx.committed();
        return done.result;
      } catch (error) {
        const code = pgCode(error);
        if (code !== undefined && AGAIN.has(code) && tries < 4) continue;
        throw code !== undefined && AWAY.has(code) ? unavailable(this.url, error) : error;
      }
    }
  }

  /** One statement, committed at once. @throws LabError DATABASE_UNAVAILABLE */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    try {
      return await new Tx(this.source.manager).query<Row>(sql, parameters);
    } catch (error) {
      const code = pgCode(error);
      throw code !== undefined && AWAY.has(code) ? unavailable(this.url, error) : error;
    }
  }

  /** As `query`, for the few statements that every step needs; see `Tx.prepared`. @throws LabError DATABASE_UNAVAILABLE */
  async prepared<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const runner = this.source.createQueryRunner();
    try {
      return await runPrepared<Row>(await runner.connect(), sql, parameters);
    } catch (error) {
      const code = pgCode(error);
      throw code !== undefined && AWAY.has(code) ? unavailable(this.url, error) : error;
    } finally {
      await runner.release();
    }
  }

  /** Rows in the text form of COPY into `into`, such as `lab.t (a, b)`: all or none, committed at once. @throws LabError DATABASE_UNAVAILABLE */
  async copy(into: string, rows: string): Promise<void> {
    const runner = this.source.createQueryRunner();
    try {
      const client = (await runner.connect()) as Pick<ClientBase, 'query'>;
      const stream = client.query(copyFrom(`copy ${into} from stdin`));
      stream.end(rows);
      await finished(stream);
    } catch (error) {
      const code = pgCode(error);
      throw code !== undefined && AWAY.has(code) ? unavailable(this.url, error) : error;
    } finally {
      await runner.release();
    }
  }

  repository<E extends ObjectLiteral>(entity: EntityTarget<E>): Repository<E> {
    return this.source.getRepository(entity);
  }

  /**
   * Brings the schema up to date. Several processes may call it at once: the advisory lock is polled, because waiting inside Postgres
   * together with `create index concurrently` would hang for ever. Where nothing is to be done, no right to change tables is needed.
   * @throws LabError SETTING_INVALID when something is to be done and this role may not
   */
  async migrate(): Promise<void> {
    const runner = this.source.createQueryRunner();
    await runner.connect();
    try {
      for (let tries = 0; ; tries++) {
        const [row] = (await runner.query(`select pg_try_advisory_lock(7415301) as got`)) as { got: boolean }[];
        if (row?.got) break;
        if (tries > 600)
          throw new LabError('DATABASE_UNAVAILABLE', `${host(this.url)}: another process has been migrating for 60 s; see its log`, {
            host: host(this.url),
          });
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      try {
        const [schema] = (await runner.query(`select to_regnamespace('lab') is not null as there`)) as { there: boolean }[];
        if (!schema?.there) await runner.query('create schema lab');
        await this.source.runMigrations({ transaction: 'each' });
      } catch (error) {
        throw pgCode(error) === '42501' ? mayNotMigrate(this.url, error) : error;
      } finally {
        await runner.query('select pg_advisory_unlock(7415301)');
      }
    } finally {
      await runner.release();
    }
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}

/** Code of a Postgres or socket error, also of one that TypeORM wrapped. */
export function pgCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || isLabError(error)) return undefined;
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  if (typeof code === 'string') return code;
  if (error instanceof Error && /Connection terminated|timeout exceeded when trying to connect|is not queryable/.test(error.message))
    return '08006';
  return driverError === undefined ? undefined : pgCode(driverError);
}

function host(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname}:${port || '5432'}${pathname}`;
  } catch {
    return 'the address in DATABASE_URL, which is not a URL';
  }
}

function mayNotMigrate(url: string, cause: unknown): LabError {
  const message = `${host(url)}: the tables are not up to date, and the role of DATABASE_URL may not change them; start the API with LABWRIGHT_MIGRATION_URL, the URL of their owner`;
  const context = { setting: 'LABWRIGHT_MIGRATION_URL', value: '', allowed: 'postgres://owner:password@host:port/database' };
  return new LabError('SETTING_INVALID', message, context, 'never', { cause });
}

function unavailable(url: string, cause: unknown): LabError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new LabError(
    'DATABASE_UNAVAILABLE',
    `Postgres at ${host(url)} does not answer: ${why}. Check DATABASE_URL and that the server is running; nothing physical is sent meanwhile`,
    { host: host(url) },
    'safe',
    { cause },
  );
}
