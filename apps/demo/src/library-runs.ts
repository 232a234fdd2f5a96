import { libraryNames, newCrew, protocolText, type Crew } from './demo-run';
import type { DemoOptions } from './demo-options';
import { rateFor } from './lab-rate';
import { performForResults } from './library-run';
import { libraryTable, linesOf, rowOf, type LibraryRow } from './library-table';
import { StandaloneLab } from './standalone-lab';

/** A lab in use, with those who ask for runs in it. */
interface OpenLab {
  readonly timeScale: number;
  readonly lab: StandaloneLab;
  readonly crew: Crew;
}

/**
 * Every protocol of the library with every seed. The runs of a seed share one lab, one after the other: that saves its start, and its instruments are
 * as warm as what ran before left them, as in any lab. A run that did not complete has its lab replaced, because it may still hold instruments, and so
 * has one that needs another rate. `labs` has the lab that is open, so that an interrupt can end it.
 * @returns 0 when all ended honestly and every aim is met, or 1
 */
export async function everyProtocol(options: DemoOptions, labs: Set<StandaloneLab>, print: (line: string) => void): Promise<number> {
  const names = options.protocols.length > 0 ? options.protocols : await libraryNames();
  const rates = new Map<string, number>();
  for (const name of names) rates.set(name, rateFor(await protocolText(name), options.timeScale));
  const begun = Date.now();
  const rows: LibraryRow[] = [];
  for (let seed = options.seed; seed < options.seed + (options.seeds ?? 1); seed++) {
    let open: OpenLab | null = null;
    try {
      for (const name of names) {
        const timeScale = rates.get(name) ?? options.timeScale;
        if (open && open.timeScale !== timeScale) {
          await close(open, labs);
          open = null;
        }
        open ??= await opened({ seed, timeScale }, labs);
        const row = rowOf(name, seed, await performForResults(open.lab, open.crew, name));
        rows.push(row);
        for (const line of linesOf(row)) print(line);
        if (row.status.startsWith('completed')) continue;
        await close(open, labs);
        open = null;
      }
    } finally {
      if (open) await close(open, labs);
    }
  }
  print('');
  for (const line of libraryTable(rows)) print(line);
  print(`${((Date.now() - begun) / 60_000).toFixed(1)} min of wall time`);
  return rows.every(({ met }) => met) ? 0 : 1;
}

async function opened(settings: Pick<DemoOptions, 'seed' | 'timeScale'>, labs: Set<StandaloneLab>): Promise<OpenLab> {
  const lab = await StandaloneLab.start(settings, () => undefined);
  labs.add(lab);
  return { lab, crew: await newCrew(lab), timeScale: settings.timeScale };
}

async function close({ lab }: OpenLab, labs: Set<StandaloneLab>): Promise<void> {
  labs.delete(lab);
  await lab.stop();
}
