import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const PROGRAM = path.resolve(__dirname, '../dist/apps/standalone/src/main.js');
/** A machine that others work on too is many times slower than a quiet one, where it takes about 5 s. */
const READY_LIMIT_MS = 240_000;
/** Wall milliseconds between two looks at what is waited for: often at first, because a state may pass quickly, then less and less often. */
const OFTEN = { everyMs: 50, forMs: 5_000 } as const;
const SELDOM_MS = 250;
/** How often the hands of a run look for tasks until they look whether it is over. */
const LOOKS_AT_RUN = 20;
const COMMAND_LINE = path.resolve(__dirname, '../dist/apps/cli/src/main.js');

interface StepView {
  readonly step: string;
  readonly status: string;
  readonly attempt: number;
  readonly iterationPath: string;
  readonly startedLab: string | null;
  readonly waitingFor: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly endedLab: string | null;
  readonly hold: { readonly startedLab: string | null } | null;
}

interface RunView {
  readonly status: string;
  readonly holdReasons: readonly string[];
  readonly steps: readonly StepView[];
}

interface TaskView {
  readonly id: string;
  readonly kind: string;
  readonly evidence: readonly { readonly id: string; readonly kind: string; readonly of: string | null }[];
}

export interface EventView {
  /** Transaction and number: the order of the record. */
  readonly cursor: string;
  readonly type: string;
  readonly run: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

interface SavedView {
  readonly value: number | null;
  readonly quality: string;
  readonly iterationPath: string;
  readonly atLab: string;
}

interface ReadingView {
  readonly name: string;
  readonly value: number | null;
  readonly step: string | null;
  readonly well: string;
  readonly unit: string;
  readonly rawHex: string;
  readonly simulated: boolean;
}

interface CommandView {
  readonly label: string;
  readonly kind: string;
  readonly outcome: string | null;
}

type Parameters = Readonly<Record<string, { readonly value: number; readonly unit: string }>>;

/** What a technician would bring. */
function evidenceOf(run: string, kind: string, of: string | null): unknown {
  if (kind === 'confirm') return true;
  if (kind === 'number') return 1;
  return `${run.slice(0, 8)}-${of ?? kind}`;
}

/** The embedded lab as real processes, driven over its API as users drive it. Needs a build. */
export class RunningLab {
  private keys: { admin: string; scientist: string; reviewer: string; technician: string; engineer: string } = {
    admin: '',
    scientist: '',
    reviewer: '',
    technician: '',
    engineer: '',
  };
  private url = '';
  readonly output: string[] = [];

  private constructor(
    private readonly child: ChildProcess,
    readonly home: string,
  ) {}

  static async start(options: {
    timeScale: number;
    env?: Readonly<Record<string, string>>;
    args?: readonly string[];
    /** Wall milliseconds in which it has to get ready; a minute where absent. */
    readyMs?: number;
  }): Promise<RunningLab> {
    const home = mkdtempSync(path.join(os.tmpdir(), 'labwright-e2e-'));
    chmodSync(home, 0o755);
    const args = [PROGRAM, '--home', home, '--port', '0', '--time-scale', String(options.timeScale), ...(options.args ?? [])];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...options.env } });
    const lab = new RunningLab(child, home);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => lab.output.push(text.toString()));
    try {
      await lab.until('the lab is ready', options.readyMs ?? READY_LIMIT_MS, () => {
        if (child.exitCode !== null) throw new Error(`the lab ended with ${child.exitCode}: ${lab.text.slice(-2_000)}`);
        return /^ready /m.test(lab.text);
      });
    } catch (error) {
      // Nobody has it yet who could stop it.
      await lab.stop();
      throw error;
    }
    lab.url = /^ready\s+(\S+)/m.exec(lab.text)?.[1] ?? '';
    lab.keys.admin = /\blw_[\w-]{20,}/.exec(lab.text)?.[0] ?? '';
    for (const [role, name] of [
      ['scientist', 'scientist'],
      ['reviewer', 'reviewer'],
      ['technician', 'technician'],
      ['engineer', 'automation_engineer'],
    ] as const) {
      const { id } = await lab.send<{ id: string }>('admin', 'POST', '/v1/principals', { name: role, kind: 'user', roles: [name] });
      lab.keys[role] = (await lab.send<{ key: string }>('admin', 'POST', `/v1/principals/${id}/keys`, { label: 'spec' })).key;
    }
    await lab.instrumentOnline();
    return lab;
  }

  /** What the command line prints, as a process of its own with the key of one of the people. @throws when it does not end with 0 */
  async command(as: keyof RunningLab['keys'], ...args: readonly string[]): Promise<string> {
    const env = {
      ...process.env,
      LABWRIGHT_URL: this.url,
      LABWRIGHT_KEY: this.keys[as],
      LABWRIGHT_CONFIG: path.join(this.home, 'cli.json'),
    };
    return new Promise((resolve, reject) => {
      execFile(process.execPath, [COMMAND_LINE, ...args], { env, maxBuffer: 64e6, timeout: 60_000 }, (error, stdout, stderr) => {
        if (error) reject(new Error(`labwright ${args.join(' ')}: ${error.message}\n${stderr}`));
        else resolve(stdout);
      });
    });
  }

  get text(): string {
    return this.output.join('');
  }

  async instrumentOnline(): Promise<void> {
    const online = async () => (await this.send<{ link: string }>('engineer', 'GET', '/v1/instruments/heater-shaker')).link === 'online';
    await this.until('the heater-shaker is online', 20_000, online);
  }

  async request(
    as: keyof RunningLab['keys'],
    method: string,
    to: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ status: number; body: unknown }> {
    const yaml = typeof body === 'string';
    const response = await fetch(this.url + to, {
      method,
      headers: { authorization: `Bearer ${this.keys[as]}`, 'content-type': yaml ? 'application/yaml' : 'application/json', ...headers },
      signal: AbortSignal.timeout(20_000),
      ...(body === undefined ? {} : { body: yaml ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  }

  /** A page of HTML. @throws when the answer is no page */
  async page(as: keyof RunningLab['keys'], to: string): Promise<{ html: string; headers: Headers }> {
    const response = await fetch(this.url + to, {
      headers: { authorization: `Bearer ${this.keys[as]}` },
      signal: AbortSignal.timeout(20_000),
    });
    const html = await response.text();
    if (!(response.headers.get('content-type') ?? '').startsWith('text/html')) throw new Error(`GET ${to}: ${response.status} ${html}`);
    return { html, headers: response.headers };
  }

  /** @throws when the answer is not a success, with the problem */
  async send<T>(
    as: keyof RunningLab['keys'],
    method: string,
    to: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const answer = await this.request(as, method, to, body, headers);
    if (answer.status >= 300) throw new Error(`${method} ${to}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  }

  /** Sends bytes of a media type. @throws when the answer is not a success, with the problem */
  async sendBytes<T>(as: keyof RunningLab['keys'], to: string, type: string, bytes: Buffer): Promise<T> {
    const headers = { authorization: `Bearer ${this.keys[as]}`, 'content-type': type };
    const request = { method: 'POST', headers, body: new Uint8Array(bytes), signal: AbortSignal.timeout(60_000) };
    const response = await fetch(this.url + to, request);
    const text = await response.text();
    if (!response.ok) throw new Error(`POST ${to}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** Submits a protocol and has it approved with each of these sets of parameters. */
  async approvedProtocol(yaml: string, ...parameters: readonly Parameters[]): Promise<string> {
    const { hash } = await this.send<{ hash: string }>('scientist', 'POST', '/v1/protocols', yaml);
    for (const values of parameters.length > 0 ? parameters : [{}])
      await this.send('reviewer', 'POST', `/v1/protocols/${hash}/approve`, {
        meaning: 'read',
        parameters: values,
        credential: this.keys.reviewer,
      });
    return hash;
  }

  async startRun(protocol: string, parameters: Parameters = {}): Promise<string> {
    const { id } = await this.send<{ id: string }>('scientist', 'POST', '/v1/runs', { protocol, parameters });
    await this.send('scientist', 'POST', `/v1/runs/${id}/start`);
    return id;
  }

  /** Does every operator task of a run from now on, as soon as it is opened; ends with the run or with the lab. Bears an api that is away. */
  operate(run: string): void {
    let looks = 0;
    const look = async () => {
      const { items } = await this.send<{ items: TaskView[] }>('technician', 'GET', `/v1/tasks?run=${run}`);
      for (const task of items.filter(({ kind }) => kind === 'operator')) {
        await this.send('technician', 'POST', `/v1/tasks/${task.id}/claim`);
        const evidence = task.evidence.map(({ id, kind, of }) => ({ id, value: evidenceOf(run, kind, of) }));
        await this.send('technician', 'POST', `/v1/tasks/${task.id}/complete`, { evidence, scripted: true });
      }
      looks += 1;
      if (looks % LOOKS_AT_RUN !== 0) return false;
      return ['completed', 'completed_with_deviations', 'cancelled', 'failed'].includes((await this.run(run)).status);
    };
    const work = async () => {
      while (
        this.child.exitCode === null &&
        !(await look().catch((error: unknown) => void this.output.push(`operator: ${String(error)}\n`)))
      ) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    void work();
  }

  run(id: string): Promise<RunView> {
    return this.send<RunView>('scientist', 'GET', `/v1/runs/${id}`);
  }

  async step(run: string, step: string): Promise<StepView> {
    const found = (await this.run(run)).steps.find((s) => s.step === step);
    if (!found) throw new Error(`the run has no step ${step}`);
    return found;
  }

  async readings(run: string, name: string): Promise<ReadingView[]> {
    return (await this.send<{ items: ReadingView[] }>('scientist', 'GET', `/v1/runs/${run}/readings?name=${name}&limit=5000`)).items;
  }

  async commands(run: string): Promise<CommandView[]> {
    return (await this.send<{ items: CommandView[] }>('scientist', 'GET', `/v1/runs/${run}/commands?limit=5000`)).items;
  }

  /** Where runs stand, a line for each step that is not over: for the message of a wait that failed. */
  async standing(...runs: readonly string[]): Promise<string> {
    const views = await Promise.all(runs.map(async (id) => ({ id, ...(await this.run(id)) })));
    const open = ({ endedLab }: StepView) => endedLab === null;
    return views
      .flatMap(({ id, status, holdReasons, steps }) => [
        `run ${id}: ${status} ${holdReasons.join('; ')}`,
        ...steps.filter(open).map((s) => `  ${s.step}: ${s.status}, attempt ${s.attempt}, waits for ${s.waitingFor ?? 'nothing'}`),
      ])
      .join('\n');
  }

  /** What happened in these runs, in the order of the record. */
  async events(...runs: readonly string[]): Promise<readonly EventView[]> {
    const found: EventView[] = [];
    for (const run of runs) {
      let after: string | null = '0';
      while (after !== null) {
        const to: string = `/v1/runs/${run}/events?limit=1000&after=${after}`;
        const page: { items: EventView[]; next: string | null } = await this.send('scientist', 'GET', to);
        found.push(...page.items);
        after = page.next;
      }
    }
    const order = ({ cursor }: EventView) => cursor.split('-').map((part) => BigInt(part));
    return found.toSorted((a, b) => {
      const [[x = 0n, i = 0n], [y = 0n, j = 0n]] = [order(a), order(b)];
      return x < y || (x === y && i < j) ? -1 : 1;
    });
  }

  /** Counts of the simulated heater-shaker since its start. */
  deviceCounters(): Promise<Record<string, number>> {
    return this.counters('heater-shaker');
  }

  async setFault(name: string, on: boolean): Promise<void> {
    await this.control(on ? 'PUT' : 'DELETE', `faults/${name}`);
  }

  async control(method: string, what: string, device = 'heater-shaker'): Promise<unknown> {
    const { url, token } = JSON.parse(readFileSync(path.join(this.home, 'simulator.json'), 'utf8')) as { url: string; token: string };
    const response = await fetch(`${url}/devices/${device}/${what}`, { method, headers: { authorization: `Bearer ${token}` } });
    const body: unknown = JSON.parse((await response.text()) || 'null');
    if (!response.ok) throw new Error(`${method} ${what}: ${JSON.stringify(body)}`);
    return body;
  }

  databaseUrl(): string {
    return (JSON.parse(readFileSync(path.join(this.home, 'processes.json'), 'utf8')) as { urls: { database: string } }).urls.database;
  }

  processes(): Record<string, number> {
    return (JSON.parse(readFileSync(path.join(this.home, 'processes.json'), 'utf8')) as { processes: Record<string, number> }).processes;
  }

  /** Counts of a simulated instrument since its start. */
  async counters(device: string): Promise<Record<string, number>> {
    return (await this.control('GET', 'counters', device)) as Record<string, number>;
  }

  /** What a run has saved under a name. */
  async saved(run: string, name: string): Promise<SavedView[]> {
    return (await this.send<{ items: SavedView[] }>('scientist', 'GET', `/v1/runs/${run}/saved-readings?name=${name}&limit=5000`)).items;
  }

  endDispatcher(signal: NodeJS.Signals): Promise<number> {
    return this.endProcess('dispatcher', signal);
  }

  /** Ends a process of the lab, and waits until the launcher has started another one. Gives the milliseconds until the old one was gone. */
  async endProcess(name: string, signal: NodeJS.Signals): Promise<number> {
    const old = this.processes()[name] ?? 0;
    const begun = Date.now();
    process.kill(old, signal);
    await this.until(`the ${name} has ended`, 15_000, () => !existsSync(`/proc/${old}/cmdline`));
    const took = Date.now() - begun;
    await this.until(`another ${name} is there`, 20_000, () => ![old, undefined].includes(this.processes()[name]));
    return took;
  }

  /** Waits for a condition; when it does not come, says what with the last lines of the lab and with what `more` tells. */
  async until(what: string, limitMs: number, condition: () => boolean | Promise<boolean>, more?: () => Promise<string>): Promise<void> {
    const begun = Date.now();
    for (let everyMs: number = OFTEN.everyMs; !(await condition());) {
      if (Date.now() - begun > limitMs) {
        const told = await more?.().catch((error: unknown) => String(error));
        throw new Error(`not within ${limitMs} ms: ${what}\n${told ?? ''}\n${this.text.split('\n').slice(-30).join('\n')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      if (Date.now() - begun > OFTEN.forMs) everyMs = Math.min(everyMs * 1.2, SELDOM_MS);
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      const gone = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      const force = setTimeout(() => this.child.kill('SIGKILL'), 45_000);
      await gone;
      clearTimeout(force);
    }
    rmSync(this.home, { recursive: true, force: true, maxRetries: 8, retryDelay: 250 });
  }
}
