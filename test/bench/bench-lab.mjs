/*
 * A lab for one benchmark: the embedded one's own processes in a folder of their own, as many of them as the benchmark asks for. Postgres
 * runs as it does for users, with fsync and synchronous_commit on. A benchmark that dies takes its lab with it: services end with their parent.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { built } from './built.mjs';

const { Launcher } = built('apps/standalone/src/launcher.js');
const { EMBEDDED_LAB } = built('apps/standalone/src/service-list.js');
const { openHome } = built('apps/standalone/src/home.js');
const { Database } = built('libs/persistence/src');

/** Wall milliseconds until a service must be ready; a machine that does other things meanwhile makes figures bad, and no failure. */
const START_LIMIT_MS = 300_000;

/** Makes the tables where no API does. */
const TABLES = {
  name: 'tables',
  program: path.join(import.meta.dirname, 'tables.mjs'),
  purpose: 'tables of the record',
  stopRank: 2,
  migrates: true,
};

/** Labs that run, by what stops them. */
const running = new Set();

/** Stops every lab: for a benchmark that is broken off. */
export async function stopLabs() {
  await Promise.allSettled([...running].map((stop) => stop()));
}

/** A folder for one lab; `remove` takes it away with all that is in it. */
export function newHome() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'labwright-bench-'));
  chmodSync(folder, 0o755);
  return { home: openHome(folder), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * Starts services of the embedded lab by their names, in its order, and programs of a benchmark in place of some of them:
 * `{ simulator: '/path/of/program.mjs' }`. Everything that they say goes to `lines`. Gives the open, migrated database with the addresses.
 */
export async function startLab({ services, programs = {}, timeScale = 1 }) {
  const { home, remove } = newHome();
  const lines = [];
  const console = { out: (line) => lines.push(line), err: (line) => lines.push(line) };
  const chosen = EMBEDDED_LAB.filter(({ name }) => services.includes(name));
  if (!services.includes('api')) chosen.splice(1, 0, TABLES);
  const wanted = chosen.map((spec) => ({
    ...spec,
    program: programs[spec.name] ?? spec.program,
    startLimitMs: START_LIMIT_MS,
  }));
  const options = { home, port: 0, timeScale, seed: 1, selfApprove: false, scriptedOperator: false };
  const launcher = new Launcher(options, wanted, console);
  const stop = async () => {
    running.delete(stop);
    await launcher.stop();
    remove();
  };
  running.add(stop);
  try {
    await launcher.start();
    const { urls, processes } = JSON.parse(readFileSync(path.join(home, 'processes.json'), 'utf8'));
    const database = await Database.open({ url: urls.database, name: 'bench' });
    return {
      home,
      urls,
      processes,
      lines,
      database,
      stop: async () => {
        await database.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw new Error(`the lab did not start: ${error.message}\n${lines.slice(-20).join('\n')}`, { cause: error });
  }
}

/** Looks every `everyMs` until `condition` gives something. @throws Error saying what did not come within `limitMs` */
export async function until(what, limitMs, condition, { everyMs = 50, more = async () => '' } = {}) {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (performance.now() > end) throw new Error(`not within ${limitMs / 1000} s: ${what}\n${await more()}`);
    await delay(everyMs);
  }
}

/** What Postgres is and how careful, for the head of the table. */
export async function aboutPostgres(database) {
  const [row] = await database.query(
    `select split_part(version(), ',', 1) as version, current_setting('fsync') as fsync, current_setting('synchronous_commit') as "synchronousCommit"`,
  );
  return `${row.version.split(' on ')[0]}, fsync ${row.fsync}, synchronous_commit ${row.synchronousCommit}`;
}
