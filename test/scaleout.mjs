/*
 * npm run test:scaleout [-- --short]   without the long run
 * The demo's protocol in a lab of several processes: redis-server, mosquitto, one PostgreSQL, the API, two bench agents with two instruments
 * each, and the simulator. The clock of one agent is ten minutes fast, after its restart ten minutes slow. Then that agent is killed: its
 * instruments are lost, nobody else touches them, and they come back with it. redis-server and mosquitto are installed from Debian when
 * they are missing. Exit status 1 when a check is not met, 2 when the test itself failed.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Checks, columns, until } from './scaleout/checks.mjs';
import { ScaledLab } from './scaleout/lab.mjs';
import { OwnershipBook } from './scaleout/ownership.mjs';
import { freePort, lastLines, stopAll } from './scaleout/processes.mjs';
import { installPrograms } from './scaleout/programs.mjs';

const AGENT_OF = { incubator: 'bench-1', reader: 'bench-1', 'heater-shaker': 'bench-2', bioreactor: 'bench-2' };
const SKEW_MS = 600_000;
const LOST_WITHIN_MS = 5_000;
const LIMIT_MS = 480_000;

const USAGE = 'npm run test:scaleout [-- --short]   --short: only the agent that is killed, without the long run';
let isShort;
try {
  isShort = parseArgs({ options: { short: { type: 'boolean', default: false } } }).values.short;
} catch (error) {
  console.error(`${error.message}\n${USAGE}`);
  process.exit(2);
}

const require = createRequire(import.meta.url);
const demo = (file) => require(path.resolve(import.meta.dirname, '../dist/apps/demo/src', file));
const { newPrincipal, perform, protocolText } = demo('demo-run.js');
const { ApiClient } = demo('api-client.js');

const begun = performance.now();
const print = (line) => console.log(line);
const step = (line) => print(`[${((performance.now() - begun) / 1000).toFixed(1).padStart(5)} s] ${line}`);
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
const checks = new Checks(step);
const given = (agent) => Object.keys(AGENT_OF).filter((id) => AGENT_OF[id] === agent);

/** What people are told of while the test runs, by webhook. */
async function startSink() {
  const told = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      told.push({ ...JSON.parse(body), at: performance.now() });
      response.end();
    });
  });
  const port = await freePort();
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { told, url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

/** Fulfilled when these instruments are all online, or all not, with the milliseconds that took. */
function linked(lab, ids, online, limitMs, since) {
  const look = async () => {
    const own = (await lab.instruments()).filter(({ id }) => ids.includes(id));
    return own.length === ids.length && own.every(({ link }) => (link === 'online') === online) && own;
  };
  return until(`${ids.join(' and ')} ${online ? 'online' : 'lost'}`, limitMs, look, since);
}

/** Every instrument is asked by its own agent, over its own wire. */
async function testAll(lab) {
  const ask = async (id) => {
    const test = () => lab.request('POST', `/v1/instruments/${id}/test`, '{}');
    return { id, ...JSON.parse(await test().catch((error) => JSON.stringify({ status: error.message }))) };
  };
  const answers = await Promise.all(Object.keys(AGENT_OF).map(ask));
  const good = answers.filter(({ status }) => status === 'done');
  const bad = answers.filter(({ status }) => status !== 'done').map(({ id, status }) => `${id} ${status}`);
  checks.note(
    bad.length === 0,
    'every instrument answers a test through its own agent',
    `${good.length} of ${answers.length} ${bad.join(', ')}`.trim(),
  );
}

/** What an agent with a wrong clock may have spoilt: stamps of its commands and readings, and the length of holds on its instruments. */
async function checkStamps(lab, run, agent, what) {
  const [{ commands, readings, off }] = await lab.database.query(
    `with r as (select id, started_at - interval '2 s' as low, ended_at + interval '2 s' as high from lab.runs where id = $1),
       stamps as (
         select 'command' as kind, c.intent_at as at from lab.commands c where c.run_id = $1 and c.instrument_id = any($2)
         union all select 'command', c.replied_at from lab.commands c where c.run_id = $1 and c.instrument_id = any($2) and c.replied_at is not null
         union all select 'reading', g.at_wall from lab.readings g where g.run_id = $1 and g.instrument_id = any($2))
     select count(*) filter (where kind = 'command')::int as commands, count(*) filter (where kind = 'reading')::int as readings,
       count(*) filter (where at not between r.low and r.high)::int as off from stamps, r`,
    [run.id, given(agent)],
  );
  checks.note(
    off === 0 && commands > 0 && readings > 0,
    `${what}: stamps outside of the run`,
    `${off} of ${commands} of commands and ${readings} of readings`,
  );
  const held = run.steps.filter(({ hold, status, endedLab }) => status === 'succeeded' && hold?.startedLab && endedLab);
  const surplus = held.map(({ hold, endedLab }) => Date.parse(endedLab) - Date.parse(hold.startedLab) - hold.durationMs);
  const early = surplus.filter((ms) => ms < -1);
  const least = Math.min(...surplus) / 1000;
  checks.note(
    held.length > 0 && early.length === 0,
    `${what}: holds that ended early`,
    `${early.length} of ${held.length}, the nearest ${least.toFixed(1)} lab seconds late`,
  );
}

/** How many steps each agent did at each instrument, as the events of a run tell. */
async function stepsByAgent(lab, runId) {
  const rows = await lab.database.query(
    `select instrument_id as id, actor, count(*)::int as steps from lab.events where run_id = $1 and type = 'step.started' and instrument_id is not null
     group by 1, 2 order by 1, 2`,
    [runId],
  );
  const foreign = rows.filter(({ id, actor }) => actor !== `agent:${AGENT_OF[id]}`);
  return { rows, foreign: foreign.reduce((sum, { steps }) => sum + steps, 0), all: rows.reduce((sum, { steps }) => sum + steps, 0) };
}

async function mainRun(lab, book) {
  const before = await book.look();
  const { run } = await perform(lab, { protocol: 'insulin-expression', fault: null }, print);
  const reasons = run.holdReasons.length > 0 ? `: ${run.holdReasons.join('; ')}` : '';
  checks.note(run.status === 'completed', 'insulin-expression on the instruments of two agents', `${run.status}${reasons}`);
  const after = await book.look();
  const changed = [...after].filter(([id, epoch]) => before.get(id) !== epoch).map(([id]) => id);
  checks.note(
    changed.length === 0 && after.size === 4,
    'ownerships lost or stolen meanwhile',
    `${changed.length} of ${after.size} ${changed.join(', ')}`.trim(),
  );
  if (run.startedLab && run.endedLab) await checkStamps(lab, run, 'bench-2', 'bench-2, clock 10 minutes fast');
  return run;
}

/** Kills bench-2, watches its instruments being lost and left alone, starts it anew, and lets a run go on that was waiting for them. */
async function killed(lab, sink, people) {
  const ids = given('bench-2');
  // What was told while nothing was connected yet would keep the same from being told again for ten minutes.
  await lab.database.query('delete from lab.notification_messages');
  await lab.database.query('delete from lab.notifications');
  const [{ at }] = await lab.database.query('select clock_timestamp() as at');
  const since = performance.now();
  await lab.agents.get('bench-2').running.kill();
  step('bench-2 is killed (SIGKILL)');
  const lost = await linked(lab, ids, false, 20_000, since);
  checks.note(
    lost.tookMs <= LOST_WITHIN_MS,
    `${ids.join(' and ')} shown lost by GET /v1/instruments`,
    `${seconds(lost.tookMs)} after the kill, at most 5 s`,
  );
  step(`  ${lost.found[0].id}: ${lost.found[0].link}, ${lost.found[0].linkReason}`);
  const others = (await lab.instruments()).filter(({ agent, link }) => agent === 'bench-1' && link === 'online');
  checks.note(others.length === 2, 'instruments of bench-1 online meanwhile', `${others.length} of 2`);
  const written = await until('events of both', 10_000, async () => {
    const rows = await lab.database.query(
      `select instrument_id as id, extract(epoch from at_wall - $1::timestamptz)::float8 as after from lab.events
       where type = 'instrument.link_changed' and data->>'link' = 'offline' and at_wall > $1 and instrument_id = any($2)`,
      [at, ids],
    );
    return ids.every((id) => rows.some((row) => row.id === id)) && rows;
  });
  const each = ids.map((id) => written.found.filter((row) => row.id === id).length);
  const latest = Math.max(...written.found.map(({ after }) => after));
  checks.note(
    each.every((n) => n === 1) && latest <= LOST_WITHIN_MS / 1000,
    'recorded as one event each by whoever lives',
    `${latest.toFixed(2)} s after the kill`,
  );
  const told = await until(
    'a notification of both',
    20_000,
    () => ids.every((id) => sink.told.some((note) => note.instrument === id && note.at > since)),
    since,
  );
  checks.note(told.tookMs <= 15_000, 'told by webhook through bench-1', `${seconds(told.tookMs)} after the kill`);

  const { author, reviewer } = people;
  const { hash } = await author.postYaml('/v1/protocols', await protocolText('warm-shake'));
  await reviewer.post(`/v1/protocols/${hash}/approve`, { meaning: 'I have read it', credential: reviewer.key });
  const { id } = await author.post('/v1/runs', { protocol: hash });
  const bytes = () => lab.simulator.ask('GET', '/devices/heater-shaker/counters', 'counters');
  const before = JSON.stringify(await bytes());
  await author.post(`/v1/runs/${id}/start`);
  await delay(4_000);
  const waits = (await author.get(`/v1/runs/${id}`)).steps.find(({ waitingFor }) => waitingFor !== null);
  const untouched = JSON.stringify(await bytes()) === before;
  checks.note(
    waits !== undefined && untouched,
    'a run that needs them waits, and nothing is sent to them',
    waits?.waitingFor ?? 'it does not wait',
  );

  const back = performance.now();
  await lab.startAgent('bench-2', { shiftMs: -SKEW_MS });
  const online = await linked(lab, ids, true, 30_000, back);
  checks.note(true, 'online again with a new bench-2', `${seconds(online.tookMs)} after its start`);
  const ended = await until('the run ends', 90_000, async () => {
    const run = await author.get(`/v1/runs/${id}`);
    return !['ready', 'running', 'paused', 'stopping'].includes(run.status) && run;
  });
  const run = ended.found;
  checks.note(run.status === 'completed', 'warm-shake on an instrument of bench-2 afterwards', [run.status, ...run.holdReasons].join(': '));
  if (run.endedLab) await checkStamps(lab, run, 'bench-2', 'bench-2, clock 10 minutes slow');
  return run;
}

async function main(home) {
  const [load] = os.loadavg();
  step(`load average ${load.toFixed(1)} on ${os.availableParallelism()} processors`);
  if (load > os.availableParallelism() * 2)
    step('this machine is busy: an agent that gets no processor for 3 s loses its instruments, and a lab at this pace breaks off');
  const programs = installPrograms(['redis-server', 'mosquitto'], step);
  const sink = await startSink();
  const notify = path.join(home, 'notify.yaml');
  writeFileSync(notify, `lostAfter: 1\ncontacts: {bench: {webhook: '${sink.url}'}}\nrules: [{on: [instrument_lost], to: [bench]}]\n`);
  const lab = await ScaledLab.start({ home, programs, say: step });
  await lab.startAgent('bench-1', { env: { LABWRIGHT_NOTIFY_FILE: notify, LABWRIGHT_NOTIFY_SECRET: 'scaleout' } });
  await lab.startAgent('bench-2', { shiftMs: SKEW_MS });
  step('bench agents bench-1 and bench-2 are up, the clock of bench-2 is 10 minutes fast');
  await lab.startSimulator({ seed: 1, timeScale: 3_600, agent: 'bench-1' });
  const { changed } = await lab.assign(AGENT_OF);
  step(`the fleet file gives ${changed.map(({ id }) => id).join(' and ')} to bench-2`);
  const online = await linked(lab, Object.keys(AGENT_OF), true, 60_000, performance.now());
  step(`all instruments are online after ${seconds(online.tookMs)}`);
  const book = new OwnershipBook(lab.database).start();
  await testAll(lab);
  const runs = isShort ? [] : [await mainRun(lab, book)];
  const admin = new ApiClient(lab.url, lab.adminKey);
  const author = await newPrincipal(admin, lab.url, 'lise', ['scientist']);
  const reviewer = await newPrincipal(admin, lab.url, 'emmy', ['reviewer']);
  runs.push(await killed(lab, sink, { author, reviewer }));
  await book.stop();
  await report(lab, book, runs);
  for (const { running } of lab.agents.values()) await running.stop();
  await lab.database.close();
  sink.close();
}

async function report(lab, book, runs) {
  const counts = await Promise.all(runs.map(({ id }) => stepsByAgent(lab, id)));
  const { own, others, epochs } = await book.commands();
  const foreign = counts.reduce((sum, count) => sum + count.foreign, 0);
  const all = counts.reduce((sum, count) => sum + count.all, 0);
  checks.note(foreign === 0 && all > 0, 'steps done by an agent that does not own the instrument', `${foreign} of ${all}`);
  const looks = `${epochs} ownerships, ${book.looks} looks`;
  checks.note(
    others === 0 && own > 0,
    'commands sent by an agent that does not own the instrument',
    `${others} of ${own + others} (${looks})`,
  );
  const rows = counts.flatMap(({ rows: own_ }, i) =>
    own_.map(({ id, actor, steps }) => [runs[i].protocol.name, id, actor.replace('agent:', ''), steps]),
  );
  print('');
  for (const line of columns(['run', 'instrument', 'done by', 'steps'], rows)) print(line);
}

const home = mkdtempSync(path.join(os.tmpdir(), 'labwright-scaleout-'));
chmodSync(home, 0o755); // the database runs as another user when we are root
const end = async (status) => {
  await stopAll();
  rmSync(home, { recursive: true, force: true });
  process.exit(status);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void end(130));
const limit = setTimeout(() => void fail(new Error(`not over within ${LIMIT_MS / 1000} s`)), LIMIT_MS);
async function fail(error) {
  clearTimeout(limit);
  console.error(`test:scaleout: ${error.stack}\n${lastLines(8).join('\n')}`);
  await end(2);
}
main(home).then(
  async () => {
    clearTimeout(limit);
    print('');
    for (const line of checks.table()) print(line);
    print(`${((performance.now() - begun) / 1000).toFixed(0)} s of wall time`);
    await end(checks.failed === 0 ? 0 : 1);
  },
  (error) => fail(error),
);
