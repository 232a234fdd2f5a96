/*
 * Two dispatchers of one name, and one of them is suspended (SIGSTOP) with the intent of a command committed and not one byte sent. While it
 * sleeps its ownership runs out and is taken. It wakes up (SIGCONT) in the middle of what it was about to do: it writes nothing, and its results
 * come too late. Then the other one goes on. Over a serial line, and over MQTT and HTTP.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../bench/bench-lab.mjs';
import { built } from '../bench/built.mjs';
import { finish } from './one-point.mjs';
import { SCENARIOS } from './scenarios.mjs';

const { acquireLease } = built('libs/persistence/src');
/** After an intent is committed and before its command is written. */
const POINT = { state: 'intent: M3 S500: after', action: 'intent: run/add_media: after' };
/** Woken, a process has this long to do something wrong, wall milliseconds. */
const WATCHED_MS = 3_000;

/** Notes in `checks` what a suspended dispatcher did when it woke up. */
export async function suspended(lab, { checks, say }) {
  for (const scenario of SCENARIOS.filter(({ name }) => name in POINT)) {
    say(`${scenario.name}: the dispatcher is suspended before it sends what it has recorded (${scenario.about})`);
    await one(lab, scenario, checks);
  }
}

async function one(lab, scenario, checks) {
  const { instrument } = scenario;
  const { run, task } = await lab.load(scenario);
  const first = lab.bench;
  const before = await lab.counters(scenario);
  const done = async () => ((await lab.counters(scenario))[scenario.counter] ?? 0) - (before[scenario.counter] ?? 0);
  await lab.order({ strikeAt: POINT[scenario.name], signal: 'SIGSTOP', instrument });
  await lab.people.perform(task);
  await until('the dispatcher is suspended', 60_000, () => isSuspended(first.child.pid));

  const thief = { owner: randomUUID(), agent: 'bench-1', machine: (await lease(lab, instrument)).machine };
  const mine = (await lease(lab, instrument)).epoch;
  const taken = await until('the ownership can be taken', 15_000, () => take(lab, instrument, thief));
  const asleep = JSON.stringify(await lab.counters(scenario));
  process.kill(first.child.pid, 'SIGCONT');
  await delay(WATCHED_MS);
  const awake = JSON.stringify(await lab.counters(scenario));
  checks.note(
    asleep === awake,
    `${scenario.name}: the device after it has woken up, of another owner by then`,
    asleep === awake ? 'saw nothing' : `${asleep} became ${awake}`,
  );
  const [step] = await lab.database.query(
    `select s.status, a.status as attempt, a.epoch::int as epoch from lab.step_instances s join lab.attempts a on a.step_instance_id = s.id and a.number = s.attempt
     where s.run_id = $1 and a.epoch = $2 order by a.claimed_at desc limit 1`,
    [run, mine],
  );
  checks.note(
    step?.status === 'running' && step.epoch === mine,
    `${scenario.name}: what it says of its attempt comes too late`,
    `the step is ${step?.status} under epoch ${step?.epoch} of ${taken}`,
  );

  // Now the first one and another one of its name want the instrument.
  await lab.startBench();
  await lab.database.query(`update lab.leases set expires_at = clock_timestamp() where instrument_id = $1 and owner = $2`, [
    instrument,
    thief.owner,
  ]);
  const result = await finish(lab, scenario, run, await lab.settled(run), done);
  const expected = scenario.isAction ? 0 : 1;
  checks.note(
    result.done === expected && ['completed', 'completed_with_deviations'].includes(result.end.status),
    `${scenario.name}: with two dispatchers of one name afterwards`,
    `${result.end.status}, ${scenario.counter} ${result.done}${result.asked ? `, a person was asked and said ${result.answers.join(', ')}` : ''}`,
  );
  const mixed = await mixedEpochs(lab, instrument, taken);
  checks.note(mixed.length === 0, `${scenario.name}: commands of an epoch after one of a later epoch`, mixed.length);
  await first.stop();
}

/** State T in /proc: stopped by a signal. */
function isSuspended(pid) {
  return / T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/\(.*\)/, ''));
}

async function lease(lab, instrument) {
  const [row] = await lab.database.query(`select epoch::int as epoch, machine, owner from lab.leases where instrument_id = $1`, [
    instrument,
  ]);
  return row;
}

async function take(lab, instrument, thief) {
  const epoch = await lab.database.transaction((tx) => acquireLease(tx, instrument, thief));
  if (epoch !== null)
    await lab.database.query(`update lab.leases set expires_at = clock_timestamp() + interval '1 hour' where instrument_id = $1`, [
      instrument,
    ]);
  return epoch;
}

/** Commands that were sent under an epoch when a later one had already sent something. */
async function mixedEpochs(lab, instrument, since) {
  return lab.database.query(
    `select c.seq from lab.commands c where c.instrument_id = $1 and c.epoch >= $2
       and exists (select 1 from lab.commands d where d.instrument_id = c.instrument_id and d.epoch > c.epoch and d.intent_at < c.intent_at)`,
    [instrument, since],
  );
}
