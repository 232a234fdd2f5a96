/*
 * How long from the commit of `dispatched` to the first byte on the wire, next to its two references measured in the same run: a bare
 * BullMQ job on the same Postgres, and a bare round trip on a pseudo-terminal.
 */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { built, load } from './built.mjs';
import { figure, median, quantile } from './figures.mjs';
import { aboutPostgres, startLab, until } from './bench-lab.mjs';
import { standing } from './people.mjs';
import { addToStart } from './raw-queue.mjs';

const { registerInstrument } = built('libs/execution/src');
const { dispatchStep } = built('libs/execution/src/dispatch-step.js');
const { HeaterShakerDevice } = built('drivers/opentrons-heater-shaker/src');
const { PseudoTerminal } = built('apps/simulator/src/pseudo-terminal.js');
const { SerialPort } = load('serialport');

const PAUSE_MS = 15;
const AIM = { is: 'at most', ratio: 3 };
const wall = () => performance.timeOrigin + performance.now();

async function rawSerial(terminal, times) {
  const port = new SerialPort({ path: terminal.path, baudRate: 115200 });
  await once(port, 'open');
  const taken = [];
  for (let i = 0; i < times; i++) {
    const begun = wall();
    port.write('M123 \n');
    await once(port, 'data');
    taken.push(wall() - begun);
    await delay(2);
  }
  await new Promise((resolve) => port.close(resolve));
  return taken;
}

/** Behind a pseudo-terminal of this process, so that the first byte is seen when it comes. */
function openDevice() {
  const after = (labMs, callback) => {
    const timer = setTimeout(() => callback(), labMs);
    return () => clearTimeout(timer);
  };
  const world = { labNow: () => Date.now(), after, random: () => 0.5, ambient: () => 22 };
  const device = new HeaterShakerDevice({ serialNumber: 'SIM-HS-BENCH', world });
  const wire = { firstByte: () => undefined };
  const terminal = new PseudoTerminal((bytes) => {
    wire.firstByte(wall());
    receive(bytes);
  });
  const receive = device.attach({ send: (bytes) => terminal.send(bytes) });
  return { device, terminal, wire };
}

/** One step from the commit of its dispatch; null when a telemetry poll fell into the gap, which is no dispatch. */
async function dispatchOne({ database, lines }, run, n, wire) {
  const byte = new Promise((resolve) => (wire.firstByte = resolve));
  const step = await database.transaction(async (tx) => {
    await tx.query('select id from lab.runs where id = $1 for no key update', [run]);
    const made = await makeStep(tx, run, n);
    await dispatchStep(tx, made);
    return made;
  });
  const committed = wall();
  const first = await byte;
  wire.firstByte = () => undefined;
  const settled = async () => {
    const [row] = await database.query(
      `select s.status, extract(epoch from a.claimed_at)::float8 * 1000 as claimed from lab.step_instances s join lab.attempts a on a.step_instance_id = s.id where s.id = $1`,
      [step.id],
    );
    return row.status === 'succeeded' ? row : null;
  };
  const { claimed } = await until(`step ${n} is over`, 30_000, settled, {
    everyMs: 5,
    more: async () => `${await standing(database)}\n${lines.slice(-8).join('\n')}`,
  });
  return first > claimed - 1 ? { all: first - committed, claim: claimed - committed, take: first - claimed } : null;
}

async function measure({ small, say, n }) {
  const times = n ?? (small ? 20 : 300);
  const lab = await startLab({ services: ['postgres', 'broker', 'api', 'dispatcher'] });
  const { database, urls } = lab;
  const { device, terminal, wire } = openDevice();
  try {
    say(await aboutPostgres(database));
    const queue = await addToStart(urls.database, times, PAUSE_MS);
    const serial = await rawSerial(terminal, times);
    say('references are measured');
    const where = { agent: 'bench-1', settings: {}, limits: {}, location: '', simulated: true };
    const registration = { id: 'bench', driver: 'opentrons-heater-shaker', url: `serial://${terminal.path}`, ...where };
    await database.transaction((tx) => registerInstrument(tx, registration, 'bench'));
    const online = async () => (await database.query(`select 1 from lab.instruments where id = 'bench' and link = 'online'`)).length === 1;
    await until('the heater-shaker is online', 20_000, online, { more: () => lab.lines.slice(-20).join('\n') });
    const run = await makeRun(database);
    const samples = [];
    for (let i = 0; i < times; i++) {
      const sample = await dispatchOne(lab, run, i, wire);
      if (sample) samples.push(sample);
      await delay(PAUSE_MS);
    }
    const of = (key) => samples.map((sample) => sample[key]);
    const note =
      `${samples.length} of ${times} samples; where the time goes (median): ${median(of('claim')).toFixed(2)} ms from the commit to the claim in the ` +
      `database (notification, relay, queue, worker), ${median(of('take')).toFixed(2)} ms from there to the first byte (commit of the claim with its event, answer, driver, port)`;
    say(note);
    const what = 'commit of dispatched to first byte';
    const both = { what: 'BullMQ alone, add to start, and a serial round trip', unit: 'ms' };
    const row = (name, q, aim) =>
      figure({
        what: `${what}, ${name}`,
        value: quantile(of('all'), q),
        unit: 'ms',
        reference: { what: both.what, value: quantile(queue, q) + quantile(serial, q) },
        aim,
      });
    return [{ ...row('median', 0.5, AIM), note }, row('p99', 0.99)];
  } finally {
    device.dispose();
    await lab.stop();
    await terminal.unplug();
  }
}

export const dispatch = {
  name: 'dispatch',
  about: 'from the commit of a dispatched step to its first byte, against BullMQ and a serial line alone',
  measure,
};

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
  // One step that waits for itself and so never begins, so that the run does not end.
  await makeStep(database, row.id, 1_000_000, 'pending', ['s1000000']);
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
