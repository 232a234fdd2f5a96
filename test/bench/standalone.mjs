/*
 * What the embedded lab takes of a machine: wall time of its first start (an empty folder) and of the next one, until it says `ready`, and the
 * memory of all its processes a while later. References of the same run: the same Postgres alone, initialised and started, and as many
 * processes of Node that do nothing next to that Postgres.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { dist } from './built.mjs';
import { figure } from './figures.mjs';
import { newHome, startLab, until } from './bench-lab.mjs';

const MIB = 1024 * 1024;
const START_LIMIT_MS = 180_000;
/** Memory is looked at when what only the start needs has had time to go. */
const SETTLE_MS = 5_000;

/** Starts the embedded lab in a folder as a user does. Gives the process and the wall milliseconds until it was ready. */
async function start(home) {
  const begun = performance.now();
  const child = fork(path.join(dist, 'apps/standalone/src/main.js'), ['--home', home, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  const ready = () => {
    if (child.exitCode !== null) throw new Error(`the lab ended with ${child.exitCode}:\n${said}`);
    return /^ready /m.test(said);
  };
  await until('the lab is ready', START_LIMIT_MS, ready, { everyMs: 5, more: () => said });
  return { child, took: performance.now() - begun };
}

async function end(child) {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** A process and all that it has started. */
function family(pid) {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = ofProcess(name, 'stat');
      return stat === '' ? [] : [{ pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }];
    });
  const found = [pid];
  for (const each of found) found.push(...parents.filter(({ parent }) => parent === each).map((child) => child.pid));
  return found;
}

/** A file of a process, or nothing when that has ended meanwhile: connections of Postgres are processes that come and go. */
function ofProcess(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(error.code)) return '';
    throw error;
  }
}

/** Memory of processes, bytes: `rss` counts what they share once each, `pss` once in all. */
function memoryOf(pids) {
  let [rss, pss] = [0, 0];
  for (const pid of pids) {
    const text = ofProcess(pid, 'smaps_rollup');
    const of = (name) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
    rss += of('Rss');
    pss += of('Pss');
  }
  return { rss, pss };
}

/** Postgres alone, and then next to processes that do nothing. */
async function bare(nodes) {
  const begun = performance.now();
  const lab = await startLab({ services: ['postgres'] });
  const took = performance.now() - begun;
  const idle = Array.from({ length: nodes }, () =>
    spawn(process.execPath, ['-e', 'setInterval(() => undefined, 60000)'], { stdio: 'ignore' }),
  );
  try {
    await delay(SETTLE_MS);
    const memory = memoryOf([...family(lab.processes.postgres), ...idle.map(({ pid }) => pid)]);
    return { took, memory };
  } finally {
    for (const child of idle) child.kill('SIGKILL');
    await lab.stop();
  }
}

async function measure({ say }) {
  const { home, remove } = newHome();
  try {
    const first = await start(home);
    say(`first start in ${(first.took / 1_000).toFixed(1)} s`);
    await delay(SETTLE_MS);
    const pids = family(first.child.pid);
    const memory = memoryOf(pids);
    const nodes = pids.filter((pid) => path.basename(ofProcess(pid, 'cmdline').split('\0')[0]).startsWith('node')).length;
    say(`${pids.length} processes, ${nodes} of Node`);
    await end(first.child);
    const next = await start(home);
    say(`next start in ${(next.took / 1_000).toFixed(1)} s`);
    await end(next.child);
    const reference = await bare(nodes);
    const alone = `${nodes} idle processes of Node and Postgres`;
    const startOf = (what, value) =>
      figure({ what, value, unit: 'ms', reference: { what: 'Postgres alone, initialised and started', value: reference.took } });
    return [
      startOf('first start of the lab, until ready', first.took),
      startOf('next start of the lab, until ready', next.took),
      figure({
        what: 'memory of the lab (RSS)',
        value: memory.rss / MIB,
        unit: 'MiB',
        reference: { what: alone, value: reference.memory.rss / MIB },
      }),
      figure({
        what: 'memory of the lab, shared pages once (PSS)',
        value: memory.pss / MIB,
        unit: 'MiB',
        reference: { what: alone, value: reference.memory.pss / MIB },
      }),
    ];
  } finally {
    remove();
  }
}

export const standalone = { name: 'standalone', about: 'start time and memory of the embedded lab', measure };
