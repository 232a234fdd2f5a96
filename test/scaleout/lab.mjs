/*
 * A lab of several machines on one: PostgreSQL, redis-server and mosquitto, the API, bench agents by name, and the simulator, each a
 * process of its own that is told where the others are by nothing but the URLs of the README.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse, stringify } from 'yaml';
import { freePort, startServer, startService } from './processes.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);
const app = (...parts) => path.join(root, 'dist/apps', ...parts);
const { Database } = require(path.join(root, 'dist/libs/persistence/src'));
const { SimulatorControl } = require(app('demo/src/simulator-control.js'));
const shiftedClock = pathToFileURL(path.join(root, 'test/shifted-clock.mjs')).href;

/** Variables that would make these processes of another lab. */
const FOREIGN = /^(?:LABWRIGHT_|LAB_TIME_SCALE$|DATABASE_URL$|QUEUE_URL$|MQTT_URL$|OTEL_)/;

async function startPostgres(home, inherited) {
  const env = { ...inherited, LABWRIGHT_HOME: home, LABWRIGHT_POSTGRES_PORT: String(await freePort()) };
  return startService('postgres', app('standalone/src/postgres/main.js'), env, { ownGroup: true, limitMs: 150_000 });
}

async function startRedis(program, home) {
  const port = await freePort();
  const args = ['--port', port, '--bind', '127.0.0.1', '--dir', home, '--save', '', '--appendonly', 'no', '--daemonize', 'no'];
  await startServer('redis-server', program, args.map(String), port);
  return `redis://127.0.0.1:${port}`;
}

async function startMosquitto(program, home) {
  const port = await freePort();
  const file = path.join(home, 'mosquitto.conf');
  // Root would be turned into an account that cannot reach a private folder.
  const user = process.getuid() === 0 ? 'user root\n' : '';
  writeFileSync(file, `${user}listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\n`);
  await startServer('mosquitto', program, ['-c', file], port);
  return `mqtt://127.0.0.1:${port}`;
}

export class ScaledLab {
  /** By name: its process, and by how much its clock is off. */
  agents = new Map();

  /** Starts all but the bench agents and the simulator, which needs to know the drivers of an agent. */
  static async start({ home, programs, say }) {
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
    const [postgres, queueUrl, brokerUrl] = await Promise.all([
      startPostgres(home, inherited),
      startRedis(programs['redis-server'], home),
      startMosquitto(programs.mosquitto, home),
    ]);
    const lab = new ScaledLab();
    lab.home = home;
    lab.env = { ...inherited, DATABASE_URL: postgres.details.url, QUEUE_URL: queueUrl, MQTT_URL: brokerUrl, LABWRIGHT_HOME: home };
    say(`PostgreSQL, redis-server at ${queueUrl} and mosquitto at ${brokerUrl} are up`);
    lab.api = await startService('api', app('api/src/main.js'), { ...lab.env, LABWRIGHT_PORT: '0' });
    lab.url = lab.api.details.url;
    lab.adminKey = /\blw_[\w-]{20,}/.exec(lab.api.lines.join('\n'))?.[0] ?? '';
    lab.database = await Database.open({ url: postgres.details.url, name: 'scaleout', pool: 3 });
    say(`the API is at ${lab.url}`);
    return lab;
  }

  /** Starts a bench agent whose machine has a clock that is off by so many milliseconds. */
  async startAgent(name, { shiftMs = 0, env = {} } = {}) {
    const shifted = shiftMs === 0 ? {} : { SHIFT_CLOCK_MS: String(shiftMs) };
    const settings = { ...this.env, ...env, ...shifted, LABWRIGHT_AGENT: name };
    const execArgv = shiftMs === 0 ? [] : ['--import', shiftedClock];
    const running = await startService(name, app('dispatcher/src/main.js'), settings, { execArgv });
    const [{ instance }] = await this.database.query('select instance from lab.agents where name = $1', [name]);
    this.agents.set(name, { running, shiftMs, owners: [...(this.agents.get(name)?.owners ?? []), instance] });
    return running;
  }

  async startSimulator({ seed, timeScale, agent }) {
    const env = {
      LABWRIGHT_SEED: String(seed),
      LAB_TIME_SCALE: String(timeScale),
      LABWRIGHT_SCRIPTED_OPERATOR: 'on',
      LABWRIGHT_AGENT: agent,
    };
    await startService('simulator', app('simulator/src/main.js'), { ...this.env, ...env });
    this.simulator = new SimulatorControl(this.home);
  }

  async request(method, to, body, type = 'application/json') {
    const response = await fetch(this.url + to, {
      method,
      headers: { authorization: `Bearer ${this.adminKey}`, ...(body === undefined ? {} : { 'content-type': type }) },
      signal: AbortSignal.timeout(20_000),
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${to}: ${response.status} ${text}`);
    return text;
  }

  /** All instruments as `GET /v1/instruments` shows them. */
  async instruments() {
    return JSON.parse(await this.request('GET', '/v1/instruments')).items;
  }

  /** Gives instruments to bench agents by the lab's fleet file, as an engineer does. */
  async assign(agentOf) {
    const file = parse(await this.request('GET', '/v1/fleet'));
    for (const entry of file.instruments) entry.agent = agentOf[entry.id] ?? entry.agent;
    return JSON.parse(await this.request('POST', '/v1/fleet/apply', stringify(file), 'application/yaml'));
  }
}
