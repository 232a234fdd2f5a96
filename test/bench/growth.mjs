/*
 * What a full database costs: one look of a run (`advance`), the view of the queue and the events of a run, with 100, 1,000 and 10,000 runs in
 * the database. Twice: nearly all of them over, as in a lab that has worked for a while, and all of them waiting. Over HTTP where users ask
 * over HTTP. Each figure stands next to the same one with 100 runs.
 */
import { built } from './built.mjs';
import { figure, quantile, timed } from './figures.mjs';
import { startLab } from './bench-lab.mjs';
import { addRuns } from './past-runs.mjs';
import { makePeople, protocolOf } from './people.mjs';

const { advanceOnce, createKey, registerInstrument } = built('libs/execution/src');
const { latestEventCursor, readEvents } = built('libs/persistence/src');
const { DRIVERS, publishDrivers } = built('apps/dispatcher/src/driver-registry.js');

const AIM = { is: 'at most', ratio: 3 };
/** Runs that wait or are under way in a lab of any age. */
const LIVE = 40;
const NEST = 'nest';
const INSTRUMENTS = Array.from({ length: 8 }, (_, i) => `shaker-${i + 1}`);
const SPARE = 'shaker-spare';

const protocol = protocolOf({
  name: 'shake',
  labware: [{ id: 'plate', type: 'plate-96-clear-flat' }],
  steps: [
    { id: 'load', kind: 'operator', moves: [{ labware: 'plate', to: 'shaker' }], duration: { value: 1, unit: 's' } },
    {
      id: 'shake',
      kind: 'operation',
      capability: 'shaking',
      labware: 'plate',
      with: { speed: { value: 500, unit: '{rpm}' } },
      duration: { value: 1, unit: 'h' },
    },
    { id: 'unload', kind: 'operator', moves: [{ labware: 'plate', to: 'bench' }], duration: { value: 1, unit: 's' } },
  ],
});

/** Of many times the lower quartile: what others do on the machine only ever adds to one. */
const cost = (taken) => quantile(taken, 0.25);

async function open() {
  const lab = await startLab({ services: ['postgres', 'api'] });
  const { database, urls } = lab;
  await publishDrivers(database, DRIVERS);
  const people = await makePeople(database);
  const { key } = await database.transaction((tx) => createKey(tx, people.author.id, 'bench', null, 'bench'));
  const where = { driver: 'opentrons-heater-shaker', agent: 'bench-1', settings: {}, limits: {}, location: '', simulated: true };
  for (const id of [...INSTRUMENTS, SPARE])
    await database.transaction((tx) => registerInstrument(tx, { id, url: `serial:///dev/${id}`, ...where }, 'bench'));
  await database.query(`update lab.instruments set link = 'online', link_reason = 'bench'`);
  const hash = await people.approve(protocol);
  const model = await people.create(hash, { shaker: SPARE });
  const get = async (to) => {
    const response = await fetch(urls.api + to, { headers: { authorization: `Bearer ${key}` } });
    if (!response.ok) throw new Error(`GET ${to}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return { lab, database, people, hash, model, get };
}

/** A run that begins: its first steps become ready, its nest is reserved, and an operation is dispatched. Then it is put away again. */
async function advance({ database, people, hash }, times) {
  const runs = [];
  for (let i = 0; i < times; i++) {
    const run = await people.create(hash, { shaker: SPARE });
    await people.start(run);
    runs.push(run);
  }
  const taken = [];
  for (const run of runs) {
    taken.push(...(await timed(1, () => advanceOnce(database, run))));
    const [{ n }] = await database.query(`select count(*)::int as n from lab.step_instances where run_id = $1 and status = 'dispatched'`, [
      run,
    ]);
    if (n !== 1) throw new Error(`${n} steps of a run that begins were dispatched`);
    await database.query(`update lab.step_instances set status = 'cancelled', ended_at = now() where run_id = $1`, [run]);
    await database.query(`update lab.reservations set released_at = now() where run_id = $1`, [run]);
    await database.query(`update lab.runs set status = 'cancelled', ended_at = now() where id = $1`, [run]);
  }
  return cost(taken);
}

async function jobsView({ get }, times, waiting) {
  const { instruments } = await get('/v1/jobs');
  const seen = instruments.reduce((sum, { waitingCount }) => sum + waitingCount, 0);
  if (seen !== waiting) throw new Error(`the view of the queue counts ${seen} steps that wait, and ${waiting} do`);
  return cost(await timed(times, () => get('/v1/jobs')));
}

async function eventsOfRun({ database, get }, times) {
  const [{ id }] = await database.query(
    `select id from lab.runs order by created_at, id offset (select count(*) / 2 from lab.runs) limit 1`,
  );
  const { items } = await get(`/v1/runs/${id}/events?limit=100`);
  if (items.length === 0) throw new Error(`run ${id} has no events`);
  return cost(await timed(times, () => get(`/v1/runs/${id}/events?limit=100`)));
}

/** What an event stream asks when something has happened: what came after the last event that it knows. */
async function newestEvents({ database }, times) {
  const cursor = await latestEventCursor(database);
  return cost(await timed(times, () => readEvents(database, { after: cursor, limit: 100 })));
}

async function measure({ small, say }) {
  const sizes = small ? [100, 1_000] : [100, 1_000, 10_000];
  const times = small ? 5 : 25;
  const measured = [];
  const note = (what, size, ms, aim) => {
    measured.push({ what, size, ms, aim });
    say(`${what}, ${size} runs: ${ms.toFixed(2)} ms`);
  };
  const grow = async (over) => {
    const place = await open();
    const { lab, database, model } = place;
    try {
      const waiting = (size) => (over ? LIVE : size);
      if (over) await addRuns(database, { model, from: 1, to: LIVE, over: false, instruments: INSTRUMENTS, nest: NEST });
      let there = over ? LIVE : 0;
      for (const size of sizes) {
        await addRuns(database, { model, from: there + 1, to: size, over, instruments: INSTRUMENTS, nest: NEST });
        there = size;
        const all = over ? 'nearly all over' : 'all waiting';
        note(`view of the queue, ${all}`, size, await jobsView(place, times, waiting(size)), AIM);
        note(`advance of a run, ${all}`, size, await advance(place, times));
        note(`events of one run, ${all}`, size, await eventsOfRun(place, times));
        note(`newest events, ${all}`, size, await newestEvents(place, times));
      }
    } finally {
      await lab.stop();
    }
  };
  await grow(true);
  await grow(false);
  const [fewest, most] = [sizes[0], sizes.at(-1)];
  return measured
    .filter(({ size }) => size !== fewest)
    .toSorted((a, b) => a.what.localeCompare(b.what) || a.size - b.size)
    .map(({ what, size, ms, aim }) =>
      figure({
        what: `${what}: ${size.toLocaleString('en-GB')} runs`,
        value: ms,
        unit: 'ms',
        reference: { what: `${fewest} runs`, value: measured.find((each) => each.what === what && each.size === fewest).ms },
        aim: size === most ? aim : undefined,
      }),
    );
}

export const growth = {
  name: 'growth',
  about: 'advance, view of the queue and events with 100, 1,000 and 10,000 runs in the database',
  measure,
};
