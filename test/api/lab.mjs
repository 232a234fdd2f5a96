/*
 * The processes under test: an embedded Postgres, the API, and a dispatcher that owns no instrument but advances runs and fires timers.
 * Everything listens on loopback, and everything ends with `stop`, or with this process.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';

export const root = path.resolve(import.meta.dirname, '../..');
export const dist = path.join(root, 'dist');
const require = createRequire(import.meta.url);
const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 20_000;
const KEPT_LOG_CHARACTERS = 4_000_000;
/** What a log says when somebody forgot to wait for a promise, or the process is about to die. */
const BROKEN = /unhandled ?rejection|uncaught|MaxListenersExceeded|heap out of memory|ERR_UNHANDLED/i;

/** An embedded Postgres of its own, owned by a guard process. */
export async function startPostgres() {
  const guard = spawn(process.execPath, [path.join(root, 'libs/testing/postgres.guard.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: guard.stdout }), 'line', { signal: AbortSignal.timeout(START_LIMIT_MS) });
  const { url, error } = JSON.parse(line);
  if (error) throw new Error(`no PostgreSQL: ${error}`);
  const stop = async () => {
    const gone = once(guard, 'exit');
    guard.stdin.end();
    await gone;
  };
  return { url, stop };
}

/** Opens the database of the processes with the code that they use. */
export async function openDatabase(url) {
  const { Database } = require(path.join(dist, 'libs/persistence/src'));
  const until = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      const database = await Database.open({ url, name: 'labwright-fuzz', pool: 4 });
      await database.migrate();
      return database;
    } catch (error) {
      // A machine that is busy may take longer than a connection waits.
      if (error.code !== 'DATABASE_UNAVAILABLE' || Date.now() > until) throw error;
    }
  }
}

/** A built process of the lab, with its log and its memory. */
export class LabProcess {
  log = '';
  broken = [];
  announced = null;

  constructor(app, env) {
    this.app = app;
    this.child = spawn(process.execPath, [path.join(dist, `apps/${app}/src/main.js`)], {
      env: { ...process.env, LABWRIGHT_LOG: 'text', LABWRIGHT_LOG_LEVEL: 'info', ...env },
      // The channel is how it learns that we are gone, however we end.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child.on('message', (message) => {
      if (message.type === 'ready') this.announced = message;
    });
    for (const stream of [this.child.stdout, this.child.stderr]) createInterface({ input: stream }).on('line', (line) => this.take(line));
  }

  take(line) {
    if (BROKEN.test(line)) this.broken.push(line);
    this.log = `${this.log}${line}\n`.slice(-KEPT_LOG_CHARACTERS);
  }

  /**
   * Waits until the process says that it is ready.
   * @returns {Promise<{url: string}>} what it says beside that; the API its address
   */
  async ready() {
    const until = Date.now() + START_LIMIT_MS;
    while (this.announced === null) {
      if (!this.alive || Date.now() > until) throw new Error(`${this.app} did not start:\n${this.log.slice(-3_000)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return this.announced;
  }

  get alive() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Resident memory in MiB; 0 where the system does not tell. */
  get residentMb() {
    try {
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  }

  async stop() {
    if (!this.alive) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const force = setTimeout(() => this.child.kill('SIGKILL'), STOP_LIMIT_MS);
    await gone;
    clearTimeout(force);
  }
}
