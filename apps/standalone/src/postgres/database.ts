import pg from 'pg';
import { LabError } from '@labwright/domain';
import { SUPERUSER } from './cluster';

/** The one database of the embedded lab. */
export const DATABASE = 'labwright';

/** The URL by which services reach a database of the embedded server. */
export function databaseUrl(password: string, host: string, database: string): string {
  return `postgres://${SUPERUSER}:${password}@${host}/${database}`;
}

/** Makes the database when it is not there. @throws LabError DATABASE_UNAVAILABLE */
export async function ensureDatabase(password: string, host: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl(password, host, 'postgres'), connectionTimeoutMillis: 10_000 });
  // A server that goes away in between is told by the query that fails.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const there = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (there.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } catch (cause) {
    const message = `the embedded database at ${host} does not answer as ${SUPERUSER}: ${(cause as Error).message}`;
    throw new LabError('DATABASE_UNAVAILABLE', message, { host }, 'safe', { cause });
  } finally {
    await client.end().catch(() => undefined);
  }
}
