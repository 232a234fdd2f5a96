/*
 * At rate 1, where a minute is a minute: a run with two holds of two minutes. In the first everything is stopped and started again; in the second
 * Postgres is away for 30 s. Each process is started by itself, so that Postgres stays away as long as it should. Only the simulator goes on all
 * the time, because it stands for the instruments, and nobody pulls their plugs.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../bench/bench-lab.mjs';
import { built, dist } from '../bench/built.mjs';
import { makePeople, protocolOf, standing } from '../bench/people.mjs';
import { Checks } from '../scaleout/checks.mjs';
import { freePort, startService } from '../scaleout/processes.mjs';

const { Database } = built('libs/persistence/src');
const { openHome } = built('apps/standalone/src/home.js');
const { SimulatorControl } = built('apps/demo/src/simulator-control.js');
const app = (...parts) => path.join(dist, 'apps', ...parts);

const HOLD_S = 120;
/** A hold may be off by this much, seconds: one round of the loop that ends it, and its way to the instrument. */
const TOLERANCE_S = 1;
const STOPPED_S = 15;
const AWAY_S = 30;

const hold = (id, after, speed) => ({
  id,
  kind: 'operation',
  after: [after],
  capability: 'shaking',
  labware: 'piece',
  with: { speed: { value: speed, unit: '{rpm}' } },
  duration: { value: HOLD_S, unit: 's' },
});
const move = (id, to, after = []) => ({
  id,
  kind: 'operator',
  after,
  moves: [{ labware: 'piece', to }],
  duration: { value: 1, unit: 's' },
});
const PROTOCOL = protocolOf({
  name: 'two-holds',
  labware: [{ id: 'piece', type: 'plate-96-clear-flat' }],
  steps: [move('load', 'instrument'), hold('first', 'load', 300), hold('second', 'first', 500), move('unload', 'bench', ['second'])],
});

/** The processes of one lab, which keep their addresses and their home. */
class OutageLab {
  static async open() {
    const it = new OutageLab();
    const folder = mkdtempSync(path.join(os.tmpdir(), 'labwright-outage-'));
    chmodSync(folder, 0o755);
    it.home = openHome(folder);
    it.postgresPort = await freePort();
    it.brokerPort = await freePort();
    await it.startAll();
    it.simulator = await startService('simulator', app('simulator/src/main.js'), it.env);
    it.database = await Database.open({ url: it.url, name: 'outage', pool: 4 });
    return it;
  }

  get env() {
    return {
      ...process.env,
      LABWRIGHT_HOME: this.home,
      LABWRIGHT_POSTGRES_PORT: String(this.postgresPort),
      LABWRIGHT_BROKER_PORT: String(this.brokerPort),
      LABWRIGHT_AGENT: 'bench-1',
      LABWRIGHT_PORT: '0',
      LAB_TIME_SCALE: '1',
      MQTT_URL: `mqtt://127.0.0.1:${this.brokerPort}`,
      ...(this.url ? { DATABASE_URL: this.url } : {}),
    };
  }

  async startPostgres() {
    this.postgres = await startService('postgres', app('standalone/src/postgres/main.js'), this.env, { ownGroup: true });
    this.url = this.postgres.details.url;
  }

  async startAll() {
    await this.startPostgres();
    this.broker = await startService('broker', app('standalone/src/broker/main.js'), this.env);
    this.api = await startService('api', app('api/src/main.js'), this.env);
    this.dispatcher = await startService('dispatcher', app('dispatcher/src/main.js'), this.env);
  }

  /** In the order of the embedded lab. */
  async stopAll() {
    for (const each of [this.dispatcher, this.api, this.broker, this.postgres]) await each?.stop();
  }

  async close() {
    await this.database?.close();
    await this.simulator?.stop();
    await this.stopAll();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** Gives whether everything was as it should be. */
export async function outage({ say }) {
  const checks = new Checks(say);
  const lab = await OutageLab.open();
  try {
    const run = await begin(lab);
    await holding(lab, run, 'first');
    const control = new SimulatorControl(lab.home);
    const speeds = async () => (await control.ask('GET', '/devices/heater-shaker/counters', 'counters'))['actions.speed_set'] ?? 0;
    const before = await speeds();
    await delay(30_000);
    const stopped = performance.now();
    await lab.stopAll();
    say(`everything is stopped, in ${((performance.now() - stopped) / 1000).toFixed(1)} s, and stays so for ${STOPPED_S} s`);
    await delay(STOPPED_S * 1_000);
    await lab.startAll();
    say(`everything is up again, ${((performance.now() - stopped) / 1000).toFixed(1)} s after its stop`);
    await holding(lab, run, 'second');
    await delay(20_000);
    await lab.postgres.stop();
    say(`Postgres is away for ${AWAY_S} s`);
    await delay(AWAY_S * 1_000);
    await lab.startPostgres();
    say('Postgres is back');
    await finish(lab, run, checks, { before, speeds });
    for (const line of checks.table()) say(line);
    return checks.failed === 0;
  } finally {
    await lab.close();
  }
}

async function begin(lab) {
  lab.people = await makePeople(lab.database);
  const online = async () =>
    (await lab.database.query(`select 1 from lab.instruments where id = 'heater-shaker' and link = 'online'`)).length;
  await until('the heater-shaker is online', 60_000, online);
  const run = await lab.people.create(await lab.people.approve(PROTOCOL), { instrument: 'heater-shaker' });
  await lab.people.start(run);
  await doTask(lab, run);
  return run;
}

async function doTask(lab, run) {
  const open = async () =>
    (
      await lab.database.query(`select id, evidence from lab.operator_tasks where run_id = $1 and status = 'open' and kind <> 'recovery'`, [
        run,
      ])
    )[0];
  const task = await until('a task is open', 240_000, open, { everyMs: 200, more: () => standing(lab.database) });
  await lab.people.perform(task);
}

async function holding(lab, run, step) {
  const status = async () =>
    (await lab.database.query(`select status from lab.step_instances where run_id = $1 and step_id = $2`, [run, step]))[0]?.status;
  await until(`${step} is holding`, 240_000, async () => (await status()) === 'holding', {
    everyMs: 200,
    more: () => standing(lab.database),
  });
}

async function finish(lab, run, checks, device) {
  await doTask(lab, run);
  const row = async () => (await lab.database.query(`select status, state->'holdReasons' as held from lab.runs where id = $1`, [run]))[0];
  const ended = await until('the run ends', 60_000, async () => {
    const now = await row();
    return ['running', 'stopping'].includes(now.status) ? null : now;
  });
  checks.note(
    ended.status === 'completed',
    'the run after a stop of everything and an outage of Postgres',
    `${ended.status} ${ended.held.join('; ')}`.trim(),
  );
  const holds = await lab.database.query(
    `select s.step_id as step, extract(epoch from s.ended_lab - s.hold_started_lab)::float8 as seconds, e.data as told,
       (select count(*)::int from lab.attempts a where a.step_instance_id = s.id) as attempts
     from lab.step_instances s join lab.events e on e.step_instance_id = s.id and e.type = 'step.succeeded'
     where s.run_id = $1 and s.hold_started_lab is not null order by s.position`,
    [run],
  );
  for (const { step, seconds, told, attempts } of holds) {
    const isRecorded = Math.abs((told.heldMs ?? 0) / 1000 - seconds) < TOLERANCE_S;
    const off = seconds - HOLD_S;
    checks.note(
      Math.abs(off) <= TOLERANCE_S || isRecorded,
      `the ${step} hold of ${HOLD_S} s`,
      `${seconds.toFixed(2)} s, ${off.toFixed(2)} s more than asked; recorded as ${((told.overMs ?? NaN) / 1000).toFixed(2)} s over; ${attempts} attempt`,
    );
  }
  checks.note(holds.length === 2, 'holds that were held', holds.length);
  // The first speed was set before; what shakes is not set again, by whoever comes back.
  const set = (await device.speeds()) - device.before;
  checks.note(set === 1, 'speeds set at the device after the first hold had begun, of which the second hold is one', set);
}
