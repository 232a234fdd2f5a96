/*
 * npm run bench:dispatch [-- --n 300]
 * How long from the commit of `dispatched` to the first byte on the wire, next to its two references measured in the same run: a bare
 * BullMQ job on the same Postgres, and a bare round trip on a pseudo-terminal. Postgres with fsync and synchronous_commit on.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const USAGE = 'npm run bench:dispatch [-- --n N]   N samples of each, 20 to 5000 (default 300)';
let values;
try {
  ({ values } = parseArgs({ options: { n: { type: 'string', default: '300' }, help: { type: 'boolean', short: 'h' } } }));
} catch (error) {
  console.error(`${error.message}\n${USAGE}`);
  process.exit(2);
}
const N = Number(values.n);
if (values.help || !Number.isInteger(N) || N < 20 || N > 5_000) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}
const PAUSE_MS = 15;
const dist = path.resolve(import.meta.dirname, '../../dist');
const require = createRequire(import.meta.url);
const { Database } = require(path.join(dist, 'libs/persistence/src'));
const { registerInstrument } = require(path.join(dist, 'libs/execution/src'));
const { dispatchStep } = require(path.join(dist, 'libs/execution/src/dispatch-step.js'));
const { HeaterShakerDevice } = require(path.join(dist, 'drivers/opentrons-heater-shaker/src'));
const { PseudoTerminal } = require(path.join(dist, 'apps/simulator/src/pseudo-terminal.js'));
const { SerialPort } = require('serialport');
const { createPostgresBackend, withBackend } = require('bullmq');

const wall = () => performance.timeOrigin + performance.now();
const sorted = (xs) => [...xs].sort((a, b) => a - b);
const at = (xs, q) => sorted(xs)[Math.min(xs.length - 1, Math.floor(q * xs.length))];
const figures = (xs) => ({ p50: at(xs, 0.5), p99: at(xs, 0.99) });
const ms = (x) => x.toFixed(2).padStart(8);

/** The embedded lab's own processes, without its simulated instruments being part of the measurement. */
async function startLab(home) {
  const child = fork(path.join(dist, 'apps/standalone/src/main.js'), ['--home', home, '--port', '0', '--time-scale', '1'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => /^ready/m.test(String(text)) && resolve());
    child.once('exit', (code) => reject(new Error(`the lab ended with ${code}`)));
  });
  return child;
}

async function rawQueue(url) {
  const connection = { connectionString: url, schema: 'bullmq', max: 4 };
  const classes = withBackend(createPostgresBackend);
  const queue = new classes.Queue('bench-raw', { connection });
  let started = () => undefined;
  const worker = new classes.Worker('bench-raw', async () => started(wall()), { connection, maxStalledCount: 0 });
  await worker.waitUntilReady();
  const times = [];
  for (let i = 0; i < N; i++) {
    const start = new Promise((resolve) => (started = resolve));
    const begun = wall();
    await queue.add('x', {}, { jobId: `b${begun}`, removeOnComplete: true });
    times.push((await start) - begun);
    await delay(PAUSE_MS);
  }
  await worker.close();
  await queue.close();
  return times;
}

async function rawSerial(terminal) {
  const port = new SerialPort({ path: terminal.path, baudRate: 115200 });
  await once(port, 'open');
  const times = [];
  for (let i = 0; i < N; i++) {
    const begun = wall();
    port.write('M123 \n');
    await once(port, 'data');
    times.push(wall() - begun);
    await delay(2);
  }
  await new Promise((resolve) => port.close(resolve));
  return times;
}

const home = mkdtempSync(path.join(os.tmpdir(), 'labwright-bench-'));
chmodSync(home, 0o755);
let lab;
let status = 1;
try {
  lab = await startLab(home);
  const { urls } = JSON.parse(readFileSync(path.join(home, 'processes.json'), 'utf8'));
  const database = await Database.open({ url: urls.database, name: 'bench' });
  const [settings] = await database.query(
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as "synchronousCommit", version() as version`,
  );
  console.log(
    `${settings.version.split(',')[0]}, fsync ${settings.fsync}, synchronous_commit ${settings.synchronousCommit}; n = ${N} each; milliseconds\n`,
  );

  const after = (labMs, callback) => {
    const timer = setTimeout(() => callback(), labMs);
    return () => clearTimeout(timer);
  };
  const world = { labNow: () => Date.now(), after, random: () => 0.5, ambient: () => 22 };
  const device = new HeaterShakerDevice({ serialNumber: 'SIM-HS-BENCH', world });
  let firstByte = () => undefined;
  const terminal = new PseudoTerminal((bytes) => {
    firstByte(wall());
    receive(bytes);
  });
  const receive = device.attach({ send: (bytes) => terminal.send(bytes) });

  const queue = await rawQueue(urls.database);
  const serial = await rawSerial(terminal);

  await database.transaction((tx) =>
    registerInstrument(
      tx,
      {
        id: 'bench',
        driver: 'opentrons-heater-shaker',
        url: `serial://${terminal.path}`,
        agent: 'bench-1',
        settings: {},
        limits: {},
        location: '',
        simulated: true,
      },
      'bench',
    ),
  );
  for (let i = 0; i < 200; i++) {
    const [row] = await database.query(`select link from lab.instruments where id = 'bench'`);
    if (row.link === 'online') break;
    await delay(50);
  }
  const run = await makeRun(database);
  const ours = [];
  const claims = [];
  const takes = [];
  for (let i = 0; i < N; i++) {
    const byte = new Promise((resolve) => (firstByte = resolve));
    const step = await database.transaction(async (tx) => {
      await tx.query('select id from lab.runs where id = $1 for no key update', [run]);
      const made = await makeStep(tx, run, i);
      await dispatchStep(tx, made);
      return made;
    });
    const committed = wall();
    const first = await byte;
    firstByte = () => undefined;
    for (let tries = 0; tries < 200; tries++) {
      const [row] = await database.query(
        `select s.status, extract(epoch from a.claimed_at)::float8 * 1000 as claimed from lab.step_instances s join lab.attempts a on a.step_instance_id = s.id where s.id = $1`,
        [step.id],
      );
      if (row.status === 'succeeded') {
        // A telemetry poll that fell into the gap is no dispatch.
        if (first > row.claimed - 1) {
          ours.push(first - committed);
          claims.push(row.claimed - committed);
          takes.push(first - row.claimed);
        }
        break;
      }
      await delay(5);
    }
    await delay(PAUSE_MS);
  }
  const [q, s, o] = [figures(queue), figures(serial), figures(ours)];
  const sum = { p50: q.p50 + s.p50, p99: q.p99 + s.p99 };
  console.log(`                                             median      p99`);
  console.log(`raw BullMQ, add to start                   ${ms(q.p50)} ${ms(q.p99)}`);
  console.log(`raw serial round trip, pseudo-terminal     ${ms(s.p50)} ${ms(s.p99)}`);
  console.log(`sum of the two                             ${ms(sum.p50)} ${ms(sum.p99)}`);
  console.log(`commit of dispatched to first byte         ${ms(o.p50)} ${ms(o.p99)}   (${ours.length} of ${N} samples)`);
  console.log(`ratio                                      ${ms(o.p50 / sum.p50)} ${ms(o.p99 / sum.p99)}   aim: 3 or less`);
  console.log(
    `\nwhere the time goes (median): ${at(claims, 0.5).toFixed(2)} ms from the commit to the claim in the database (notification, relay, queue, worker),`,
  );
  console.log(`${at(takes, 0.5).toFixed(2)} ms from there to the first byte (commit of the claim with its event, answer, driver, port)`);
  await database.close();
  device.dispose();
  await terminal.unplug();
  status = 0;
} finally {
  if (lab) {
    lab.send('stop', () => undefined);
    lab.kill('SIGTERM');
    if (lab.exitCode === null) await Promise.race([once(lab, 'exit'), delay(15_000)]);
  }
  rmSync(home, { recursive: true, force: true });
}
process.exit(status);

/** A run that is going on, made for this measurement. */
async function makeRun(database) {
  const principal = `(select id from lab.principals limit 1)`;
  await database.query(
    `insert into lab.protocols (hash, name, version, title, document, source, author, status) values (repeat('0', 64), 'bench', '1.0.0', 'bench', '{}', '', ${principal}, 'approved')`,
  );
  const [row] = await database.query(
    `with review as (insert into lab.reviews (protocol_hash, decision, parameters, envelope, policy_version, signed_hash, reviewer, meaning, expires_at)
       values (repeat('0', 64), 'approved', '{}', '{}', 'bench', 'bench', ${principal}, 'bench', now() + interval '1 day') returning id)
     insert into lab.runs (protocol_hash, review_id, parameters, plan, plan_hash, status, state, created_by, started_at, started_lab)
     select repeat('0', 64), id, '{}', '{"steps": []}', 'bench', 'running',
       '{"status": "running", "holdReasons": [], "resumeTo": null, "stopReason": null, "deviations": 0}', ${principal}, now(), now() from review returning id`,
  );
  // One step that never begins, so that the run does not end.
  await makeStep(database, row.id, 1_000_000, 'pending', ['never']);
  return row.id;
}

async function makeStep(database, runId, ordinal, initial = 'ready', after = []) {
  const definition = {
    kind: 'operation',
    id: `s${ordinal}`,
    authored: `s${ordinal}`,
    inserted: false,
    after,
    title: 'bench',
    expectedMs: 0,
    onError: null,
    reserves: [],
    releases: [],
    capability: null,
    instrument: 'bench',
    labware: null,
    establish: [{ verb: 'ensureTemperatureOff', parameters: {}, tolerances: {} }],
    holdMs: null,
    then: 'keep',
    end: [],
  };
  const [row] = await database.query(
    `insert into lab.step_instances (run_id, step_id, position, kind, definition, instrument_id, status) values ($1, $2, array[$3::int], 'operation', $4::jsonb, 'bench', $5) returning id`,
    [runId, definition.id, ordinal, JSON.stringify(definition), initial],
  );
  return {
    id: row.id,
    runId,
    stepId: definition.id,
    definition,
    instrumentId: 'bench',
    agent: 'bench-1',
    status: initial,
    attempt: 0,
    waitingFor: null,
  };
}
