import { fork, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '@labwright/domain';
import { forwardLines } from './line-forwarder';
import type { ServiceSpec } from './service-list';

/** What the launcher hears of a child. */
export interface ChildObserver {
  /** A line of its output, unchanged. */
  line(service: string, text: string, isError: boolean): void;
  /** A line about the child. */
  notice(text: string): void;
  /** It has another pid, or none. */
  changed(): void;
  /** It ended too often; the lab cannot go on. */
  gaveUp(service: string): void;
}

/** What a service says when it is ready. */
export type ReadyDetails = Readonly<Record<string, unknown>>;

const BACKOFF_MS = [250, 1_000, 4_000];
/** A person or a test may kill a service often; a service that ends by itself that often is broken. */
const MOST_KILLS = 20;
/** After running this long, earlier ends are forgotten. */
const SETTLED_AFTER_MS = 60_000;
const LAST_LINES_MS = 300;

/**
 * One service as a child process that is started again when it ends.
 *
 * Modes: `new -> starting -> running -> (ended -> waiting -> starting)* -> stopping -> over`; `gaveUp` after 3 ends by itself or 20
 * kills, also before it was ready, each within a minute of the last start. The very first start is not repeated: what fails there fails again.
 * A crash of this process closes the IPC channel, which every service takes as the request to stop.
 */
export class SupervisedChild {
  #child: ChildProcess | undefined;
  #details: ReadyDetails = {};
  #stopping = false;
  #crashes = 0;
  #kills = 0;
  #startedAt = 0;
  /** Whether somebody else ended it before it was ready. */
  #killedInStart = false;

  constructor(
    readonly spec: ServiceSpec,
    private readonly env: NodeJS.ProcessEnv,
    private readonly observer: ChildObserver,
  ) {}

  /** Undefined while it does not run. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** What it said when it was last ready. */
  get details(): ReadyDetails {
    return this.#details;
  }

  /** @throws LabError INTERNAL when it ends, or says nothing for `startLimitMs`, before it is ready */
  async start(): Promise<ReadyDetails> {
    const { name, program, ownGroup, startLimitMs } = this.spec;
    const child = fork(program, [], { env: this.env, detached: ownGroup ?? false, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
    this.#child = child;
    this.#startedAt = Date.now();
    if (child.stdout) forwardLines(child.stdout, (line) => this.observer.line(name, line, false));
    if (child.stderr) forwardLines(child.stderr, (line) => this.observer.line(name, line, true));
    this.observer.changed();
    let isReady = false;
    let isLate = false;
    this.#killedInStart = false;
    const ready = new Promise<ReadyDetails>((resolve, reject) => {
      const limit = setTimeout(() => {
        isLate = true;
        child.kill('SIGKILL');
        reject(cannotStart(name, `was not ready in ${startLimitMs} ms`));
      }, startLimitMs);
      child.on('message', (message: unknown) => {
        if ((message as { type?: unknown } | null)?.type !== 'ready') return;
        clearTimeout(limit);
        resolve(message as ReadyDetails);
      });
      child.on('error', (error) => reject(cannotStart(name, error.message)));
      child.once('exit', (code, signal) => {
        clearTimeout(limit);
        this.#child = undefined;
        this.observer.changed();
        this.#killedInStart = signal !== null && !isLate;
        if (isReady) void this.#comeBack(signal ?? `status ${code}`, signal !== null);
        // Its last lines may still be on their way, and they say why.
        const failed = (): void => reject(cannotStart(name, `ended with ${signal ?? `status ${code}`} before it was ready`));
        child.once('close', failed);
        setTimeout(failed, LAST_LINES_MS).unref();
      });
    });
    this.#details = await ready;
    isReady = true;
    this.observer.changed();
    return this.#details;
  }

  /** From now on its end is no surprise. */
  expectEnd(): void {
    this.#stopping = true;
  }

  /** Asks it to stop, and ends it by force after `limitMs`. Fulfilled when it is gone. */
  async stop(limitMs: number): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (!child) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (child.connected) child.send('stop', () => undefined);
    else child.kill('SIGTERM');
    const force = setTimeout(() => {
      this.observer.notice(`${this.spec.name} (process ${child.pid}) did not stop in ${limitMs} ms; ended by force`);
      child.kill('SIGKILL');
    }, limitMs);
    await gone;
    clearTimeout(force);
  }

  /** Ends it by force. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  async #comeBack(firstEnd: string, wasKilled: boolean): Promise<void> {
    if (Date.now() - this.#startedAt > SETTLED_AFTER_MS) this.#crashes = this.#kills = 0;
    let how = firstEnd;
    let killed = wasKilled;
    while (!this.#stopping) {
      const ends = killed ? (this.#kills += 1) : (this.#crashes += 1);
      if (ends > (killed ? MOST_KILLS : BACKOFF_MS.length)) {
        this.observer.notice(`${this.spec.name} ended too often, now with ${how}; giving up`);
        this.observer.gaveUp(this.spec.name);
        return;
      }
      const waitMs = BACKOFF_MS[killed ? 0 : ends - 1] ?? 0;
      // A signal to the whole process group reaches the services too: then our own stop is a moment away, and this end is part of it.
      await delay(waitMs);
      if (this.#stopping) return;
      this.observer.notice(`${this.spec.name} ended with ${how}; starting it again`);
      try {
        await this.start();
        this.observer.notice(`${this.spec.name} is back (process ${this.pid})`);
        return;
      } catch (error) {
        how = (error as Error).message;
        killed = this.#killedInStart;
      }
    }
  }
}

function cannotStart(name: string, what: string): LabError {
  return new LabError('INTERNAL', `${name} ${what}; its lines above say why`, { where: `start of ${name}` }, 'safe');
}
