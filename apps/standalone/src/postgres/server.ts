import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '@labwright/domain';
import { forwardLines } from '../line-forwarder';
import { LOOPBACK } from '../loopback-port';
import { markOf, type ProcessMark } from '../process-table';
import type { Account } from './account';
import type { BoundedLog } from './bounded-log';
import { programEnvironment, type Cluster } from './cluster';
import { endPostmaster } from './postmaster';
import type { Programs } from './programs';

export interface ServerSettings {
  readonly home: string;
  readonly programs: Programs;
  readonly account: Account;
  readonly cluster: Cluster;
  readonly port: number;
  readonly log: BoundedLog;
  /** Ends a start that is still under way. */
  readonly stopping: AbortSignal;
}

/** Recovery after a power cut replays at most max_wal_size; this is far above what that takes. */
const START_LIMIT_MS = 120_000;
const TRIES = 5;

/** A running server. */
export interface Server {
  readonly mark: ProcessMark;
  /** Fulfilled when it ends, whoever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the server and waits until it accepts connections. Workers of a server that was killed hold its shared memory for a moment:
 * that is worth a few tries.
 * @throws LabError INTERNAL with the last lines of the server's log
 */
export async function startServer(settings: ServerSettings): Promise<Server> {
  for (let i = 1; ; i += 1) {
    const server = await attempt(settings);
    if (server) return server;
    const said = settings.log.tail(8);
    if (i >= TRIES || settings.stopping.aborted || !/shared memory|lock file/.test(said)) {
      throw new LabError('INTERNAL', `postgres did not start on ${LOOPBACK}:${settings.port}:\n${said}`, { where: 'postgres start' });
    }
    await delay(i * 200);
  }
}

async function attempt({ home, programs, account, cluster, port, log, stopping }: ServerSettings): Promise<Server | undefined> {
  const options = {
    port,
    listen_addresses: LOOPBACK,
    unix_socket_directories: '',
    max_connections: 250,
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  const args = ['-D', cluster.dataDir, ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const child = spawn(path.join(programs.dir, 'bin', 'postgres'), args, {
    ...account,
    cwd: '/',
    env: programEnvironment(home),
    // A process group of its own: Ctrl-C at a terminal must not reach it before the services that use it.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      log.write(error.message);
      resolve();
    });
  });
  const accepting = new Promise<boolean>((resolve) => {
    forwardLines(child.stderr, (line) => {
      log.write(line);
      if (line.includes('database system is ready to accept connections')) resolve(true);
    });
    void ended.then(() => resolve(false));
    stopping.addEventListener('abort', () => resolve(false));
    setTimeout(() => resolve(false), START_LIMIT_MS).unref();
  });
  const ready = await accepting;
  const mark = markOf(child.pid ?? 0);
  if (ready && mark) return { mark, ended, stop: () => endPostmaster(mark) };
  await abandon(child, mark);
  return undefined;
}

async function abandon(child: ChildProcess, mark: ProcessMark | undefined): Promise<void> {
  if (mark) await endPostmaster(mark);
  child.stderr?.destroy();
}
