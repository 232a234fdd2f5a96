/*
 * npm run test:estop [-- --instruments N]   4 to 40, default 20
 * Stops a lab of busy virtual instruments of the four families: over the API; then, with Postgres and the broker killed, over the API again, over
 * the control port of the bench agent, and by SIGUSR2. Times are taken at the devices: when the first stop command of each wire arrives, and
 * when its safe state is confirmed. Exit status 1 when a check is not met, 2 when the test itself failed.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { FAMILIES, instrumentsOf } from './bench/fleet-families.mjs';
import { makePeople, protocolOf, standing } from './bench/people.mjs';
import { StopLab } from './estop/lab.mjs';
import { Checks, columns, until } from './scaleout/checks.mjs';
import { lastLines, stopAll } from './scaleout/processes.mjs';

/** All stop commands have to be on the wire within this, wall milliseconds. */
const WIRE_MS = 1_000;
/** Longer than a lease lives: the bench agent owns nothing any more when it is told to stop. */
const OUTAGE_MS = 4_500;
const TIME_SCALE = 5;
const LIMIT_MS = 540_000;

const USAGE = 'npm run test:estop [-- --instruments N]   4 to 40, default 20';
let count;
try {
  count = Number(parseArgs({ options: { instruments: { type: 'string', default: '20' } } }).values.instruments);
} catch (error) {
  console.error(`${error.message}\n${USAGE}`);
  process.exit(2);
}
if (!Number.isInteger(count) || count < 4 || count > 40) {
  console.error(USAGE);
  process.exit(2);
}

const begun = performance.now();
const print = (line) => console.log(line);
const step = (line) => print(`[${((performance.now() - begun) / 1000).toFixed(1).padStart(5)} s] ${line}`);
const wallNow = () => performance.timeOrigin + performance.now();
const checks = new Checks(step);
const instruments = instrumentsOf(count);
const serial = instruments.filter(({ family }) => family !== 'bioreactor');
const ms = (value) => (value === null || value === undefined ? '-' : String(Math.round(value)));

/** Load, a long hold, and away with it: an instrument that is busy until somebody stops it. */
function holdOf(family) {
  const { labware, capability, with: parameters } = FAMILIES[family];
  const move = (id, to) => ({ id, kind: 'operator', moves: [{ labware: 'piece', to }], duration: { value: 1, unit: 's' } });
  const hold = { id: 'work', kind: 'operation', capability, labware: 'piece', with: parameters, duration: { value: 10, unit: 'h' } };
  return protocolOf({
    name: `stop-${family}`,
    labware: [{ id: 'piece', type: labware }],
    steps: [move('load', 'instrument'), hold, move('unload', 'bench')],
  });
}

async function busy(lab) {
  const rows = await lab.database.query(
    `select count(distinct instrument_id)::int as n from lab.step_instances where step_id = 'work' and status = 'holding'`,
  );
  return rows[0].n === count;
}

async function load(lab) {
  const people = await makePeople(lab.database);
  const hashes = new Map();
  for (const { family } of instruments) if (!hashes.has(family)) hashes.set(family, await people.approve(holdOf(family)));
  for (const { id, family } of instruments) await people.start(await people.create(hashes.get(family), { instrument: id }));
  const done = new Set();
  await until('every instrument works', 240_000, async () => {
    for (const task of await people.openTasks()) {
      if (done.has(task.id)) continue;
      done.add(task.id);
      await people.perform(task);
    }
    return busy(lab);
  });
}

/** Milliseconds from `since` to the first stop command that each device heard, and to the last different one. */
function arrivals(lab, since) {
  const heard = lab.heard().filter(({ at }) => at >= since);
  return new Map(
    instruments.map(({ id }) => {
      const own = heard.filter(({ instrument }) => instrument === id);
      // Later repetitions make sure of what was written first, so each command counts by its first arrival.
      const firsts = [...new Set(own.map(({ what }) => what))].map((what) => own.find((it) => it.what === what).at - since);
      return [id, { first: firsts.length === 0 ? null : Math.min(...firsts), last: firsts.length === 0 ? null : Math.max(...firsts) }];
    }),
  );
}

function rests({ family }, truth) {
  if (family === 'shaker') return truth.rpm === 0 && truth.temperatureTarget === null;
  if (family === 'incubator') return truth.rpm === 0;
  if (family === 'reader') return truth.cycles === 0 && truth.temperatureTarget === null;
  return !Object.entries(truth).some(([name, value]) => /rpm|stirring/i.test(name) && typeof value === 'number' && value > 0);
}

/** @param which devices that have to hear it: those on serial lines with the broker dead */
function checkWires(lab, how, since, which, settled) {
  const arrived = arrivals(lab, since);
  print('');
  for (const line of columns(
    ['instrument', 'first stop, ms', 'all stops, ms', 'safe state', 'after, ms'],
    instruments.map(({ id }) => [
      id,
      ms(arrived.get(id).first),
      ms(arrived.get(id).last),
      settled.get(id)?.outcome ?? '-',
      ms(settled.get(id)?.settledMs),
    ]),
  ))
    print(`  ${line}`);
  print('');
  const times = which.map(({ id }) => arrived.get(id).last);
  const within = times.filter((time) => time !== null && time < WIRE_MS).length;
  const worst = Math.max(...times.map((time) => time ?? Infinity));
  checks.note(
    within === which.length,
    `${how}: stops on the wire within ${WIRE_MS} ms`,
    `${within} of ${which.length}, the last after ${ms(worst)} ms`,
  );
}

async function settledBy(lab, request) {
  const rows = await lab.database.query(
    `select instrument_id as id, outcome, settled_ms as "settledMs", evidence from lab.stops where request_id = $1`,
    [request],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function overTheApi(lab) {
  const since = wallNow();
  const { request } = await lab.ask('POST', '/v1/estop', { reason: 'npm run test:estop' });
  step(`POST /v1/estop answered after ${ms(wallNow() - since)} ms`);
  const settled = await until('every safe state', 90_000, async () => {
    const all = await settledBy(lab, request);
    return [...all.values()].filter(({ outcome }) => outcome !== 'requested').length === count && all;
  }).then(({ found }) => found);
  checkWires(lab, 'API', since, instruments, settled);
  const confirmed = [...settled.values()].filter(({ outcome }) => outcome === 'confirmed');
  checks.note(
    confirmed.length === count,
    'API: safe states confirmed',
    `${confirmed.length} of ${count}, the last after ${ms(Math.max(...confirmed.map((it) => it.settledMs)))} ms`,
  );
  for (const { id, outcome, evidence } of settled.values()) if (outcome !== 'confirmed') step(`${id}: ${evidence}`);
  const truth = await lab.truth();
  const still = instruments.filter((it) => !rests(it, truth.get(it.id)));
  checks.note(still.length === 0, 'API: devices at rest, by their true state', `${count - still.length} of ${count}`);
  const [runs] = await lab.database.query(
    `select count(*) filter (where status = 'held')::int as held, count(*)::int as n from lab.runs where ended_at is null`,
  );
  checks.note(runs.held === count, 'API: runs held', `${runs.held} of ${runs.n}`);
}

/** Everything as it was: re-armed by somebody who has looked, answered, busy again. */
async function goOn(lab) {
  const { items } = await lab.ask('GET', '/v1/estop');
  const places = (nests) => nests.map(({ nest, labwareId }) => ({ nest, labware: labwareId }));
  await lab.ask('POST', '/v1/estop/rearm', {
    instruments: items.map(({ instrument, nests }) => ({ id: instrument, places: places(nests) })),
    note: 'looked at all',
  });
  const held = await lab.database.query(`select id from lab.runs where status = 'held'`);
  for (const { id } of held) {
    const seen = await lab.database.query(
      `select p.id as nest, l.id as labware from lab.places p left join lab.labware l on l.place_id = p.id where p.instrument_id in
         (select instrument_id from lab.step_instances where run_id = $1 and status in ('in_doubt', 'ready'))`,
      [id],
    );
    await lab.ask('POST', `/v1/runs/${id}/answer`, { choice: 'redo', note: 'goes on', places: seen });
  }
  await until('every instrument works again', 240_000, () => busy(lab));
}

async function inTheOutage(lab) {
  const ways = [
    { how: 'API, Postgres and broker dead', stop: async () => (await lab.ask('POST', '/v1/estop', { reason: 'in the outage' })).request },
    { how: 'control port', stop: async () => (await lab.control('in the outage')).request },
    { how: 'SIGUSR2', stop: async () => void process.kill(lab.dispatcher.child.pid, 'SIGUSR2') },
  ];
  const requests = [];
  for (const { how, stop } of ways) {
    const since = wallNow();
    const request = await stop();
    const known = () =>
      lab
        .spooled()
        .filter((it) => it.type === 'settled' && (request === undefined ? !requests.includes(it.request) : it.request === request));
    await until(`safe states after ${how}`, 60_000, () => known().length >= count).catch((error) => step(error.message));
    const settled = new Map(known().map((it) => [it.instrument, it]));
    requests.push(request ?? known()[0]?.request);
    checkWires(lab, how, since, serial, settled);
    const confirmed = serial.filter(({ id }) => settled.get(id)?.outcome === 'confirmed');
    checks.note(
      confirmed.length === serial.length,
      `${how}: safe states of serial instruments confirmed`,
      `${confirmed.length} of ${serial.length}`,
    );
    const others = instruments.filter((it) => !serial.includes(it));
    const said = others.filter(({ id }) => settled.has(id));
    const states = others.map(({ id }) => settled.get(id)?.outcome ?? 'nothing');
    checks.note(
      said.length === others.length,
      `${how}: what became of those behind the broker is said`,
      [...new Set(states)].map((state) => `${states.filter((it) => it === state).length} ${state}`).join(', '),
    );
  }
  const truth = await lab.truth();
  const still = serial.filter((it) => !rests(it, truth.get(it.id)));
  checks.note(
    still.length === 0,
    'outage: serial devices at rest, by their true state',
    `${serial.length - still.length} of ${serial.length}`,
  );
  return requests;
}

async function afterTheOutage(lab, requests, spooled) {
  const intents = spooled.filter(({ type }) => type === 'intent').map(({ id }) => id);
  const imported = async () => {
    const [row] = await lab.database.query(`select count(*)::int as n from lab.commands where id = any($1)`, [intents]);
    const stops = await lab.database.query(
      `select request_id as id, count(*)::int as n from lab.stops where request_id = any($1) group by 1`,
      [requests],
    );
    return row.n === intents.length && stops.length === requests.length && stops.every(({ n }) => n === count) && row.n;
  };
  const { found, tookMs } = await until('the spool is imported', 120_000, async () => imported().catch(() => false));
  checks.note(
    found === intents.length,
    'after the outage: commands of the spool in the journal',
    `${found} of ${intents.length}, ${ms(tookMs)} ms after Postgres was back`,
  );
  const [events] = await lab.database.query(
    `select count(*)::int as n from lab.events where type = 'instrument.estopped' and data->>'request' = any($1)`,
    [requests],
  );
  checks.note(
    events.n === count * requests.length,
    'after the outage: each stop of each instrument is told once',
    `${events.n} of ${count * requests.length}`,
  );
  const [runs] = await lab.database.query(
    `select count(*) filter (where status = 'held')::int as held, count(*)::int as n from lab.runs where ended_at is null`,
  );
  checks.note(runs.held === count, 'after the outage: runs held', `${runs.held} of ${runs.n}`);
}

async function main() {
  const home = mkdtempSync(path.join(os.tmpdir(), 'labwright-estop-'));
  chmodSync(home, 0o711);
  let lab;
  try {
    lab = await StopLab.start({ home, instruments: count, timeScale: TIME_SCALE });
    const online = async () =>
      (await lab.database.query(`select count(*)::int as n from lab.instruments where link = 'online'`))[0].n === count;
    await until(`${count} instruments are online`, 120_000, online);
    step(`${count} instruments are online`);
    await load(lab).catch(async (error) => {
      throw new Error(`${error.message}\n${await standing(lab.database)}`);
    });
    step('every instrument is busy; the lab is stopped');
    await overTheApi(lab);
    await goOn(lab);
    step('re-armed and busy again; Postgres and the broker are killed');
    await lab.killPostgresAndBroker();
    await delay(OUTAGE_MS);
    const requests = await inTheOutage(lab);
    const spooled = lab.spooled();
    await lab.startPostgres();
    await lab.startBroker();
    step('Postgres and the broker are back');
    await afterTheOutage(lab, requests, spooled);
  } finally {
    await lab?.database?.close().catch(() => undefined);
    await stopAll();
    rmSync(home, { recursive: true, force: true });
  }
}

const limit = setTimeout(() => {
  console.error(`not over after ${LIMIT_MS / 1000} s\n${lastLines(10).join('\n')}`);
  void stopAll().finally(() => process.exit(2));
}, LIMIT_MS);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stopAll().finally(() => process.exit(2)));
try {
  await main();
} catch (error) {
  console.error(error, `\n${lastLines(15).join('\n')}`);
  await stopAll();
  process.exit(2);
}
clearTimeout(limit);
print('');
for (const line of checks.table()) print(line);
process.exitCode = checks.failed > 0 ? 1 : 0;
