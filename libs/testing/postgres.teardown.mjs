/* Jest's globalTeardown: ends the guards of postgres.setup.mjs, and with them the servers and their data; bounded. */
const STOP_LIMIT_MS = 15_000;

export default async function tearDownPostgres() {
  await Promise.all((globalThis.labwrightPostgresGuards ?? []).map((guard) => end(guard)));
}

async function end(guard) {
  if (guard.exitCode !== null) return;
  guard.ref();
  const ended = new Promise((resolve) => guard.once('exit', resolve));
  guard.stdin.end();
  const limit = setTimeout(() => guard.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(limit);
}
