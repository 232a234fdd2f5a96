import { randomBytes } from 'node:crypto';
import { Database, grantToApplication } from '@labwright/persistence';
import { Client } from 'pg';

const TEMPLATE = 'labwright_template';
const APPLICATION = 'labwright_app';

export interface TestDatabase {
  /** As the application's role, which is all that a service has. */
  readonly database: Database;
  readonly url: string;
  /** Of the owner of the tables, a superuser. */
  readonly ownerUrl: string;
  /** One statement as the owner, for what the application may not do. */
  asOwner<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
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

/** The application's role has the password of the administrator, which every process of a test run knows. */
function applicationUrl(name: string): string {
  const url = new URL(urlOf(name));
  url.username = APPLICATION;
  return url.toString();
}

async function asAdmin<T>(work: (client: Client) => Promise<T>, url = adminUrl()): Promise<T> {
  const client = new Client({ connectionString: url });
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
    await grantToApplication(database, { name: APPLICATION, password: new URL(adminUrl()).password });
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
    // The queue makes its own schema; the rights on a database are not copied with it.
    await client.query(`grant create on database ${name} to ${APPLICATION}`);
  });
  const url = applicationUrl(name);
  const ownerUrl = urlOf(name);
  const database = await Database.open({ url, name: 'spec' });
  return {
    database,
    url,
    ownerUrl,
    asOwner: (sql, parameters = []) => asAdmin(async (client) => (await client.query(sql, [...parameters])).rows, ownerUrl),
    drop: async () => {
      await database.close();
      await asAdmin((client) => client.query(`drop database ${name} with (force)`));
    },
  };
}
