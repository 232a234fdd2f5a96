/* One pass: a lab, its people, runs a few at a time, faults meanwhile; then quiet, and everything that was counted and recorded. */
import { setTimeout as delay } from 'node:timers/promises';
import { built } from '../bench/built.mjs';
import { compiled } from './compiled.mjs';
import { OVER, makeCrew } from './crew.mjs';
import { eventually, startFaultLab } from './fault-lab.mjs';
import { Injector } from './injector.mjs';
import { planDoses, planRuns } from './protocols.mjs';
import { readLedger } from './read-ledger.mjs';
import { putRelays } from './relays.mjs';
import { StepWatch } from './step-watch.mjs';

const { Database, setLabScale } = built('libs/persistence/src');
const { seededRandom } = built('apps/simulator/src/seeded-random.js');
const { AIMED_KINDS, FAULT_KINDS, schedule } = compiled('schedule.ts');

/** Runs that are under way at once. */
const AT_ONCE = 8;
/** Lab time in the fast part, and the share of the runs that come before it, at rate 1. */
const FAST = 20;
const SHARE_AT_RATE_1 = 0.16;
/** Rate 1 ends after this long, wall milliseconds, although not all of those are over. */
const AT_RATE_1_MS = { short: 40_000, long: 180_000 };
/** Wall milliseconds for the whole, and for one run when no fault comes any more. */
const LIMIT_MS = { short: 420_000, long: 2_400_000 };
const LAST_RUNS_MS = 240_000;
/** Faults of a short pass: each kind, and some more. */
const SHORT_FAULTS = 22;
/** After the last run: instruments that are let go of come to rest, and what was on its way arrives. */
const REST_LIMIT_MS = 60_000;
/** Until every instrument is online for the first time; a machine that does other things meanwhile takes longer. */
const ONLINE_LIMIT_MS = 240_000;

/**
 * @param breaks null for all faults; `none`, `doubt` or `epoch` for those that are aimed at doses, with that safeguard taken away
 * @throws Error when the lab did not come through: an invariant may not be violated by that, and it is no result either
 */
export async function performFaults({ runs, seed, isShort, breaks, say, tell, signal }) {
  const isAimed = breaks !== null;
  const slow = isAimed ? 0 : Math.max(2, Math.round(runs * SHARE_AT_RATE_1));
  const plan = isAimed ? planDoses(runs) : planRuns(runs, slow);
  const lab = await startFaultLab({ seed, timeScale: 1, breaks: breaks === 'none' ? null : breaks, onlyDoses: isAimed });
  const closing = [() => lab.stop()];
  try {
    const database = await Database.open({ url: lab.urls.database, name: 'faults', pool: 4 });
    closing.unshift(() => database.close());
    const relays = await putRelays({ lab, database, seed });
    closing.unshift(async () => Object.values(relays).forEach((relay) => relay.close()));
    const crew = await makeCrew({ lab, documents: new Set(plan.map(({ document }) => document)), say });
    const watch = new StepWatch(database);
    await watch.start();
    closing.unshift(() => watch.stop());
    await online(database, lab);
    tell(
      `the lab is ready: ${Object.keys(lab.urls).length} services behind addresses, two dispatchers, ${lab.disk ? 'a disk that can be full' : 'no disk of its own: full disks are not possible here'}`,
    );

    signal.addEventListener('abort', () => tell(`${signal.reason.message}; everything is closed in order`), { once: true });
    crew.attend();
    closing.unshift(() => crew.stop());
    const injector = new Injector({ lab, relays, watch, say, onlyAimed: isAimed });
    if (isAimed) injector.slowDatabase();
    const kinds = isAimed ? AIMED_KINDS : FAULT_KINDS;
    const working = injector.work(schedule(seededRandom(seed, 'faults'), kinds), isShort ? SHORT_FAULTS : Infinity);
    closing.unshift(() => injector.stop());
    const end = performance.now() + (isShort ? LIMIT_MS.short : LIMIT_MS.long);
    const slowUntil = performance.now() + (isShort ? AT_RATE_1_MS.short : AT_RATE_1_MS.long);
    const ids = await allRuns({ plan, slow, slowUntil, isAimed, crew, lab, database, say, tell, signal, end });
    await injector.stop();
    await working;
    tell(`${injector.injected.length} faults, ${ids.length} runs started; no more faults come`);
    await eventually('every run is over', signal.aborted ? 0 : LAST_RUNS_MS, () => open(database), {
      more: async () => `${await standing(database)}\n${lab.lines.slice(-40).join('\n')}`,
    }).catch((error) => tell(error.message));
    await crew.stop();
    const rest = await eventually('the lab is at rest', REST_LIMIT_MS, () => atRest(database)).catch(() => false);
    tell(rest ? 'the lab is at rest' : 'the lab does not come to rest');
    return { ...(await readLedger({ lab, database, runs: ids, faults: injector.injected })), answers: crew.answers, lines: lab.lines };
  } catch (error) {
    throw new Error(`${error.message}\n${lab.lines.slice(-30).join('\n')}`, { cause: error });
  } finally {
    for (const close of closing) await close().catch((error) => tell(`while closing: ${error.message}`));
  }
}

/** Starts the runs, a few at a time, and waits until most are over; lab time goes faster after the first ones. */
async function allRuns({ plan, slow, slowUntil, isAimed, crew, lab, database, say, tell, signal, end }) {
  const runs = plan.length;
  const ids = [];
  let fast = false;
  for (;;) {
    if (lab.isOver) throw new Error('the launcher has given up');
    if (signal.aborted || performance.now() > end) {
      tell(
        `${signal.aborted ? signal.reason.message : 'the runs take too long'}; no other is begun\n${await standing(database).catch(() => '')}`,
      );
      return ids;
    }
    if (isAimed && dosedTwice(lab.actions())) {
      tell('something was dosed twice, which is enough');
      return ids;
    }
    const left = await openRuns(database, ids);
    const over = ids.length - left.length;
    if (!fast && (over >= slow || performance.now() > slowUntil)) {
      await eventually('lab time goes faster', 60_000, async () => (await database.transaction((tx) => setLabScale(tx, FAST))) > 0);
      fast = true;
      if (slow > 0) tell(`rate 1 ends, with ${over} of ${slow} runs over; lab time goes up to ${FAST} times as fast from here`);
    }
    if (over === runs) return ids;
    const next = plan[ids.length];
    if (next && left.length < AT_ONCE && (fast || ids.length < slow)) {
      const id = await crew.startRun(next);
      ids.push(id);
      say(`run ${ids.length} of ${runs} begins: ${next.document.name} on ${next.instrument}, ${id.slice(0, 8)}`);
      continue;
    }
    if (ids.length === runs && left.length === 0) return ids;
    await delay(300);
  }
}

/** Whether the devices have counted two doses for one step. */
function dosedTwice(actions) {
  const steps = actions.filter(({ action }) => action === 'dispense').map(({ detail }) => String(detail).split(':')[1]);
  return new Set(steps).size < steps.length;
}

/** Those of `ids` that are not over; all of them while the database does not answer. */
async function openRuns(database, ids) {
  if (ids.length === 0) return [];
  try {
    const rows = await database.query(`select id from lab.runs where id = any($1) and status <> all($2)`, [ids, OVER]);
    return rows.map(({ id }) => id);
  } catch {
    return ids;
  }
}

async function open(database) {
  const [{ n }] = await database.query(`select count(*)::int as n from lab.runs where status <> all($1)`, [OVER]);
  return n === 0;
}

async function online(database, lab) {
  const look = async () => {
    const rows = await database.query(`select id from lab.instruments where link <> 'online'`);
    return rows.length === 0;
  };
  await eventually('every instrument is online', ONLINE_LIMIT_MS, look, { more: async () => lab.lines.slice(-30).join('\n') });
}

async function atRest(database) {
  const [{ n }] = await database.query(
    `select (select count(*) from lab.instruments where link <> 'online' or activity <> 'idle')
       + (select count(*) from lab.reservations where released_at is null) as n`,
  );
  return Number(n) === 0;
}

/** Where runs stand that have not ended, for a message. */
async function standing(database) {
  const rows = await database.query(
    `select r.id, r.status, r.state->'holdReasons' as held, s.step_id as step, s.status as "stepStatus", s.attempt, s.waiting_for as "waitsFor"
     from lab.runs r left join lab.step_instances s on s.run_id = r.id and s.status not in ('pending', 'succeeded', 'skipped', 'cancelled')
     where r.ended_at is null order by r.started_at, s.position limit 40`,
  );
  return rows
    .map(
      (row) =>
        `run ${row.id} ${row.status} ${JSON.stringify(row.held)}: ${row.step} ${row.stepStatus} (${row.attempt}), waits for ${row.waitsFor}`,
    )
    .join('\n');
}
