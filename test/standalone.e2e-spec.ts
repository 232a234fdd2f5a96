import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

const PROGRAM = path.resolve(__dirname, '..', 'dist', 'apps', 'standalone', 'src', 'main.js');
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 30_000;

interface Noted {
  readonly urls: { readonly api: string; readonly database: string; readonly migration: string; readonly broker: string };
  readonly processes: Readonly<Record<string, number>>;
}

/** Waits for a condition, bounded. */
async function until(what: string, limitMs: number, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`${what}: not so after ${limitMs} ms`);
    await delay(25);
  }
}

/** Processes that work for this home, by their arguments or their environment. */
function processesOf(home: string): string[] {
  return fs
    .readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`].some((file) => mentions(file, home)));
}

function mentions(file: string, home: string): boolean {
  try {
    return fs.readFileSync(file, 'latin1').includes(home);
  } catch {
    return false;
  }
}

const runs = (pid: number): boolean => fs.existsSync(`/proc/${pid}/cmdline`) && fs.readFileSync(`/proc/${pid}/cmdline`).length > 0;

/** One start of the embedded lab, as a shell starts it: in a process group of its own. */
class Lab {
  readonly output: string[] = [];
  readonly #process: ChildProcess;
  readonly exited: Promise<unknown[]>;

  constructor(readonly home: string) {
    this.#process = spawn(process.execPath, [PROGRAM, '--home', home, '--port', '0'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = once(this.#process, 'exit');
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.on('data', (text: Buffer) => this.output.push(text.toString()));
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get text(): string {
    return this.output.join('');
  }

  async ready(): Promise<void> {
    await until('the lab is ready', START_LIMIT_MS, () => {
      if (this.#process.exitCode !== null) throw new Error(`the lab ended with ${this.#process.exitCode}:\n${this.text}`);
      return /^ready {2}http:\/\/127\.0\.0\.1:\d+ {2}\(Ctrl-C stops\)$/m.test(this.text);
    });
  }

  noted(): Noted {
    return JSON.parse(fs.readFileSync(path.join(this.home, 'processes.json'), 'utf8')) as Noted;
  }

  async query(sql: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.noted().urls.migration });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(sql, [...values])).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  }
}

const ENDS: readonly { readonly title: string; readonly end: (lab: Lab) => void; readonly status: number | null }[] = [
  { title: 'Ctrl-C', end: ({ pid }) => process.kill(-pid, 'SIGINT'), status: 0 },
  {
    title: 'Ctrl-C twice',
    end: ({ pid }) => {
      process.kill(-pid, 'SIGINT');
      process.kill(-pid, 'SIGINT');
    },
    status: 0,
  },
  { title: 'SIGTERM to the launcher', end: ({ pid }) => process.kill(pid, 'SIGTERM'), status: 0 },
  { title: 'SIGHUP to the whole group', end: ({ pid }) => process.kill(-pid, 'SIGHUP'), status: 0 },
  { title: 'kill -9 of the launcher', end: ({ pid }) => process.kill(pid, 'SIGKILL'), status: null },
  { title: 'kill -9 of the whole group', end: ({ pid }) => process.kill(-pid, 'SIGKILL'), status: null },
];

describe('the embedded lab', () => {
  const home = path.join(fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'labwright-e2e-'))), 'home');
  let lab: Lab;

  beforeAll(async () => {
    // The account that postgres has under root must be able to pass.
    fs.chmodSync(path.dirname(home), 0o711);
    lab = new Lab(home);
    await lab.ready();
    await lab.query('create table kept (title text primary key)');
  }, START_LIMIT_MS);

  afterAll(async () => {
    if (runs(lab.pid)) process.kill(lab.pid, 'SIGTERM');
    await lab.exited;
    fs.rmSync(path.dirname(home), { recursive: true, force: true });
  }, STOP_LIMIT_MS);

  it('when ready, listens on loopback only, answers, and notes its processes for their owner only', async () => {
    const { urls, processes } = lab.noted();
    expect(Object.keys(processes).toSorted()).toEqual([
      'api',
      'broker',
      'dispatcher',
      'launcher',
      'postgres',
      'postgres-guard',
      'simulator',
    ]);
    expect((await fetch(urls.api, { headers: { connection: 'close' } })).status).toBeLessThan(500);
    for (const url of Object.values(urls)) expect(new URL(url).hostname).toBe('127.0.0.1');
    expect(fs.statSync(path.join(home, 'processes.json')).mode & 0o777).toBe(0o600);
  });

  it('when a second launcher wants the same home, it says who holds it and the way out, and the first goes on', async () => {
    const second = new Lab(home);
    expect(await second.exited).toEqual([1, null]);
    expect(second.text).toMatch(new RegExp(`is in use by process ${lab.pid} since \\d{4}-.*kill ${lab.pid}.*--home`));
    expect(await lab.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it.each(['dispatcher', 'simulator', 'broker', 'api'])(
    'when the %s is killed, it is started again and the others stay',
    async (name) => {
      const before = lab.noted().processes;
      process.kill(before[name] ?? 0, 'SIGKILL');
      await until(`${name} is back`, START_LIMIT_MS, () => lab.text.includes(`${name} is back (process ${lab.noted().processes[name]})`));
      const after = lab.noted().processes;
      expect(after[name]).not.toBe(before[name]);
      expect({ ...after, [name]: 0 }).toEqual({ ...before, [name]: 0 });
    },
    START_LIMIT_MS,
  );

  it(
    'when the guard of the database is killed, the server that it leaves is ended and a new one has the data',
    async () => {
      const before = lab.noted().processes;
      await lab.query(`insert into kept values ('guard')`);
      process.kill(before['postgres-guard'] ?? 0, 'SIGKILL');
      await until('postgres is back', START_LIMIT_MS, () => lab.text.includes('postgres is back'));
      expect(runs(before['postgres'] ?? 0)).toBe(false);
      expect(await lab.query(`select title from kept where title = 'guard'`)).toHaveLength(1);
    },
    START_LIMIT_MS,
  );

  it.each(ENDS)(
    'when ended by $title, leaves no process, and the next start has the data',
    async ({ title, end, status }) => {
      await lab.query('insert into kept values ($1)', [title]);
      const { processes } = lab.noted();
      end(lab);
      expect((await lab.exited)[0]).toBe(status);
      await until('no process is left', STOP_LIMIT_MS, () => processesOf(home).length === 0 && !Object.values(processes).some(runs));
      expect(fs.existsSync(path.join(home, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
      lab = new Lab(home);
      await lab.ready();
      expect(await lab.query('select title from kept where title = $1', [title])).toHaveLength(1);
    },
    START_LIMIT_MS + STOP_LIMIT_MS,
  );
});
