/*
 * Jest's globalSetup: a real PostgreSQL for each worker, because events are read only once every older transaction of a server is over, and
 * those of another worker are none of a spec's business. Their administrator URLs are in LABWRIGHT_TEST_ADMIN_URLS, in the order of the
 * workers. With LABWRIGHT_TEST_DATABASE_URL set, that server is used by all and none is started.
 * A server belongs to a guard process (postgres.guard.mjs) that ends it when this process ends, however it ends.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const START_LIMIT_MS = 60_000;
/** More workers than this share the servers. */
const MOST_SERVERS = 4;

export default async function setUpPostgres({ maxWorkers }) {
  const given = process.env.LABWRIGHT_TEST_DATABASE_URL;
  globalThis.labwrightPostgresGuards = [];
  const count = Math.min(maxWorkers, MOST_SERVERS);
  const urls = given ? [given] : await Promise.all(Array.from({ length: count }, () => startServer()));
  process.env.LABWRIGHT_TEST_ADMIN_URLS = urls.join(' ');
}

async function startServer() {
  const program = fileURLToPath(new URL('./postgres.guard.mjs', import.meta.url));
  const guard = spawn(process.execPath, [program], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  globalThis.labwrightPostgresGuards.push(guard);
  const { url, error } = await firstAnswer(guard);
  if (error) throw new Error(`no PostgreSQL for the tests: ${error}`);
  // The guard must not keep jest alive.
  guard.unref();
  guard.stdin.unref();
  guard.stdout.unref();
  return url;
}

function firstAnswer(guard) {
  return new Promise((resolve) => {
    const limit = setTimeout(() => resolve({ error: `no answer in ${START_LIMIT_MS} ms` }), START_LIMIT_MS);
    const answer = (it) => {
      clearTimeout(limit);
      resolve(it);
    };
    createInterface({ input: guard.stdout }).once('line', (line) => answer(JSON.parse(line)));
    guard.once('error', (error) => answer({ error: error.message }));
    guard.once('exit', (code) => answer({ error: `its guard ended with status ${code}` }));
  });
}
