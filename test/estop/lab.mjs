/*
 * A lab whose parts die and stay dead: Postgres, broker, API, one bench agent and a simulated fleet of the four families, each a process of its
 * own. Everything is on loopback, and ends with the process that runs the test.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { built, dist } from '../bench/built.mjs';
import { freePort, startService } from '../scaleout/processes.mjs';

const { Database } = built('libs/persistence/src');
const { createKey, createPrincipal } = built('libs/execution/src');
const { SimulatorControl } = built('apps/demo/src/simulator-control.js');
const app = (...parts) => path.join(dist, 'apps', ...parts);
/** Variables that would make these processes of another lab. */
const FOREIGN = /^(?:LABWRIGHT_|LAB_TIME_SCALE$|DATABASE_URL$|QUEUE_URL$|MQTT_URL$|OTEL_)/;

export class StopLab {
  static async start({ home, instruments, timeScale }) {
    const lab = new StopLab();
    lab.home = home;
    lab.ports = { postgres: await freePort(), broker: await freePort() };
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
    lab.env = {
      ...inherited,
      LABWRIGHT_HOME: home,
      LABWRIGHT_POSTGRES_PORT: String(lab.ports.postgres),
      LABWRIGHT_BROKER_PORT: String(lab.ports.broker),
      MQTT_URL: `mqtt://127.0.0.1:${lab.ports.broker}`,
      LAB_TIME_SCALE: String(timeScale),
      LABWRIGHT_SEED: '1',
      LABWRIGHT_AGENT: 'bench-1',
      LABWRIGHT_BENCH_FLEET: String(instruments),
    };
    await lab.startPostgres();
    await lab.startBroker();
    const { url } = lab.postgres.details;
    Object.assign(lab.env, { DATABASE_URL: url, QUEUE_URL: url });
    lab.api = await startService('api', app('api/src/main.js'), { ...lab.env, LABWRIGHT_PORT: '0' });
    lab.url = lab.api.details.url;
    lab.dispatcher = await startService('dispatcher', app('dispatcher/src/main.js'), lab.env);
    await startService('simulator', path.join(import.meta.dirname, 'fleet-simulator.mjs'), lab.env);
    lab.simulator = new SimulatorControl(home);
    lab.database = await Database.open({ url, name: 'estop', pool: 5 });
    lab.key = await lab.database.transaction(async (tx) => {
      const { id } = await createPrincipal(tx, 'tim', 'user', ['technician'], 'estop');
      return (await createKey(tx, id, 'estop', null, 'estop')).key;
    });
    return lab;
  }

  async startPostgres() {
    this.postgres = await startService('postgres', app('standalone/src/postgres/main.js'), this.env, { ownGroup: true });
  }

  async startBroker() {
    this.broker = await startService('broker', app('standalone/src/broker/main.js'), this.env);
  }

  /** SIGKILL, all of it: guard, server, broker. Nothing of them comes back by itself. */
  async killPostgresAndBroker() {
    await this.postgres.kill();
    process.kill(Number(this.postgres.details.postgresPid), 'SIGKILL');
    await this.broker.kill();
  }

  async ask(method, to, body) {
    const response = await fetch(this.url + to, {
      method,
      headers: { authorization: `Bearer ${this.key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(20_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${to}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Asks the control port of the bench agent, with the token of its folder. */
  async control(reason) {
    const [url, token] = ['control.url', 'control.token'].map((file) => readFileSync(path.join(this.agentFolder, file), 'utf8').trim());
    const body = JSON.stringify({ reason });
    const response = await fetch(`${url}/v1/estop`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body });
    if (!response.ok) throw new Error(`control port: ${response.status} ${await response.text()}`);
    return response.json();
  }

  get agentFolder() {
    return path.join(this.home, 'agents', 'bench-1');
  }

  /** What devices have heard, oldest first: {instrument, what, at}; `at` is wall milliseconds since the epoch. */
  heard() {
    const file = path.join(this.home, 'stops-heard.jsonl');
    return existsSync(file) ? linesOf(file) : [];
  }

  /** Records of the spool that are not imported yet. */
  spooled() {
    const files = readdirSync(this.agentFolder).filter((file) => /^stops.*\.jsonl$/.test(file));
    return files.flatMap((file) => linesOf(path.join(this.agentFolder, file)));
  }

  /** The true state of every device, by its id. */
  async truth() {
    const devices = await this.simulator.ask('GET', '/devices', 'truth');
    return new Map(devices.map(({ id, truth }) => [id, truth]));
  }
}

function linesOf(file) {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
