import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isLabError } from '@labwright/domain';
import { ApiClient } from './api-client';
import type { Command, Reading, Run } from './api-shapes';
import { USAGE, parseDemoOptions, type DemoOptions } from './demo-options';
import { showProgress } from './progress';
import { reportOf } from './report';
import { ScriptedOperator } from './scripted-operator';
import { StandaloneLab } from './standalone-lab';

const PROTOCOL = path.resolve(__dirname, '../../../../protocols/warm-shake/protocol.yaml');
/** Wall milliseconds that the run may take before the demo reports it as it is. */
const RUN_LIMIT_MS = 90_000;
const LOOK_MS = 100;
/** A run that waits this long for an instrument is reported as it is. */
const WAIT_LIMIT_MS = 20_000;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** A principal of the demo with a key of its own: author, reviewer and operator are three different ones. */
async function newPrincipal(admin: ApiClient, url: string, name: string, role: string): Promise<ApiClient> {
  const { id } = await admin.post<{ id: string }>('/v1/principals', { name, kind: 'service', roles: [role] });
  const { key } = await admin.post<{ key: string }>(`/v1/principals/${id}/keys`, { label: 'demo' });
  return new ApiClient(url, key);
}

/** Waits until the run ends, is held, or waits for an instrument for too long. */
async function watch(api: ApiClient, runId: string): Promise<Run> {
  const begun = Date.now();
  let waitingSince: number | null = null;
  for (;;) {
    const run = await api.get<Run>(`/v1/runs/${runId}`);
    const waits = run.steps.some((s) => s.waitingFor !== null);
    waitingSince = waits ? (waitingSince ?? Date.now()) : null;
    const stuck = Date.now() - begun > RUN_LIMIT_MS || (waitingSince !== null && Date.now() - waitingSince > WAIT_LIMIT_MS);
    if (!['ready', 'running', 'paused', 'stopping'].includes(run.status) || stuck) return run;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

async function online(api: ApiClient): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const { items } = await api.get<{ items: { link: { state: string } | string }[] }>('/v1/instruments');
    if (items.length > 0 && items.every(({ link }) => (typeof link === 'string' ? link : link.state) === 'online')) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  print('not every instrument is online yet; the run will wait for them');
}

async function perform(lab: StandaloneLab, options: DemoOptions): Promise<boolean> {
  if (options.fault) await lab.knowFault(options.fault.device, options.fault.name);
  const admin = new ApiClient(lab.url, lab.adminKey);
  const author = await newPrincipal(admin, lab.url, 'ada', 'scientist');
  const reviewer = await newPrincipal(admin, lab.url, 'rosalind', 'reviewer');
  const technician = await newPrincipal(admin, lab.url, 'scripted-operator', 'technician');
  await online(author);

  const { hash } = await author.postYaml<{ hash: string }>('/v1/protocols', await readFile(PROTOCOL, 'utf8'));
  print(`protocol submitted by ada: ${hash.slice(0, 16)}…`);
  await reviewer.post(`/v1/protocols/${hash}/approve`, { meaning: 'I have read it; coloured water, biosafety level 1' });
  print('approved by rosalind');
  const { id } = await author.post<{ id: string }>('/v1/runs', { protocol: hash });

  if (options.fault) {
    await lab.setFault(options.fault.device, options.fault.name);
    print(`fault switched on: ${options.fault.device}.${options.fault.name}`);
  }
  await author.post(`/v1/runs/${id}/start`);
  const over = new AbortController();
  const helpers = Promise.all([showProgress(author, id, over.signal, print), new ScriptedOperator(technician, { id }, over.signal).work()]);
  helpers.catch(() => undefined); // told by the next line, also when the lab is gone before anybody awaits it again
  // One that fails ends the demo at once, in a sentence.
  const run = await Promise.race([watch(author, id), helpers.then(() => watch(author, id))]);
  await new Promise((resolve) => setTimeout(resolve, 3 * LOOK_MS)); // the last events on their way
  over.abort();
  await helpers;
  const readings = await author.all<Reading>(`/v1/runs/${id}/readings?name=temperature`);
  const commands = await author.all<Command>(`/v1/runs/${id}/commands`);
  for (const line of reportOf(run, readings, commands)) print(line);
  return run.status === 'completed';
}

async function main(): Promise<number> {
  const options = parseDemoOptions(process.argv.slice(2));
  if (options.help) {
    print(USAGE);
    return 0;
  }
  const begun = Date.now();
  print('starting the embedded lab …');
  const lab = await StandaloneLab.start(options, print);
  const interrupt = () => void lab.stop().finally(() => process.exit(130));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const completed = await perform(lab, options);
    print(`${((Date.now() - begun) / 1000).toFixed(1)} s of wall time`);
    return completed ? 0 : 1;
  } finally {
    await lab.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`demo: ${isLabError(error) ? error.message : String((error as Error).stack)}\n`);
    process.exit(2);
  },
);
