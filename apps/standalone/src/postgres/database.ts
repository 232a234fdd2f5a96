import { randomBytes } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import { LabError } from '@labwright/domain';
import { HomeFile, readIfThere, writePrivately } from '../home';
import { SUPERUSER } from './cluster';

/** The one database of the embedded lab. */
export const DATABASE = 'labwright';

/** The role that services have; the API makes it, as the owner. */
const APPLICATION = 'labwright_app';

/** The URL of the owner of the database, who migrates it. */
export function databaseUrl(password: string, host: string, database: string): string {
  return `postgres://${SUPERUSER}:${password}@${host}/${database}`;
}

/** The URL by which services reach the database: with a role and a password of their own, which are kept in the home. */
export function applicationUrl(home: string, host: string): string {
  const file = path.join(home, HomeFile.ApplicationPassword);
  let password = readIfThere(file)?.trim();
  if (!password) {
    password = randomBytes(24).toString('hex');
    writePrivately(file, `${password}\n`);
  }
  return `postgres://${APPLICATION}:${password}@${host}/${DATABASE}`;
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
