/*
 * npm run test:access
 * Starts the API on an embedded Postgres with a lab in it and walks every operation of its OpenAPI document as every role, as a model, as a
 * device, with a limited, a revoked and an expired key, and as nobody. Prints the table route x role as it answered, and compares it with
 * the table of scopes. Then tries to get around it. Exit 1 when anything was let in that must not be, or refused that may.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { approvals } from './access/approvals.mjs';
import { attacks } from './access/attacks.mjs';
import { callers } from './access/callers.mjs';
import { operationsOf } from './api/document.mjs';
import { dist } from './api/lab.mjs';
import { SeededLab } from './api/seeded-lab.mjs';

const require = createRequire(import.meta.url);
const { routeAccess } = require(path.join(dist, 'apps/api/src/access/route-access.js'));
const UUID = '00000000-0000-4000-8000-000000000000';
/** A stream does not end by itself. */
const LIMIT_MS = 20_000;

/** A path that fits and names nothing, so that nothing comes of a request that is let in. */
function emptyPath(pattern) {
  return pattern
    .replace('{hash}', '0'.repeat(64))
    .replace('{requestId}', UUID)
    .replace('{id}', /instruments|drivers/.test(pattern) ? 'nothing' : UUID)
    .replaceAll(/\{\w+\}/g, 'nothing');
}

async function statusOf(url, method, key) {
  const cut = new AbortController();
  const timer = setTimeout(() => cut.abort(), LIMIT_MS);
  try {
    const response = await fetch(url, { method, headers: key === null ? {} : { authorization: `Bearer ${key}` }, signal: cut.signal });
    return response.status;
  } finally {
    cut.abort();
    clearTimeout(timer);
  }
}

/** What the table of scopes says of a caller: let in, unknown, or refused. */
function wanted(access, { scopes }) {
  if (access === 'public') return 'in';
  if (scopes === null) return 'unknown';
  return access === 'any' || scopes.has(access) ? 'in' : 'refused';
}
const met = (status) => (status === 401 ? 'unknown' : status === 403 ? 'refused' : 'in');
const MARKS = { in: 'x', refused: '.', unknown: '-' };

async function walk(url, all) {
  const document = await (await fetch(`${url}/v1/openapi.json`)).json();
  const operations = operationsOf(document).map((it) => ({ ...it, route: `${it.method} ${it.path.replaceAll(/\{(\w+)\}/g, ':$1')}` }));
  const missing = operations.filter(({ route }) => !(route in routeAccess)).map(({ route }) => route);
  const wrong = [];
  const width = Math.max(...operations.map(({ route }) => route.length));
  console.log(`${''.padEnd(width)}  ${all.map((_, i) => String(i + 1).padStart(2)).join(' ')}`);
  for (const { route, method, path: pattern } of operations) {
    const access = routeAccess[route];
    const marks = [];
    for (const caller of all) {
      const status = await statusOf(url + emptyPath(pattern), method, caller.key);
      const [is, shall] = [met(status), wanted(access, caller)];
      // What lets everybody in may still say that a password or a link is none.
      const same = is === shall || (access === 'public' && is === 'unknown');
      if (!same || (status >= 500 && access !== 'public')) wrong.push(`${route} as ${caller.name}: ${status}, and the table says ${shall}`);
      marks.push(same ? MARKS[shall] : '!');
    }
    console.log(`${route.padEnd(width)}  ${marks.map((mark) => mark.padStart(2)).join(' ')}  ${access}`);
  }
  console.log(`\n${all.map(({ name }, i) => `${i + 1} ${name}`).join(', ')}`);
  console.log(`x let in, . refused, - not known, ! otherwise than the table of scopes says`);
  console.log(`${operations.length} operations x ${all.length} callers = ${operations.length * all.length} requests`);
  return { wrong, missing };
}

const begun = performance.now();
const lab = await SeededLab.start();
let failed = true;
try {
  const { database, keys } = lab;
  const all = await callers(database, keys);
  const api = await lab.open('api');
  const { url } = api.announced;
  // First: the walk stops the lab on its way.
  const gate = await approvals({ url, database });
  const { wrong, missing } = await walk(url, all);
  console.log('\nways around it, all to be refused');
  const tried = [...(await attacks({ url, all })), ...gate];
  for (const { what, refused, answer } of tried) console.log(`  ${refused ? 'refused ' : 'LET IN  '} ${what}: ${answer}`);
  const open = tried.filter(({ refused }) => !refused);
  for (const line of [...wrong, ...missing.map((route) => `${route} is not in the table of scopes`), ...api.broken])
    console.log(`  wrong: ${line}`);
  console.log(
    `\n${wrong.length} otherwise than the table, ${missing.length} routes missing in it, ${open.length} of ${tried.length} ways around open, ` +
      `${((performance.now() - begun) / 1000).toFixed(0)} s`,
  );
  failed = wrong.length + missing.length + open.length + api.broken.length > 0;
} finally {
  await lab.stop();
}
process.exit(failed ? 1 : 0);
