/*
 * Steps per second through the product with a fleet at work: 60 virtual instruments of the four families behind pseudo-terminals and the
 * broker, each with a run whose operations come one after the other. Counted in a window while every run is under way. The reference is
 * BullMQ alone with as many jobs, on the same Postgres, in the same run.
 */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { built } from './built.mjs';
import { figure } from './figures.mjs';
import { chainOf, instrumentsOf } from './fleet-families.mjs';
import { startLab, until } from './bench-lab.mjs';
import { makePeople, standing } from './people.mjs';
import { jobsPerSecond } from './raw-queue.mjs';

const { pauseInstrument, resumeInstrument } = built('libs/execution/src');

/** Of the lab while something is under way; it is never faster then, so the simulated instruments are as quick as they get. */
const TIME_SCALE = 20;
const AIM = { is: 'at least', ratio: 0.5 };

/** Loads every instrument and leaves it paused, so that all chains begin together. */
async function load(database, people, instruments, length, small) {
  const hashes = new Map();
  for (const { family } of instruments) if (!hashes.has(family)) hashes.set(family, await people.approve(chainOf(family, length)));
  const runs = new Map();
  for (const { id, family } of instruments) runs.set(await people.create(hashes.get(family), { instrument: id }), id);
  for (const run of runs.keys()) await people.start(run);
  const done = new Set();
  const loaded = async () => {
    for (const task of await people.openTasks()) {
      if (done.has(task.id)) continue;
      done.add(task.id);
      await database.transaction((tx) => pauseInstrument(tx, runs.get(task.runId), 'the chains begin together', 'bench'));
      await people.perform(task);
    }
    return done.size === instruments.length;
  };
  await until('every instrument is loaded', small ? 100_000 : 300_000, loaded, { everyMs: 100, more: () => standing(database) });
}

async function succeeded(database, from, to) {
  return database.query(
    `select i.driver, count(*)::int as n from lab.step_instances s join lab.instruments i on i.id = s.instrument_id
     where s.kind = 'operation' and s.status = 'succeeded' and s.ended_at > $1 and s.ended_at <= $2 group by 1 order by 1`,
    [from, to],
  );
}

async function measure({ small, say }) {
  const count = small ? 8 : 60;
  const [warmUpS, windowS, length] = small ? [2, 6, 40] : [5, 30, 100];
  const family = process.env.LABWRIGHT_BENCH_FAMILY;
  const instruments = instrumentsOf(count, family);
  process.env.LABWRIGHT_BENCH_FLEET = String(count);
  const lab = await startLab({
    services: ['postgres', 'broker', 'dispatcher', 'simulator'],
    programs: { simulator: path.join(import.meta.dirname, 'fleet-simulator.mjs') },
    timeScale: TIME_SCALE,
  });
  const { database, urls } = lab;
  const more = () => lab.lines.slice(-20).join('\n');
  try {
    const now = async () => (await database.query(`select clock_timestamp() as now`))[0].now;
    const online = async () =>
      (await database.query(`select count(*)::int as n from lab.instruments where link = 'online'`))[0].n === count;
    await until(`${count} instruments are online`, 300_000, online, { everyMs: 200, more });
    say(`${count} instruments are online`);
    const people = await makePeople(database);
    await load(database, people, instruments, length, small);
    say(`loaded; ${count} chains of ${length} operations begin`);
    await Promise.all(instruments.map(({ id }) => database.transaction((tx) => resumeInstrument(tx, id, 'the chains begin', 'bench'))));
    await delay(warmUpS * 1_000);
    const from = await now();
    const ended = async () =>
      (await database.query(`select 1 from lab.step_instances where step_id like 'unload%' and status <> 'pending' limit 1`)).length;
    // A chain that is over would leave its instrument idle.
    for (let s = 0; s < windowS && (await ended()) === 0; s++) await delay(1_000);
    const to = await now();
    const rows = await succeeded(database, from, to);
    const steps = rows.reduce((sum, { n }) => sum + n, 0);
    const seconds = (to - from) / 1_000;
    const held = await database.query(`select id, state->'holdReasons' as why from lab.runs where status not in ('running', 'completed')`);
    if (held.length > 0) throw new Error(`${held.length} runs are held: ${JSON.stringify(held[0].why)}\n${more()}`);
    const note = `${steps} steps in ${seconds.toFixed(1)} s: ${rows.map(({ driver, n }) => `${driver} ${n}`).join(', ')}`;
    say(note);
    await database.transaction((tx) => tx.query(`update lab.instruments set paused_at = clock_timestamp(), pause_reason = 'bench'`));
    await until(
      'the instruments rest',
      60_000,
      async () => (await database.query(`select 1 from lab.step_instances where status in ('dispatched', 'running')`)).length === 0,
    );
    const chainLength = Math.max(1, Math.round(steps / count));
    const alone = async (as) => {
      const rate = await jobsPerSecond(urls.database, { chains: count, length: chainLength, concurrency: 64, as });
      say(`BullMQ alone, ${as}: ${rate.toFixed(0)} jobs/s`);
      return rate;
    };
    // The same machine gives twice as much in one minute as in another, so one figure of a few seconds would say little.
    const bulks = [await alone('bulk'), await alone('bulk'), await alone('bulk')].toSorted((a, b) => a - b);
    const bulk = bulks[1];
    const chained = await alone('chain');
    const what = `steps of ${count} instruments of ${family ?? 'four families'}`;
    const value = steps / seconds;
    return [
      figure({
        what,
        value,
        unit: 'steps/s',
        reference: { what: 'BullMQ alone, as many jobs, added in bulk; median of 3', value: bulk },
        aim: AIM,
        note,
      }),
      figure({ what, value, unit: 'steps/s', reference: { what: 'BullMQ alone, each job added after the one before it', value: chained } }),
    ];
  } finally {
    await lab.stop();
  }
}

export const fleet = { name: 'fleet', about: '60 instruments of four families: steps per second against BullMQ alone', measure };
