/*
 * The load case of AlabOS: eight submissions at once, of one to eight samples each. Each sample is started by itself, all samples of a
 * submission are heated together, and each is ended by itself: 2n + 1 tasks, 80 in all, over shared furnaces of eight nests. Every task
 * takes 2 ms. The submissions are runs: compiled, approved, reserved, dispatched and journaled like any other.
 */
import path from 'node:path';
import { built, ofTests } from './built.mjs';
import { figure } from './figures.mjs';
import { CRUCIBLE, NESTS, openFurnace } from './furnace.mjs';
import { startLab, until } from './bench-lab.mjs';
import { makePeople, protocolOf, standing } from './people.mjs';
import { jobsPerSecond } from './raw-queue.mjs';

const { crowdedNests } = ofTests('nest-record.ts');
const { registerInstrument } = built('libs/execution/src');
const { PgListener, readEvents } = built('libs/persistence/src');

const SUBMISSIONS = 8;
const TASK_MS = 2;
const FURNACES = ['furnace-1', 'furnace-2'];
const TASKS = Array.from({ length: SUBMISSIONS }, (_, i) => 2 * (i + 1) + 1).reduce((sum, tasks) => sum + tasks, 0);

/** The last one to start takes the rack of all samples to the furnace, the first one to end takes it out. */
function submission(samples) {
  const labware = Array.from({ length: samples }, (_, i) => ({ id: `sample-${i + 1}`, type: CRUCIBLE }));
  const carry = (to) => ({ moves: labware.map(({ id }) => ({ labware: id, to })) });
  const each = (verb, more) =>
    labware.map(({ id }, i) => ({
      id: `${verb}-${i + 1}`,
      kind: 'operator',
      instruction: `${verb} ${id}.`,
      duration: { value: 1, unit: 's' },
      ...more(i),
    }));
  const ids = (verb, from, to) => labware.slice(from, to).map((_, i) => `${verb}-${from + i + 1}`);
  const last = samples - 1;
  return protocolOf({
    name: `samples-${samples}`,
    labware,
    steps: [
      ...each('start', (i) => ({ after: i === last ? ids('start', 0, last) : [], ...(i === last ? carry('furnace') : {}) })),
      {
        id: 'heat',
        kind: 'operation',
        after: [`start-${samples}`],
        capability: 'temperature_control',
        labware: 'sample-1',
        with: { temperature: { value: 100, unit: 'Cel' } },
      },
      ...each('end', (i) => ({ after: i === 0 ? ['heat'] : ['end-1'], ...(i === 0 ? carry('bench') : {}) })),
    ],
  });
}

/** The most pieces of labware that stood on one instrument at the same time. */
function mostAtOnce(events) {
  const at = new Map();
  let most = 0;
  for (const { type, run, data } of events) {
    if (type !== 'labware.moved') continue;
    at.set(`${run}/${data.labware}`, data.to);
    for (const furnace of FURNACES) most = Math.max(most, [...at.values()].filter((place) => place.startsWith(`${furnace}.`)).length);
  }
  return most;
}

async function allEvents(database) {
  const found = [];
  for (let after = null; ;) {
    const page = await readEvents(database, { after, limit: 1_000 });
    found.push(...page.map(({ runId, ...event }) => ({ ...event, run: runId })));
    if (page.length < 1_000) return found;
    after = page.at(-1).cursor;
  }
}

async function measure({ say }) {
  const furnaces = new Map();
  for (const id of FURNACES) furnaces.set(id, await openFurnace(id, TASK_MS));
  const lab = await startLab({
    services: ['postgres', 'dispatcher'],
    programs: { dispatcher: path.join(import.meta.dirname, 'alabos-dispatcher.mjs') },
  });
  const { database, urls } = lab;
  const listener = new PgListener(urls.database, 'bench listener');
  await listener.connect();
  try {
    const people = await makePeople(database);
    const where = { driver: 'bench-furnace', agent: 'bench-1', settings: {}, limits: {}, location: '', simulated: true };
    for (const [id, { url }] of furnaces) await database.transaction((tx) => registerInstrument(tx, { id, url, ...where }, 'bench'));
    const online = async () =>
      (await database.query(`select count(*)::int as n from lab.instruments where link = 'online'`))[0].n === FURNACES.length;
    await until('the furnaces are online', 20_000, online, { more: () => lab.lines.slice(-20).join('\n') });
    const runs = [];
    for (let samples = 1; samples <= SUBMISSIONS; samples++) {
      const hash = await people.approve(submission(samples));
      runs.push(await people.create(hash, { furnace: FURNACES[samples % FURNACES.length] }));
    }
    say(`${SUBMISSIONS} submissions of ${TASKS} tasks on ${FURNACES.length} furnaces of ${NESTS} nests`);
    const hands = people.attend(listener, TASK_MS);
    const begun = performance.now();
    await Promise.all(runs.map((run) => people.start(run)));
    const ended = async () => {
      const rows = await database.query(`select status, count(*)::int as n from lab.runs group by status`);
      if (rows.some(({ status }) => ['held', 'failed', 'cancelled'].includes(status))) throw new Error(await standing(database));
      return rows.length === 1 && rows[0].status === 'completed';
    };
    await until('every submission is completed', 120_000, ended, { everyMs: 5, more: () => standing(database) });
    const took = performance.now() - begun;
    await hands.stop();

    const [{ done }] = await database.query(`select count(*)::int as done from lab.step_instances where status = 'succeeded'`);
    if (done !== TASKS) throw new Error(`${done} tasks are done, and ${TASKS} were submitted`);
    const events = await allEvents(database);
    const crowded = crowdedNests(events);
    if (crowded.length > 0) throw new Error(`nests over capacity:\n${crowded.join('\n')}`);
    const moved = events.filter(({ type }) => type === 'labware.moved').length;
    const most = mostAtOnce(events);
    const note = `${runs.length} of ${runs.length} completed; ${moved} moves, no nest over capacity; at most ${most} of ${NESTS} nests of a furnace in use`;
    say(note);
    const bare = await jobsPerSecond(urls.database, {
      chains: SUBMISSIONS,
      length: TASKS / SUBMISSIONS,
      concurrency: 64,
      as: 'chain',
      takesMs: TASK_MS,
    });
    return [
      figure({
        what: `${TASKS} tasks of ${SUBMISSIONS} submissions, ${TASK_MS} ms each`,
        value: took,
        unit: 'ms',
        reference: { what: `BullMQ alone, as many jobs of ${TASK_MS} ms in as many chains`, value: (TASKS * 1_000) / bare },
        note,
      }),
    ];
  } finally {
    await listener.close();
    await lab.stop();
    for (const { close } of furnaces.values()) await close();
  }
}

export const alabos = { name: 'alabos', about: 'the load case of AlabOS: 80 tasks of 8 submissions over furnaces of 8 nests', measure };
