/*
 * One lab of the test: Postgres, broker and simulator stay up, dispatchers come and go. A run is brought to where its operation begins, the
 * dispatcher is told where to die, and another one finds what is left.
 */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startLab, until } from '../bench/bench-lab.mjs';
import { built, dist } from '../bench/built.mjs';
import { makePeople, standing } from '../bench/people.mjs';
import { startService } from '../scaleout/processes.mjs';

const { SimulatorControl } = built('apps/demo/src/simulator-control.js');
const MORTAL = path.join(import.meta.dirname, 'mortal.mjs');
/** Lab seconds in a second while the lab only waits. */
const TIME_SCALE = 600;
const LIMIT_MS = 120_000;

export class RecoveryLab {
  #lab;
  #env;
  #hashes = new Map();
  /** The dispatcher that lives, if one does. */
  bench = null;

  static async start() {
    const it = new RecoveryLab();
    it.#lab = await startLab({ services: ['postgres', 'broker'], timeScale: TIME_SCALE });
    const { urls, home } = it.#lab;
    it.#env = {
      ...process.env,
      DATABASE_URL: urls.database,
      MQTT_URL: urls.broker,
      LABWRIGHT_HOME: home,
      LABWRIGHT_AGENT: 'bench-1',
      LABWRIGHT_LOG: 'text',
      LAB_TIME_SCALE: String(TIME_SCALE),
      LABWRIGHT_SEED: '1',
      LABWRIGHT_SCRIPTED_OPERATOR: 'off',
    };
    it.database = it.#lab.database;
    await it.startBench();
    it.simulator = await startService('simulator', path.join(dist, 'apps/simulator/src/main.js'), it.#env);
    it.control = new SimulatorControl(home);
    it.people = await makePeople(it.database);
    return it;
  }

  async stop() {
    await this.bench?.stop();
    await this.simulator?.stop();
    await this.#lab.stop();
  }

  /** A dispatcher, as soon as it says that it is ready; tried again as a supervisor does, because a busy database may let it wait too long. */
  async startBench(tries = 5) {
    try {
      this.bench = await startService('dispatcher', MORTAL, this.#env);
      return this.bench;
    } catch (error) {
      if (tries <= 1) throw error;
      return this.startBench(tries - 1);
    }
  }

  /** What the instrument has really done until now. */
  async counters(scenario) {
    return this.control.ask('GET', `/devices/${scenario.instrument}/counters`, 'counters');
  }

  /** Makes a run and brings it to its loading, with the instrument online. Gives its id and the task. */
  async load(scenario) {
    if (!this.#hashes.has(scenario.name)) this.#hashes.set(scenario.name, await this.people.approve(scenario.document));
    const online = async () =>
      (await this.database.query(`select 1 from lab.instruments where id = $1 and link = 'online'`, [scenario.instrument])).length > 0;
    await this.#until(`${scenario.instrument} is online`, online);
    const run = await this.people.create(this.#hashes.get(scenario.name), { instrument: scenario.instrument });
    await this.people.start(run);
    return { run, task: await this.#until('the run can be loaded', () => this.openTask(run)) };
  }

  async openTask(run) {
    return (await this.people.openTasks()).find(({ runId }) => runId === run);
  }

  /** Tells the dispatcher what to do at points from now on. Gives the names that it has recorded. */
  order(message) {
    const { child } = this.bench;
    return new Promise((resolve, reject) => {
      const hear = (said) => {
        if (said?.type !== 'points') return;
        child.off('message', hear);
        resolve(said.recorded);
      };
      child.on('message', hear);
      child.once('exit', () => reject(new Error('the dispatcher ended')));
      child.send(message, () => undefined);
    });
  }

  /** Where a run stands: its status, what is asked, and the step that it is about. */
  async look(run) {
    const [row] = await this.database.query(
      `select r.status, r.state->'holdReasons' as reasons, s.id as step, s.status as "stepStatus", s.attempt,
         (select count(*)::int from lab.saved_readings g where g.run_id = r.id) as saved,
         (select count(*)::int from lab.readings g where g.step_instance_id = s.id and g.name = 'absorbance') as readings
       from lab.runs r join lab.step_instances s on s.run_id = r.id and s.step_id = 'act' where r.id = $1`,
      [run],
    );
    return row;
  }

  /** Waits until a run can be unloaded, is held, or the dispatcher is gone. */
  async settled(run, { whileLiving = false } = {}) {
    return this.#until('the run goes on or is held', async () => {
      if (whileLiving && this.bench.isOver) return { is: 'dead' };
      const task = await this.openTask(run);
      if (task) return { is: 'unload', task };
      const { status, reasons } = await this.look(run);
      if (status === 'held') return { is: 'held', reasons };
      return ['running', 'stopping', 'paused'].includes(status) ? null : { is: 'ended', status };
    });
  }

  async ended(run) {
    return this.#until('the run ends', async () => {
      const look = await this.look(run);
      return ['running', 'stopping', 'paused'].includes(look.status) ? null : look;
    });
  }

  /** Milliseconds of wall time until the events of a run say that it goes on; from the death, by the clock of the database. */
  async firstSignAfter(run, at) {
    const [row] = await this.database.query(
      `select extract(epoch from min(at_wall) - $2::timestamptz)::float8 * 1000 as ms from lab.events
       where run_id = $1 and at_wall > $2 and (type like 'step.%' or type like 'run.%' or type like 'task.%')`,
      [run, at],
    );
    return row?.ms ?? null;
  }

  async now() {
    return (await this.database.query(`select clock_timestamp() as now`))[0].now;
  }

  #until(what, condition) {
    const more = async () =>
      `${await standing(this.database)}\n${this.bench?.lines.slice(-15).join('\n') ?? ''}\n${this.simulator?.lines.slice(-5).join('\n') ?? ''}`;
    return until(what, LIMIT_MS, condition, { everyMs: 40, more });
  }

  pause(ms) {
    return delay(ms);
  }
}
