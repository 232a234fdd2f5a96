import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { LabError } from '@labwright/domain';
import { ApiClient } from './api-client';
import type { Command, Reading, Run, SavedReading } from './api-shapes';
import { densityName, readsOf } from './culture';
import type { DemoOptions } from './demo-options';
import { showProgress } from './progress';
import type { ReportSources } from './report';
import type { SimulatorControl } from './simulator-control';
import { truthOf, type Measurement } from './truth';

const LIBRARY = path.resolve(__dirname, '../../../../protocols');
/** Wall milliseconds that the run may take before the demo reports it as it is. */
const RUN_LIMIT_MS = 300_000;
const LOOK_MS = 200;
/** A run that waits this long for an instrument is reported as it is. */
const WAIT_LIMIT_MS = 20_000;

/** Names of all protocols of the library, sorted. */
export async function libraryNames(): Promise<readonly string[]> {
  const entries = await readdir(LIBRARY, { withFileTypes: true });
  return entries.flatMap((each) => (each.isDirectory() ? [each.name] : [])).toSorted();
}

/** @throws LabError INPUT_INVALID saying which protocols there are */
export async function protocolText(name: string): Promise<string> {
  const folders = await libraryNames();
  if (!folders.includes(name)) {
    const known = folders.join(', ');
    throw new LabError('INPUT_INVALID', `--protocol ${name}: the library has no such protocol; it has ${known}`, {
      path: '--protocol',
      allowed: folders,
    });
  }
  return readFile(path.join(LIBRARY, name, 'protocol.yaml'), 'utf8');
}

/** The simulated lab that a run is performed in, however its processes were started. */
export interface PerformingLab {
  readonly url: string;
  readonly adminKey: string;
  readonly simulator: SimulatorControl;
}

/** A principal of the demo with a key of its own: author and reviewer are two different ones. */
export async function newPrincipal(admin: ApiClient, url: string, name: string, roles: readonly string[]): Promise<ApiClient> {
  const { id } = await admin.post<{ id: string }>('/v1/principals', { name, kind: 'service', roles });
  const { key } = await admin.post<{ key: string }>(`/v1/principals/${id}/keys`, { label: 'demo' });
  return new ApiClient(url, key);
}

/** Waits until the run ends, is held, or waits for an instrument for too long. */
export async function watch(api: ApiClient, runId: string): Promise<Run> {
  const begun = Date.now();
  let waitingSince: number | null = null;
  for (;;) {
    const run = await api.get<Run>(`/v1/runs/${runId}`);
    const waits = run.steps.some((s) => s.waitingFor !== null && s.status === 'ready');
    waitingSince = waits ? (waitingSince ?? Date.now()) : null;
    const stuck = Date.now() - begun > RUN_LIMIT_MS || (waitingSince !== null && Date.now() - waitingSince > WAIT_LIMIT_MS);
    if (!['ready', 'running', 'paused', 'stopping'].includes(run.status) || stuck) return run;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Who asks for runs, and who approves them. */
export interface Crew {
  readonly author: ApiClient;
  readonly reviewer: ApiClient;
}

/** Once a lab: names of principals are taken once. */
export async function newCrew({ url, adminKey }: PerformingLab): Promise<Crew> {
  const admin = new ApiClient(url, adminKey);
  const author = await newPrincipal(admin, url, 'ada', ['scientist']);
  return { author, reviewer: await newPrincipal(admin, url, 'rosalind', ['reviewer']) };
}

/** Waits until every instrument is online, 20 s at most. */
export async function online(api: ApiClient, print: (line: string) => void): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const { items } = await api.get<{ items: { link: string }[] }>('/v1/instruments');
    if (items.length > 0 && items.every(({ link }) => link === 'online')) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  print('not every instrument is online yet; the run will wait for them');
}

/** One run of a protocol of the library in a lab whose scripted operator does the tasks, from submission to its end or its first question. */
export async function perform(
  lab: PerformingLab,
  options: Pick<DemoOptions, 'protocol' | 'fault'>,
  print: (line: string) => void,
): Promise<ReportSources> {
  if (options.fault) await lab.simulator.knowFault(options.fault.device, options.fault.name);
  const crew = await newCrew(lab);
  const id = await newRun(crew, options.protocol, print);
  return performRun(lab, crew.author, { id, fault: options.fault }, print);
}

/** Starts a run that is ready, and shows it until its end or its first question. A fault is switched on just before. */
export async function performRun(
  lab: PerformingLab,
  author: ApiClient,
  { id, fault }: { readonly id: string; readonly fault: DemoOptions['fault'] },
  print: (line: string) => void,
): Promise<ReportSources> {
  if (fault) {
    await lab.simulator.setFault(fault.device, fault.name);
    print(`fault switched on: ${fault.device}.${fault.name}`);
  }
  await author.post(`/v1/runs/${id}/start`);
  const over = new AbortController();
  const progress = showProgress(author, id, over.signal, print);
  progress.catch(() => undefined); // told by the next line, also when the lab is gone before anybody awaits it again
  // When it fails, the demo ends at once, in a sentence.
  const run = await Promise.race([watch(author, id), progress.then(() => watch(author, id))]);
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS)); // the last events on their way
  over.abort();
  await progress;
  return collect(lab, author, run);
}

/** A run of a protocol of the library, approved and ready. @returns its id */
export async function newRun(crew: Crew, protocol: string, print: (line: string) => void): Promise<string> {
  const { author } = crew;
  await online(author, print);
  const { hash } = await author.postYaml<{ hash: string }>('/v1/protocols', await protocolText(protocol));
  print(`protocol ${protocol} submitted by ada: ${hash.slice(0, 16)}…`);
  return approvedRun(crew, hash, print);
}

/** A run of a protocol that is in review, which another principal than its author approves with the credential given again. @returns its id */
export async function approvedRun({ author, reviewer }: Crew, hash: string, print: (line: string) => void): Promise<string> {
  await reviewer.post(`/v1/protocols/${hash}/approve`, {
    meaning: 'I have read it; standard work at biosafety level 1',
    credential: reviewer.key,
  });
  print('approved by rosalind');
  return (await author.post<{ id: string }>('/v1/runs', { protocol: hash })).id;
}

async function collect(lab: PerformingLab, api: ApiClient, run: Run): Promise<ReportSources> {
  const saved = await api.all<SavedReading>(`/v1/runs/${run.id}/saved-readings?limit=5000`);
  const name = densityName(saved);
  const temperatures = name === null ? await api.all<Reading>(`/v1/runs/${run.id}/readings?name=temperature&limit=5000`) : [];
  const commands = await api.all<Command>(`/v1/runs/${run.id}/commands?limit=5000`);
  const measurements = await lab.simulator.ask<readonly Measurement[]>('GET', '/measurements?after=0', 'the truth of the simulated lab');
  const truth = name === null ? [] : truthOf(run.id, readsOf(saved, name), measurements);
  return { run, saved, temperatures, commands, truth };
}
