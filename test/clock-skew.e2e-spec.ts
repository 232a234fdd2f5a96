import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Database } from '@labwright/persistence';
import { RunningLab } from './running-lab';

const PROGRAM = path.resolve(__dirname, '../dist/apps/dispatcher/src/main.js');
const SHIFTED_CLOCK = pathToFileURL(path.resolve(__dirname, 'shifted-clock.mjs')).href;
const TEN_MINUTES = 600_000;
const HOLD_S = 15;
const RAN_OUT = /the lease ran out|the ownership has run out/;

interface InstrumentView {
  readonly id: string;
  readonly driver: string;
  readonly url: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly link: string;
  readonly linkReason: string;
}

/** At rate 1, so that a hold is as long on the wall as in the lab. */
describe('a bench agent on a machine whose clock is wrong', () => {
  let lab: RunningLab;
  let database: Database;
  const agents: ChildProcess[] = [];

  beforeAll(async () => {
    lab = await RunningLab.start({ timeScale: 1 });
    database = await Database.open({ url: lab.databaseUrl(), name: 'spec', pool: 2 });
  }, 300_000);
  afterAll(async () => {
    await Promise.all(agents.map((agent) => end(agent)));
    await database.close();
    await lab.stop();
  }, 60_000);

  /** A dispatcher of its own, ready, with a clock that is off by so many milliseconds. */
  async function startAgent(name: string, shiftMs: number): Promise<ChildProcess> {
    const env = { ...process.env, DATABASE_URL: lab.databaseUrl(), LABWRIGHT_AGENT: name, SHIFT_CLOCK_MS: String(shiftMs) };
    const child = fork(PROGRAM, [], { env, execArgv: ['--import', SHIFTED_CLOCK], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    agents.push(child);
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text: Buffer) => lab.output.push(`[${name}] ${text.toString()}`));
    let ready = false;
    child.on('message', (message) => (ready ||= (message as { type?: string }).type === 'ready'));
    await lab.until(`${name} is ready`, 60_000, () => ready);
    return child;
  }

  async function end(agent: ChildProcess): Promise<void> {
    if (agent.exitCode !== null || agent.signalCode !== null) return;
    const gone = once(agent, 'exit');
    if (agent.connected) agent.send('stop', () => undefined);
    const force = setTimeout(() => agent.kill('SIGKILL'), 15_000);
    await gone;
    clearTimeout(force);
  }

  /** The process that has each instrument, or had it last. */
  const owners = async () => {
    const rows = await database.query<{ id: string; owner: string }>('select instrument_id as id, owner from lab.leases order by 1');
    return Object.fromEntries(rows.map(({ id, owner }) => [id, owner]));
  };

  async function giveTo(agent: string): Promise<void> {
    const shown = await lab.send<InstrumentView>('engineer', 'GET', '/v1/instruments/heater-shaker');
    const { id, driver, url, settings } = shown;
    const entry = { id, driver, url, settings, agent, location: 'simulated lab', simulated: true };
    await lab.send('engineer', 'POST', '/v1/fleet/apply', { schema: 'labwright.dev/fleet/v1', instruments: [entry] });
    await lab.until(`the heater-shaker is online at ${agent}`, 30_000, async () => {
      const [lease] = await database.query<{ agent: string }>(`select agent from lab.leases where instrument_id = 'heater-shaker'`);
      return lease?.agent === agent && (await lab.send<InstrumentView>('engineer', 'GET', `/v1/instruments/${id}`)).link === 'online';
    });
  }

  it.each([
    ['fast', TEN_MINUTES],
    ['slow', -TEN_MINUTES],
  ])(
    'when it is ten minutes %s, ends a hold neither early nor late, stamps what it did with the time of the database, and loses nothing',
    async (how, shiftMs) => {
      const agent = await startAgent(`bench-${how}`, shiftMs);
      await giveTo(`bench-${how}`);
      const before = await owners();
      const run = await lab.startRun(await lab.approvedProtocol(PROTOCOL.replace('NAME', `hold-${how}`)));
      lab.operate(run);
      await lab.until(
        'the run is over',
        120_000,
        async () => (await lab.run(run)).status === 'completed',
        () => lab.standing(run),
      );
      const { hold, endedLab } = await lab.step(run, 'shake');
      const lateS = (Date.parse(endedLab ?? '') - Date.parse(hold?.startedLab ?? '')) / 1000 - HOLD_S;
      expect(lateS).toBeGreaterThanOrEqual(0);
      expect(lateS).toBeLessThan(5);
      const [stamps] = await database.query<{ stamped: number; off: number }>(
        `select count(*)::int as stamped, count(*) filter (where at not between r.started_at - interval '1 s' and r.ended_at + interval '1 s')::int as off
         from lab.runs r, lateral (select intent_at as at from lab.commands where run_id = r.id union all select replied_at from lab.commands where run_id = r.id
           union all select at_wall from lab.readings where run_id = r.id) s where r.id = $1`,
        [run],
      );
      expect(stamps?.stamped).toBeGreaterThan(20);
      expect(stamps?.off).toBe(0);
      expect(await owners()).toEqual(before);
      await giveTo('bench-1');
      await end(agent);
    },
    240_000,
  );

  it('when it is a second one of a name, ten minutes fast, takes nothing from the first one', async () => {
    const before = await owners();
    expect(Object.keys(before)).toEqual(['bioreactor', 'heater-shaker', 'incubator', 'reader']);
    const agent = await startAgent('bench-1', TEN_MINUTES);
    // Several times the life of a lease; there is no condition to wait for where nothing may happen.
    await new Promise((resolve) => setTimeout(resolve, 8_000));
    const after = await owners();
    const lines = lab.text.split('\n');
    // On a machine that is too busy to renew in 3 s an ownership runs out indeed, and the first one says so; then it is anybody's.
    const taken = Object.keys(before).filter(
      (id) => after[id] !== before[id] && !lines.some((line) => line.includes(id) && RAN_OUT.test(line)),
    );
    expect(taken).toEqual([]);
    await end(agent);
  }, 120_000);
});

const PROTOCOL = `
schema: labwright.dev/protocol/v1
name: NAME
version: 1.0.0
title: Hold for a while
biosafety: {level: 1, organisms: []}
labware: [{id: plate, type: plate-96-clear-flat}]
steps:
  - {id: load, kind: operator, instruction: Put the plate on., role: technician, duration: {value: 1, unit: s}, moves: [{labware: plate, to: shaker}], evidence: [{kind: confirm}]}
  - {id: shake, kind: operation, capability: shaking, labware: plate, with: {speed: {value: 300, unit: "{rpm}"}}, duration: {value: ${HOLD_S}, unit: s}}
  - {id: unload, kind: operator, instruction: Take the plate off., role: technician, duration: {value: 1, unit: s}, moves: [{labware: plate, to: bench}], evidence: [{kind: confirm}]}
`;
