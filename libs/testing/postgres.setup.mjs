/*
 * Jest's globalSetup: one real PostgreSQL for the whole test run, whose administrator URL is in LABWRIGHT_TEST_ADMIN_URL for every
 * worker. With LABWRIGHT_TEST_DATABASE_URL set, that server is used and none is started.
 * The server belongs to a guard process (postgres.guard.mjs) that ends it when this process ends, however it ends.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const START_LIMIT_MS = 60_000;

export default async function setUpPostgres() {
  const given = process.env.LABWRIGHT_TEST_DATABASE_URL;
  if (given) {
    process.env.LABWRIGHT_TEST_ADMIN_URL = given;
    return;
  }
  const program = fileURLToPath(new URL('./postgres.guard.mjs', import.meta.url));
  const guard = spawn(process.execPath, [program], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  globalThis.labwrightPostgresGuard = guard;
  const { url, error } = await firstAnswer(guard);
  if (error) throw new Error(`no PostgreSQL for the tests: ${error}`);
  process.env.LABWRIGHT_TEST_ADMIN_URL = url;
  // The guard must not keep jest alive.
  guard.unref();
  guard.stdin.unref();
  guard.stdout.unref();
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
