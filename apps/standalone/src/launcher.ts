import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { environmentOf } from './child-environment';
import { policyFileOf } from './default-policy';
import { HomeFile, writePrivately } from './home';
import type { LaunchOptions } from './launch-options';
import { LOOPBACK, claimablePorts } from './loopback-port';
import type { LabAddresses, ServiceSpec } from './service-list';
import { SupervisedChild, type ChildObserver } from './supervised-child';

/** Where the launcher writes for people. */
export interface Console {
  out(line: string): void;
  err(line: string): void;
}

/** Wall milliseconds that the services of one rank have to stop; a service ends itself by force after 10 s. */
const STOP_LIMIT_MS = 8_000;
/** The guard needs up to 8 s to end a server that does not want to. */
const GUARD_STOP_LIMIT_MS = 9_500;

/**
 * The embedded lab: one child process per service, started one after the other, stopped in ranks.
 *
 * Modes: `new -> starting -> running -> stopping -> over`. Exits: `over` is fulfilled with 0 after `stop`, with 1 when a service could
 * not be started or ended too often. A stop that is asked for again ends the services by force, but never the guard of the database:
 * that one ends the server in order, which takes milliseconds.
 * A kill -9 of this process leaves nothing: each child sees its IPC channel close. What it leaves in the home (lock, processes.json)
 * is recognised as stale.
 */
export class Launcher {
  readonly over: Promise<number>;
  #end!: (status: number) => void;
  #children: SupervisedChild[] = [];
  #stop: Promise<void> | undefined;
  #urls: { api?: string; database?: string; migration?: string; broker?: string } = {};

  constructor(
    private readonly options: LaunchOptions,
    private readonly services: readonly ServiceSpec[],
    private readonly console: Console,
  ) {
    this.over = new Promise((resolve) => (this.#end = resolve));
  }

  /** Starts everything; returns early when it is stopped meanwhile. @throws LabError; the caller then stops what is running */
  async start(): Promise<void> {
    try {
      await this.#startAll();
    } catch (error) {
      if (!this.#stop) throw error;
    }
  }

  /** Stops everything in order; asked for again, by force. */
  async stop(status = 0): Promise<void> {
    if (this.#stop) {
      for (const child of this.#children) if (!child.spec.ownGroup) child.kill();
      return this.#stop;
    }
    this.#stop = this.#stopInRanks().finally(() => this.#end(status));
    return this.#stop;
  }

  async #startAll(): Promise<void> {
    const [apiPort = 0, postgresPort = 0, brokerPort = 0, modelPort = 0] = await claimablePorts(this.options.port, 3);
    const addresses: LabAddresses = {
      home: this.options.home,
      apiPort,
      postgresPort,
      brokerPort,
      model: hasModel(process.env) ? null : { port: modelPort, key: randomBytes(24).toString('base64url') },
    };
    const shared = this.#environment(addresses);
    let env = shared;
    for (const spec of this.services) {
      if (this.#stop) return;
      this.console.out(`starting ${spec.name} (${spec.purpose}) ...`);
      const owner = spec.migrates && this.#urls.migration !== undefined ? { LABWRIGHT_MIGRATION_URL: this.#urls.migration } : {};
      const told = environmentOf(spec.name, { ...env, ...owner, ...spec.env?.(addresses) });
      const child = new SupervisedChild(spec, told, this.#observer());
      this.#children.push(child);
      const details = await child.start();
      const url = String(details['url']);
      if (spec.name === 'postgres') {
        const database = String(details['applicationUrl']);
        Object.assign(this.#urls, { database, migration: url });
        env = { ...shared, DATABASE_URL: database };
      }
      if (spec.name === 'broker') this.#urls.broker = url;
      if (spec.name === 'api') this.#urls.api = url;
    }
    if (this.#stop) return;
    this.#notePids();
    if (this.options.scriptedOperator)
      this.console.out('operator tasks are done by a scripted operator, and the record marks each of them so');
    if (addresses.model)
      this.console.out('no OPENAI_API_KEY and no OPENAI_BASE_URL, so drafts and answers are by a simulated model, which says so');
    this.console.out(`ready  ${this.#urls.api}  (Ctrl-C stops)`);
  }

  async #stopInRanks(): Promise<void> {
    for (const child of this.#children) child.expectEnd();
    const ranks = [...new Set(this.services.map((spec) => spec.stopRank))].toSorted((a, b) => a - b);
    for (const rank of ranks) {
      const together = this.#children.filter((child) => child.spec.stopRank === rank);
      await Promise.all(together.map((child) => child.stop(child.spec.ownGroup ? GUARD_STOP_LIMIT_MS : STOP_LIMIT_MS)));
    }
    fs.rmSync(path.join(this.options.home, HomeFile.Processes), { force: true });
  }

  #environment({ home, apiPort, brokerPort }: LabAddresses): NodeJS.ProcessEnv {
    const { DATABASE_URL: database, LABWRIGHT_MIGRATION_URL: _owner, MQTT_URL: broker, ...inherited } = process.env;
    if (database || broker)
      this.console.err('DATABASE_URL and MQTT_URL are not used here: the embedded lab brings its own database and broker');
    return {
      LABWRIGHT_AUDIT_ANCHOR: pathToFileURL(path.join(home, HomeFile.AuditAnchors)).href,
      ...inherited,
      LABWRIGHT_STANDALONE: '1',
      LABWRIGHT_AGENT: 'bench-1',
      LABWRIGHT_HOME: home,
      LABWRIGHT_POLICY_FILE: inherited['LABWRIGHT_POLICY_FILE'] || policyFileOf(home),
      LABWRIGHT_PORT: String(apiPort),
      LAB_TIME_SCALE: String(this.options.timeScale),
      LABWRIGHT_SEED: String(this.options.seed),
      LABWRIGHT_SELF_APPROVE: this.options.selfApprove ? '1' : '0',
      LABWRIGHT_SCRIPTED_OPERATOR: this.options.scriptedOperator ? 'on' : 'off',
      MQTT_URL: `mqtt://${LOOPBACK}:${brokerPort}`,
    };
  }

  #observer(): ChildObserver {
    return {
      line: (service, text, isError) => (isError ? this.console.err : this.console.out)(`[${service}] ${text}`),
      notice: (text) => this.console.err(text),
      changed: () => this.#notePids(),
      gaveUp: () => void this.stop(1),
    };
  }

  /** For tests and operators: who runs here, and how to reach it. Holds the passwords of the database. */
  #notePids(): void {
    if (this.#stop) return;
    const processes: Record<string, number> = { launcher: process.pid };
    for (const child of this.#children) {
      if (child.pid === undefined) continue;
      const isGuard = typeof child.details['postgresPid'] === 'number';
      processes[child.spec.name === 'postgres' ? 'postgres-guard' : child.spec.name] = child.pid;
      if (isGuard) processes['postgres'] = Number(child.details['postgresPid']);
    }
    try {
      writePrivately(path.join(this.options.home, HomeFile.Processes), `${JSON.stringify({ urls: this.#urls, processes }, null, 2)}\n`);
    } catch (error) {
      this.console.err(`${HomeFile.Processes} could not be written: ${(error as Error).message}`);
    }
  }
}

/** Whether the environment says which model is asked; an empty text counts as not set. */
function hasModel({ OPENAI_API_KEY: key, OPENAI_BASE_URL: url }: NodeJS.ProcessEnv): boolean {
  return Boolean(key?.trim()) || Boolean(url?.trim());
}
