import { writeFile } from 'node:fs/promises';
import { isLabError } from '@labwright/domain';
import { perform, protocolText } from './demo-run';
import { performDraft } from './draft-run';
import { USAGE, parseDemoOptions, type DemoOptions } from './demo-options';
import { everyProtocol } from './library-runs';
import { reportOf } from './report';
import { judge, seedTable, type SeedRow } from './seed-table';
import { StandaloneLab } from './standalone-lab';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const labs = new Set<StandaloneLab>();

/** A lab for one piece of work, ended whatever becomes of it. */
async function inLab<T>(
  settings: Pick<DemoOptions, 'seed' | 'timeScale'>,
  say: (line: string) => void,
  work: (lab: StandaloneLab) => Promise<T>,
): Promise<T> {
  const lab = await StandaloneLab.start(settings, say);
  labs.add(lab);
  try {
    return await work(lab);
  } finally {
    labs.delete(lab);
    await lab.stop();
  }
}

/** The page that the API makes of a run. */
async function reportPage({ url, adminKey }: StandaloneLab, run: string): Promise<string> {
  const response = await fetch(`${url}/v1/runs/${run}/report.html`, { headers: { authorization: `Bearer ${adminKey}` } });
  if (!response.ok) throw new Error(`the report of run ${run}: ${response.status} ${await response.text()}`);
  return response.text();
}

async function oneRun(options: DemoOptions): Promise<number> {
  const begun = Date.now();
  print('starting the embedded lab …');
  const run = await inLab(options, print, async (lab) => {
    const { draft } = options;
    const done =
      draft === null
        ? { sources: await perform(lab, options, print), before: [], after: [] }
        : await performDraft(lab, options, draft, print);
    if (done === null) return null;
    const { sources, before, after } = done;
    for (const line of [...before, ...reportOf(sources), ...after]) print(line);
    if (options.report !== null) {
      await writeFile(options.report, await reportPage(lab, sources.run.id));
      print(`the report is in ${options.report}; a browser shows and prints it`);
    }
    print(`${((Date.now() - begun) / 1000).toFixed(1)} s of wall time`);
    return sources.run;
  });
  return run?.status.startsWith('completed') ? 0 : 1;
}

/** One lab after the other: two at once would share two cores, and each would be a slower lab than a user has. */
async function manySeeds(options: DemoOptions, count: number): Promise<number> {
  const rows: SeedRow[] = [];
  for (let seed = options.seed; seed < options.seed + count; seed++) {
    const begun = Date.now();
    const silent = (): void => undefined;
    const sources = await inLab({ ...options, seed }, silent, (lab) => perform(lab, options, silent));
    const row = judge(seed, (Date.now() - begun) / 1000, sources);
    rows.push(row);
    const { holdReasons } = sources.run;
    const why = holdReasons.length === 0 ? '' : `: ${holdReasons.join('; ')}`;
    print(`seed ${seed}: ${row.status} in ${row.wallS.toFixed(0)} s (${rows.length} of ${count})${why}`);
  }
  print('');
  for (const line of seedTable(rows)) print(line);
  return rows.every(({ honest }) => honest) ? 0 : 1;
}

async function main(): Promise<number> {
  const options = parseDemoOptions(process.argv.slice(2));
  if (options.help) {
    print(USAGE);
    return 0;
  }
  await protocolText(options.protocol);
  const interrupt = () => void Promise.all([...labs].map((lab) => lab.stop())).finally(() => process.exit(130));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  if (options.all) return everyProtocol(options, labs, print);
  return options.seeds === null ? oneRun(options) : manySeeds(options, options.seeds);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`demo: ${isLabError(error) ? error.message : String((error as Error).stack)}\n`);
    process.exit(2);
  },
);
