/*
 * The lab that faults are put into: the embedded one's own processes in a folder of its own, two dispatchers of the same name instead of one,
 * so that there is somebody to take over, and a simulated fleet with faulty lines. Its data folder is on a small disk of its own where this
 * machine allows mounting. A harness that dies takes its lab with it: services end with their parent.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { built } from '../bench/built.mjs';
import { SlowRelay } from './slow-relay.mjs';

const { Launcher } = built('apps/standalone/src/launcher.js');
const { EMBEDDED_LAB } = built('apps/standalone/src/service-list.js');
const { seededRandom } = built('apps/simulator/src/seeded-random.js');
const { openHome } = built('apps/standalone/src/home.js');

/** Wall milliseconds until a service must be ready: this machine may do other things meanwhile. */
const START_LIMIT_MS = 120_000;
/** Room for one small database and its log. */
const DISK = '700m';
const here = (file) => path.join(import.meta.dirname, file);

/** Puts a disk of limited size at a folder; false where this machine does not allow it. */
function mountDisk(folder) {
  mkdirSync(folder, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=0711`, 'labwright-faults', folder], { stdio: 'ignore' }).status === 0;
}

/** The services: a second dispatcher, our simulator, and dispatchers that are broken on purpose where that is asked for. */
function services({ breaks, onlyDoses, actionLog, throughRelay }) {
  return EMBEDDED_LAB.flatMap((spec) => {
    const each = { ...spec, startLimitMs: START_LIMIT_MS };
    if (spec.name === 'simulator') {
      const env = () => ({ LABWRIGHT_ACTION_LOG: actionLog, ...(onlyDoses ? { LABWRIGHT_FAULTS_FLEET: 'bioreactors' } : {}) });
      return [{ ...each, program: here('fault-simulator.mjs'), env }];
    }
    if (spec.name !== 'dispatcher') return [each];
    const env = (addresses) => ({
      DATABASE_URL: throughRelay(addresses.postgresPort),
      ...(breaks ? { LABWRIGHT_FAULTS_BREAK: breaks } : {}),
    });
    const dispatcher = { ...each, ...(breaks ? { program: here('broken-dispatcher.mjs') } : {}), env };
    return [dispatcher, { ...dispatcher, name: 'dispatcher-2', purpose: 'second dispatcher' }];
  });
}

/** Starts everything. @throws Error with the last lines of the lab */
export async function startFaultLab({ seed, timeScale, breaks = null, onlyDoses = false }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'labwright-faults-'));
  chmodSync(folder, 0o755);
  const home = openHome(folder);
  const disk = path.join(home, 'postgres');
  const hasDisk = mountDisk(disk);
  const actionLog = path.join(home, 'actions.jsonl');
  const lines = [];
  const console = { out: (line) => void lines.push(line), err: (line) => void lines.push(line) };
  const processes = () => JSON.parse(readFileSync(path.join(home, 'processes.json'), 'utf8'));
  let postgresPort = 0;
  const postgresRelay = new SlowRelay(() => postgresPort, seededRandom(seed, 'relay of postgres'));
  const relayPort = await postgresRelay.listen();
  // The database has been started by then, and its address is known.
  const throughRelay = (port) => {
    postgresPort = port;
    return processes().urls.database.replace(`:${port}/`, `:${relayPort}/`);
  };
  const options = { home, port: 0, timeScale, seed, selfApprove: false, scriptedOperator: false };
  const launcher = new Launcher(options, services({ breaks, onlyDoses, actionLog, throughRelay }), console);
  let over = false;
  void launcher.over.then(() => (over = true));
  const stop = async () => {
    await launcher.stop();
    postgresRelay.close();
    if (hasDisk) spawnSync('umount', [disk], { stdio: 'ignore' });
    rmSync(home, { recursive: true, force: true, maxRetries: 8, retryDelay: 250 });
  };
  try {
    await launcher.start();
  } catch (error) {
    await stop();
    throw new Error(`the lab did not start: ${error.message}\n${lines.slice(-30).join('\n')}`, { cause: error });
  }
  return {
    home,
    lines,
    disk: hasDisk ? disk : null,
    urls: processes().urls,
    postgresRelay,
    adminKey: /\blw_[\w-]{20,}/.exec(lines.join('\n'))?.[0] ?? '',
    /** Whether the launcher has given up: nothing goes on then. */
    get isOver() {
      return over;
    },
    /** Process id of a service; undefined while it does not run. */
    pid: (name) => processes().processes[name],
    /** Every action of a device until now, in the order in which they happened. */
    actions: () =>
      existsSync(actionLog)
        ? readFileSync(actionLog, 'utf8')
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line))
        : [],
    /** Asks the control port of the simulator. */
    control: async (method, to) => {
      const { url, token } = JSON.parse(readFileSync(path.join(home, 'simulator.json'), 'utf8'));
      const response = await fetch(url + to, {
        method,
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(10_000),
      });
      if (!response.ok) throw new Error(`${method} ${to}: ${response.status} ${await response.text()}`);
      return response.json();
    },
    stop,
  };
}

/** Looks until `condition` gives something, and bears errors meanwhile: what it asks may be down. @throws Error saying what did not come */
export async function eventually(what, limitMs, condition, { everyMs = 100, more = async () => '' } = {}) {
  const end = performance.now() + limitMs;
  let last = '';
  for (;;) {
    const found = await Promise.resolve()
      .then(condition)
      .catch((error) => void (last = error.message));
    if (found) return found;
    if (performance.now() > end) throw new Error(`not within ${limitMs / 1000} s: ${what} ${last}\n${await more()}`);
    await delay(everyMs);
  }
}
