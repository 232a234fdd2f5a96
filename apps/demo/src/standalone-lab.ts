import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { LabError } from '@labwright/domain';
import { SimulatorControl } from './simulator-control';

const READY_MS = 180_000;
/** Longer than the lab gives all of its services together: one that is forced leaves its database to its guard. */
const STOP_MS = 45_000;
/** A guard that ends the database of a lab that was forced still writes into the home for a moment. */
const REMOVE = { recursive: true, force: true, maxRetries: 8, retryDelay: 250 } as const;

export interface LabSettings {
  readonly seed: number;
  readonly timeScale: number;
}

/**
 * The embedded lab as a user starts it, with its scripted operator, as a process of its own in a new home that is removed afterwards.
 * Its end is asked for with SIGTERM, and forced after 45 s.
 */
export class StandaloneLab {
  readonly simulator: SimulatorControl;

  private constructor(
    private readonly child: ChildProcess,
    private readonly home: string,
    readonly url: string,
    readonly adminKey: string,
  ) {
    this.simulator = new SimulatorControl(home);
  }

  /** @throws LabError INTERNAL with the last lines of the lab when it does not get ready within 180 s */
  static async start(settings: LabSettings, progress: (line: string) => void): Promise<StandaloneLab> {
    const home = await mkdtemp(path.join(tmpdir(), 'labwright-demo-'));
    await chmod(home, 0o755); // the database runs as another user when we are root
    const entry = path.resolve(__dirname, '../../standalone/src/main.js');
    const flags = [
      '--home',
      home,
      '--port',
      '0',
      '--seed',
      String(settings.seed),
      '--time-scale',
      String(settings.timeScale),
      '--scripted-operator',
    ];
    const child = spawn(process.execPath, [entry, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
    const lines: string[] = [];
    let key = '';
    const url = await new Promise<string>((resolve, reject) => {
      const fail = (why: string) =>
        reject(new LabError('INTERNAL', `the lab did not start: ${why}\n${lines.slice(-20).join('\n')}`, { where: 'standalone lab' }));
      const timer = setTimeout(() => fail(`not ready within ${READY_MS / 1000} s`), READY_MS);
      child.once('exit', (code) => fail(`it ended with exit code ${code}`));
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          lines.push(line);
          key ||= /\blw_[\w-]{20,}/.exec(line)?.[0] ?? '';
          const ready = /^ready\s+(http:\/\/\S+)/.exec(line)?.[1];
          if (!ready) return;
          clearTimeout(timer);
          resolve(ready);
        });
      }
    }).catch(async (error: unknown) => {
      child.kill('SIGKILL');
      await rm(home, REMOVE);
      throw error;
    });
    progress(`lab ready at ${url}`);
    return new StandaloneLab(child, home, url, key);
  }

  async stop(): Promise<void> {
    const gone = new Promise<void>((resolve) => {
      if (this.child.exitCode !== null || this.child.signalCode !== null) resolve();
      else this.child.once('exit', () => resolve());
    });
    this.child.kill('SIGTERM');
    const force = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
    await gone;
    clearTimeout(force);
    await rm(this.home, REMOVE);
  }
}
