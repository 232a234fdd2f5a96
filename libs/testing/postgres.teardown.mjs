/* Jest's globalTeardown: ends the guard of postgres.setup.mjs, and with it the server and its data; bounded. */
const STOP_LIMIT_MS = 15_000;

export default async function tearDownPostgres() {
  const guard = globalThis.labwrightPostgresGuard;
  if (!guard || guard.exitCode !== null) return;
  guard.ref();
  const ended = new Promise((resolve) => guard.once('exit', resolve));
  guard.stdin.end();
  const limit = setTimeout(() => guard.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(limit);
}
