/*
 * The processes of a scaled-out lab, each started by itself as an operator would, none supervised: one that is killed stays dead.
 * `stopAll` ends what is still there, the last one first. When this process is killed, services see their channel close, and servers get
 * SIGTERM from the kernel (setpriv, where there is one).
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { findProgram } from './programs.mjs';

const STOP_LIMIT_MS = 15_000;
const started = [];

/** A process that runs. `details` is what a service said when it was ready; `lines` are its last lines. */
class Running {
  lines = [];
  details = {};

  constructor(name, child) {
    this.name = name;
    this.child = child;
    this.gone = new Promise((resolve) => child.once('exit', resolve));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.lines.push(line);
        if (this.lines.length > 500) this.lines.shift();
      });
    }
    started.push(this);
  }

  get isOver() {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** SIGKILL, as a crash or a power cut: nothing is given back. Fulfilled when it is gone. */
  async kill() {
    this.child.kill('SIGKILL');
    await this.gone;
  }

  async stop() {
    if (this.isOver) return;
    if (this.child.connected) this.child.send('stop', () => undefined);
    else this.child.kill('SIGTERM');
    const force = setTimeout(() => this.child.kill('SIGKILL'), STOP_LIMIT_MS);
    await this.gone;
    clearTimeout(force);
  }
}

function failed(running, why) {
  return new Error(`${running.name} ${why}; its last lines:\n${running.lines.slice(-20).join('\n')}`);
}

/** A process of ours, until it says that it is ready. `ownGroup`: out of reach of Ctrl-C, which would end it too early. */
export async function startService(name, program, env, { execArgv = [], ownGroup = false, limitMs = 150_000 } = {}) {
  const child = fork(program, [], { env, execArgv, detached: ownGroup, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const running = new Running(name, child);
  const ready = new Promise((resolve) => child.on('message', (message) => message?.type === 'ready' && resolve(message)));
  const over = new AbortController();
  try {
    const late = delay(limitMs, null, { signal: over.signal }).catch(() => null);
    const details = await Promise.race([ready, running.gone.then(() => null), late]);
    if (details === null) throw failed(running, running.isOver ? 'ended before it was ready' : `was not ready in ${limitMs} ms`);
    running.details = details;
    return running;
  } finally {
    over.abort();
  }
}

/** A server of somebody else, until its port on loopback takes connections. */
export async function startServer(name, program, args, port, limitMs = 20_000) {
  const leash = findProgram('setpriv');
  const command = leash ? [leash, '--pdeathsig', 'TERM', program, ...args] : [program, ...args];
  const running = new Running(name, spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], detached: true }));
  for (const end = performance.now() + limitMs; performance.now() < end && !running.isOver; await delay(50)) {
    if (await answers(port)) return running;
  }
  throw failed(running, `does not listen on port ${port}`);
}

async function answers(port) {
  const socket = net.connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** A port of loopback that nobody has now. */
export async function freePort() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Ends everything, the last one first. */
export async function stopAll() {
  for (const running of started.splice(0).toReversed()) await running.stop();
}

/** Lines that processes have written and that tell of trouble, for the message of a failure. */
export function lastLines(count) {
  return started.flatMap(({ name, lines }) => lines.slice(-count).map((line) => `[${name}] ${line}`));
}
