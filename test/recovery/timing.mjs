/*
 * From kill -9 of a dispatcher to its runs going on: three runs on three instruments in the embedded lab, whose launcher starts the dispatcher
 * again. A run goes on when the next process has claimed a step of it; a kill counts with the last of the three.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startLab, until } from '../bench/bench-lab.mjs';
import { chainOf } from '../bench/fleet-families.mjs';
import { makePeople, standing } from '../bench/people.mjs';

/** All of them can say what they do; a reader, whose carrier nobody can ask about, would ask a person. */
const INSTRUMENTS = { shaker: 'heater-shaker', incubator: 'incubator', bioreactor: 'bioreactor' };
const AIM_MS = 6_000;
/** Between two kills, wall milliseconds: all is under way again, and the moment of the next one is any. */
const BETWEEN_MS = [1_000, 3_000];
const CHAIN = 1_500;
const TIME_SCALE = 20;

/** Kills so many times and prints each. Gives whether the median is within the aim. */
export async function timing({ kills, say }) {
  const lab = await startLab({ services: ['postgres', 'broker', 'dispatcher', 'simulator'], timeScale: TIME_SCALE });
  const { database, home } = lab;
  try {
    const runs = await startRuns(database);
    const times = [];
    for (let n = 1; n <= kills; n++) {
      await delay(BETWEEN_MS[0] + Math.random() * (BETWEEN_MS[1] - BETWEEN_MS[0]));
      const parts = await kill(database, home, runs);
      const all = Math.max(...parts);
      times.push(all);
      say(
        `kill ${String(n).padStart(2)}: all runs go on after ${(all / 1000).toFixed(2)} s (${parts.map((ms) => (ms / 1000).toFixed(2)).join(', ')})`,
      );
    }
    times.sort((a, b) => a - b);
    const middle = times.length / 2;
    const median = (times[Math.floor(middle)] + times[Math.ceil(middle) - 1]) / 2;
    say(
      `from kill -9 of a dispatcher to all of its runs going on: median ${(median / 1000).toFixed(2)} s of ${times.length} kills, ` +
        `${(times[0] / 1000).toFixed(2)} to ${(times.at(-1) / 1000).toFixed(2)} s; aim: under ${AIM_MS / 1000} s with leases of 3 s; ` +
        (median < AIM_MS ? 'met' : 'MISSED'),
    );
    return median < AIM_MS;
  } catch (error) {
    throw new Error(`${error.message}\n${await standing(database)}\n${lab.lines.slice(-20).join('\n')}`, { cause: error });
  } finally {
    await lab.stop();
  }
}

/** Three runs whose operations come one after the other; one that goes through them before the end is no failure of the test. */
async function startRuns(database) {
  const people = await makePeople(database);
  const online = async () =>
    (await database.query(`select 1 from lab.instruments where id = any($1) and link = 'online'`, [Object.values(INSTRUMENTS)])).length ===
    3;
  await until('the instruments are online', 120_000, online);
  const runs = [];
  for (const [family, instrument] of Object.entries(INSTRUMENTS)) {
    const run = await people.create(await people.approve(chainOf(family, CHAIN)), { instrument });
    await people.start(run);
    const task = await until('a run can be loaded', 60_000, async () => (await people.openTasks()).find(({ runId }) => runId === run));
    await people.perform(task);
    runs.push(run);
  }
  await until('all are under way', 60_000, async () => (await claimedBy(database, runs, '')).length === runs.length);
  return runs;
}

/** When each run was first claimed by another process than this one. */
async function claimedBy(database, runs, notOwner, since = new Date(0)) {
  return database.query(
    `select s.run_id as run, min(a.claimed_at) as at from lab.attempts a join lab.step_instances s on s.id = a.step_instance_id
     where s.run_id = any($1) and s.step_id like 'op-%' and a.owner <> $2 and a.claimed_at > $3 group by 1`,
    [runs, notOwner, since],
  );
}

async function kill(database, home, runs) {
  const [{ instance, now }] = await database.query(`select instance, clock_timestamp() as now from lab.agents where name = 'bench-1'`);
  const { processes } = JSON.parse(readFileSync(path.join(home, 'processes.json'), 'utf8'));
  process.kill(processes.dispatcher, 'SIGKILL');
  const rows = await until('all runs go on', 120_000, async () => {
    const found = await claimedBy(database, runs, instance, now);
    return found.length === runs.length && found;
  });
  return rows.map(({ at }) => at - now);
}
