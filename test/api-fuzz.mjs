/*
 * npm run test:api [-- --seed N --requests N --only OPERATION]
 * Starts the API on an embedded Postgres with a lab in it, and sends requests to every operation of its own OpenAPI document: good ones,
 * nearly good ones and broken ones, of every role and of nobody. Prints what was tried and what was wrong; exit 1 when anything was.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { AnswerChecks } from './api/answers.mjs';
import { operationsOf, rolesOf, withoutExample } from './api/document.mjs';
import { Pools } from './api/pools.mjs';
import { requestsOf } from './api/requests.mjs';
import { SeededLab } from './api/seeded-lab.mjs';
import { curlLine, send, wireRequest } from './api/send.mjs';

const USAGE = `npm run test:api [-- OPTIONS]
  --seed N          requests of another seed, 1 to 2^31 - 1 (default 1)
  --requests N      requests to each operation, 1 to 10000 (default 200)
  --only OPERATION  one operation by its operationId; may be given more than once
  --verbose         what each operation answered`;
const OPTIONS = {
  seed: { type: 'string', default: '1' },
  requests: { type: 'string', default: '200' },
  only: { type: 'string', multiple: true, default: [] },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};
/** Operations under way at the same time, each with one request. */
const ABREAST = 4;
/** A test waits 10 s for a bench agent that is not there: most clients hang up before. */
const HANG_UP = { testInstrument: { afterMs: 150, waitEvery: 40 } };
/** Times that a request is sent again after a 503 with Retry-After. */
const ASKED_AGAIN = 5;
/** Resident memory may grow so much after the first quarter of the operations. */
const MAY_GROW_MB = 200;
/** Different faults of one operation that are shrunk and shown. */
const SHOWN = 4;
const SHRINK_MS = 15_000;

let options;
try {
  ({ values: options } = parseArgs({ options: OPTIONS }));
} catch (error) {
  console.error(`${error.message}\n${USAGE}`);
  process.exit(2);
}
const SEED = Number(options.seed);
const REQUESTS = Number(options.requests);
const inRange = (value, max) => Number.isInteger(value) && value >= 1 && value <= max;
if (options.help || !inRange(SEED, 2 ** 31 - 1) || !inRange(REQUESTS, 10_000)) {
  console.log(USAGE);
  process.exit(options.help ? 0 : 2);
}

/** Each operation has a seed of its own, so that `--only` sends what the whole sends. */
function seedOf(operationId) {
  let hash = SEED;
  for (const letter of operationId) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
  return hash;
}

/** Sends all requests of an operation. @returns {statuses, faults: signature -> {kind, words, line, count}} */
async function tryOperation(operation, lab) {
  const { operationId } = operation;
  const requests = requestsOf(lab.document, operation, lab.roles);
  const statuses = new Map();
  const found = new Map();
  await lab.pools.look();
  let number = 0;
  const attempt = async (request) => {
    const sent = wireRequest(request, lab.pools, lab.keys);
    const rule = HANG_UP[operationId];
    const patienceMs = rule && ++number % rule.waitEvery !== 0 ? rule.afterMs : undefined;
    let answer = await send(lab.url, sent, patienceMs);
    // As a client does: a database that starves on a busy machine is no fault of the API, one that stays away is.
    for (let again = 0; again < ASKED_AGAIN && answer.status === 503 && answer.headers['retry-after']; again++) {
      lab.askedAgain++;
      await new Promise((resolve) => setTimeout(resolve, 1_000 * Number(answer.headers['retry-after'])));
      answer = await send(lab.url, sent, patienceMs);
    }
    return { sent, answer, faults: lab.checks.faults(operation, sent, answer) };
  };
  for (const request of fc.sample(requests, { seed: seedOf(operationId), numRuns: REQUESTS })) {
    const { sent, answer, faults } = await attempt(request);
    const status = answer.left ? 'left' : (answer.status ?? 'none');
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    for (const [kind, words] of faults) {
      const signature = `${kind} ${answer.status} ${words.replaceAll(/"requestId".*|[0-9a-f-]{16,}|\d+/g, '').slice(0, 80)}`;
      const known = found.get(signature) ?? { kind, words, count: 0, request, line: curlLine(sent, request, lab.keys) };
      found.set(signature, { ...known, count: known.count + 1 });
    }
  }
  for (const fault of [...found.values()].slice(0, SHOWN)) await shrink(fault, requests, attempt, operationId, lab);
  return { operationId, statuses, found };
}

/** Looks for a smaller request that meets the same kind of fault. */
async function shrink(fault, requests, attempt, operationId, lab) {
  const fails = async (request) =>
    (await attempt(request)).faults.some(([kind, words]) => kind === fault.kind && words.slice(0, 40) === fault.words.slice(0, 40));
  const limits = { seed: seedOf(operationId), numRuns: REQUESTS, interruptAfterTimeLimit: SHRINK_MS, markInterruptAsFailure: false };
  const { counterexample } = await fc.check(
    fc.asyncProperty(requests, async (request) => !(await fails(request))),
    limits,
  );
  if (counterexample) fault.line = curlLine(wireRequest(counterexample[0], lab.pools, lab.keys), counterexample[0], lab.keys);
}

function show({ operationId, statuses, found }) {
  if (options.verbose || found.size > 0) {
    const told = [...statuses].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)).map(([status, count]) => `${status}: ${count}`);
    console.log(`${operationId.padEnd(28)}${told.join('  ')}`);
  }
  for (const { kind, words, count, line } of [...found.values()].slice(0, SHOWN))
    console.log(`  ${kind} (${count} times): ${words}\n    ${line}`);
}

const begun = performance.now();
const seeded = await SeededLab.start();
let failed = true;
try {
  const { database, keys } = seeded;
  const api = await seeded.open('api');
  const { url } = api.announced;
  const dispatcher = await seeded.open('dispatcher', { LABWRIGHT_AGENT: 'without-instruments' });

  const document = await (await fetch(`${url}/v1/openapi.json`)).json();
  const all = operationsOf(document);
  const strangers = options.only.filter((id) => !all.some(({ operationId }) => operationId === id));
  if (strangers.length > 0)
    throw new Error(`there is no operation ${strangers.join(', ')}; there are: ${all.map(({ operationId }) => operationId).join(', ')}`);
  const operations = all.filter(({ operationId }) => options.only.length === 0 || options.only.includes(operationId));
  const roles = Object.keys(keys).filter((name) => keys[name] !== null);
  const lab = { url, document, keys, roles, pools: new Pools(database), checks: new AnswerChecks(document), askedAgain: 0 };

  const queue = [...operations];
  const results = [];
  let settledMb = 0;
  let mostMb = 0;
  const work = async () => {
    for (let operation = queue.shift(); operation; operation = queue.shift()) {
      const result = await tryOperation(operation, lab);
      show(result);
      results.push(result);
      mostMb = Math.max(mostMb, api.residentMb);
      if (results.length <= operations.length / 4) settledMb = mostMb;
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, work));

  const count = (kind) =>
    results.reduce((sum, { found }) => sum + [...found.values()].filter((it) => it.kind === kind).reduce((n, it) => n + it.count, 0), 0);
  const tried = results.reduce((sum, { statuses }) => sum + [...statuses.values()].reduce((n, it) => n + it, 0), 0);
  const bare = operations.filter((it) => rolesOf(it) === undefined || withoutExample(it).length > 0);
  for (const operation of bare)
    console.log(
      `${operation.operationId} has no ${rolesOf(operation) === undefined ? 'roles' : `example of ${withoutExample(operation).join(', ')}`}`,
    );
  const ends = [api, dispatcher].flatMap((it) => [...(it.alive ? [] : [`${it.app} has ended:\n${it.log.slice(-2_000)}`]), ...it.broken]);
  for (const line of ends) console.log(line);
  const grown = settledMb > 0 && mostMb - settledMb > MAY_GROW_MB;

  const numbers = {
    '5xx': count('5xx'),
    undeclared: count('undeclared'),
    bare: bare.length,
    problems: count('problem') + ends.length + (grown ? 1 : 0),
  };
  console.log(`operations                             ${operations.length}`);
  console.log(`requests tried                         ${tried} (seed ${SEED}, ${REQUESTS} an operation)`);
  console.log(`5xx                                    ${numbers['5xx']}`);
  console.log(`undeclared statuses                    ${numbers.undeclared}`);
  console.log(`operations without role or example     ${numbers.bare}`);
  console.log(`problems                               ${numbers.problems}`);
  console.log(`asked again after 503 and Retry-After  ${lab.askedAgain}`);
  console.log(
    `memory of the API                      ${settledMb.toFixed(0)} MiB after a quarter, ${mostMb.toFixed(0)} MiB at most${grown ? ': it grows without end' : ''}`,
  );
  console.log(`time                                   ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
  failed = Object.values(numbers).some((number) => number > 0);
} catch (error) {
  console.error(error);
} finally {
  await seeded.stop().catch((error) => console.error(error));
}
process.exit(failed ? 1 : 0);
