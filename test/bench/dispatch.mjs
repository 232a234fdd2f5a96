/*
 * How long from the commit of `dispatched` to the first byte on the wire, next to its two references measured in the same run: a bare
 * BullMQ job on the same Postgres, and a bare round trip on a pseudo-terminal.
 */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { built, load } from './built.mjs';
import { figure, median, quantile } from './figures.mjs';
import { aboutPostgres, startLab, until } from './bench-lab.mjs';
import { chainOf } from './fleet-families.mjs';
import { makePeople, standing } from './people.mjs';
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
    await tx.query('select id from lab.runs where id = $1 for no key update', [run.id]);
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

/**
 * A run of an approved protocol that stands before its first task, which nobody does, so that it goes on for the whole measurement; with the
 * operation of its plan that is done over and over: the shaker is told to stand still. What is not in an approved plan, a bench agent refuses.
 */
async function makeRun(database) {
  const people = await makePeople(database);
  const id = await people.create(await people.approve(chainOf('shaker', 1)), { instrument: 'bench' });
  await people.start(id);
  await until('the run waits for a person', 20_000, async () => (await people.openTasks()).length === 1, {
    more: () => standing(database),
  });
  const [row] = await database.query(
    `select step_id as "stepId", definition from lab.step_instances where run_id = $1 and kind = 'operation' and status = 'succeeded' order by position limit 1`,
    [id],
  );
  return { id, ...row };
}

/** Once more the operation of the run, as in a round of its own. */
async function makeStep(database, { id: runId, stepId, definition }, n) {
  const [row] = await database.query(
    `insert into lab.step_instances (run_id, step_id, iteration_path, position, kind, definition, instrument_id, status)
     values ($1, $2, $3::text, array[1000000 + $5::int], 'operation', $4::jsonb, 'bench', 'ready') returning id, iteration_path as "iterationPath"`,
    [runId, stepId, String(n), JSON.stringify(definition), n],
  );
  return { ...row, runId, stepId, definition, instrumentId: 'bench', agent: 'bench-1', status: 'ready', attempt: 0, waitingFor: null };
}
