/*
 * What a full database costs: one look of a run (`advance`), the view of the queue and the events of a run, with 100, 1,000 and 10,000 runs in
 * the database. Twice: nearly all of them over, as in a lab that has worked for a while, and all of them waiting. Over HTTP where users ask
 * over HTTP. Each figure stands next to the same one of a lab with 100 runs, called in turns, so that what else the machine does is in both.
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
  // No bench agent runs here; without an owner the API would write down that the instruments are offline.
  await database.query(`update lab.leases set agent = 'bench-1', owner = 'bench', machine = 'bench', expires_at = 'infinity'`);
  const hash = await people.approve(protocol);
  const model = await people.create(hash, { shaker: SPARE });
  const get = async (to) => {
    const response = await fetch(urls.api + to, { headers: { authorization: `Bearer ${key}` } });
    if (!response.ok) throw new Error(`GET ${to}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return { lab, database, people, hash, model, get, there: 0, waiting: 0 };
}

/** A run that begins: its first steps become ready, its nest is reserved, and an operation is dispatched. Then it is put away again. */
async function advance({ database, people, hash }) {
  const run = await people.create(hash, { shaker: SPARE });
  await people.start(run);
  const [taken] = await timed(1, () => advanceOnce(database, run));
  const [{ n }] = await database.query(`select count(*)::int as n from lab.step_instances where run_id = $1 and status = 'dispatched'`, [
    run,
  ]);
  if (n !== 1) throw new Error(`${n} steps of a run that begins were dispatched`);
  await database.query(`update lab.step_instances set status = 'cancelled', ended_at = now() where run_id = $1`, [run]);
  await database.query(`update lab.reservations set released_at = now() where run_id = $1`, [run]);
  await database.query(`update lab.runs set status = 'cancelled', ended_at = now() where id = $1`, [run]);
  return taken;
}

async function viewOfQueue({ get, waiting }) {
  let view;
  const [taken] = await timed(1, async () => (view = await get('/v1/jobs')));
  const seen = view.instruments.reduce((sum, { waitingCount }) => sum + waitingCount, 0);
  if (seen !== waiting) throw new Error(`the view of the queue counts ${seen} steps that wait, and ${waiting} do`);
  return taken;
}

/** Of a run in the middle of all. */
async function eventsOfRun({ database, get }) {
  const [{ id }] = await database.query(
    `select id from lab.runs order by created_at, id offset (select count(*) / 2 from lab.runs) limit 1`,
  );
  let page;
  const [taken] = await timed(1, async () => (page = await get(`/v1/runs/${id}/events?limit=100`)));
  if (page.items.length === 0) throw new Error(`run ${id} has no events`);
  return taken;
}

/** What an event stream asks when something has happened: what came after the last event that it knows. */
async function newestEvents({ database }) {
  const cursor = await latestEventCursor(database);
  return (await timed(1, () => readEvents(database, { after: cursor, limit: 100 })))[0];
}

const COSTS = [
  { what: 'view of the queue', once: viewOfQueue, aim: AIM },
  { what: 'advance of a run', once: advance },
  { what: 'events of one run', once: eventsOfRun },
  { what: 'newest events', once: newestEvents },
];

/** Runs of a lab until it has `size`, nearly all of them over or all waiting. */
async function fill(place, size, over) {
  const { database, model } = place;
  const common = { model, instruments: INSTRUMENTS, nest: NEST };
  if (over && place.there === 0) {
    await addRuns(database, { ...common, from: 1, to: LIVE, over: false });
    place.there = LIVE;
  }
  await addRuns(database, { ...common, from: place.there + 1, to: size, over });
  place.there = size;
  place.waiting = over ? LIVE : size;
}

/** The costs with more and more runs, each next to those of a lab with few at the same time: call by call in turns. */
async function grow(over, sizes, times, say) {
  const few = await open();
  const many = await open().catch(async (error) => {
    await few.lab.stop();
    throw error;
  });
  try {
    const [fewest, ...larger] = sizes;
    await fill(few, fewest, over);
    const figures = [];
    for (const size of larger) {
      await fill(many, size, over);
      for (const { what, once, aim } of COSTS) {
        const [ofFew, ofMany] = [[], []];
        for (let i = 0; i < times; i++) {
          ofFew.push(await once(few));
          ofMany.push(await once(many));
        }
        const found = figure({
          what: `${what}, ${over ? 'nearly all over' : 'all waiting'}: ${size.toLocaleString('en-GB')} runs`,
          value: cost(ofMany),
          unit: 'ms',
          reference: { what: `${fewest} runs`, value: cost(ofFew) },
          aim: size === larger.at(-1) ? aim : undefined,
        });
        say(`${found.what}: ${found.value.toFixed(2)} ms, with ${fewest} ${found.reference.value.toFixed(2)} ms`);
        figures.push(found);
      }
    }
    return figures;
  } finally {
    await many.lab.stop();
    await few.lab.stop();
  }
}

async function measure({ small, say }) {
  const sizes = small ? [100, 1_000] : [100, 1_000, 10_000];
  const times = small ? 5 : 25;
  return [...(await grow(true, sizes, times, say)), ...(await grow(false, sizes, times, say))];
}

export const growth = {
  name: 'growth',
  about: 'advance, view of the queue and events with 100, 1,000 and 10,000 runs in the database',
  measure,
};
