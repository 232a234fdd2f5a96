import { randomBytes } from 'node:crypto';
import { Database } from '@labwright/persistence';
import { Client } from 'pg';

const TEMPLATE = 'labwright_template';

export interface TestDatabase {
  readonly database: Database;
  readonly url: string;
  /** Closes the connection and removes the database. */
  drop(): Promise<void>;
}

/** The server of this worker of jest. */
function adminUrl(): string {
  const urls = (process.env['LABWRIGHT_TEST_ADMIN_URLS'] ?? '').split(' ').filter(Boolean);
  const worker = Number(process.env['JEST_WORKER_ID'] ?? 1);
  const url = urls[(worker - 1) % Math.max(urls.length, 1)];
  if (url) return url;
  throw new Error('LABWRIGHT_TEST_ADMIN_URLS is not set; run the specs through jest, whose global setup starts Postgres');
}

function urlOf(name: string): string {
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return url.toString();
}

async function asAdmin<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes the migrated template once for a test run; other workers wait for it. */
async function ensureTemplate(client: Client): Promise<void> {
  await client.query('select pg_advisory_lock(7415302)');
  try {
    const { rowCount } = await client.query(`select from pg_database where datname = $1`, [TEMPLATE]);
    if (rowCount === 1) return;
    const draft = `${TEMPLATE}_${randomBytes(4).toString('hex')}`;
    await client.query(`create database ${draft}`);
    const database = await Database.open({ url: urlOf(draft), name: 'template' });
    await database.migrate();
    await database.close();
    await client.query(`alter database ${draft} rename to ${TEMPLATE}`);
  } finally {
    await client.query('select pg_advisory_unlock(7415302)');
  }
}

/** A real database with the current schema, for one spec file: a clone of the template, so that no two files see each other. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const name = `spec_${randomBytes(6).toString('hex')}`;
  await asAdmin(async (client) => {
    await ensureTemplate(client);
    await client.query(`create database ${name} template ${TEMPLATE}`);
  });
  const url = urlOf(name);
  const database = await Database.open({ url, name: 'spec' });
  return {
    database,
    url,
    drop: async () => {
      await database.close();
      await asAdmin((client) => client.query(`drop database ${name} with (force)`));
    },
  };
}
