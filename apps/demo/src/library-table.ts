import type { AnalysisResult, ResultValue } from '@labwright/results';
import { aimText, errorText, judged, type Aim, type Judged } from './aim';
import type { LibraryRun } from './library-run';
import { JUDGEMENTS } from './result-truth';

/** Endings that are honest: finished, or stopped with the reason said. */
const HONEST: readonly string[] = ['completed', 'completed_with_deviations', 'held', 'cancelled', 'failed'];

/** A value that was compared with the truth. */
export interface Compared extends Judged {
  readonly value: ResultValue;
  readonly truth: number;
}

/** What one analysis of a run came to, and how near it is. */
export interface AnalysisRow {
  readonly id: string;
  readonly result: AnalysisResult;
  /** Empty where there is no truth of one number. */
  readonly compared: readonly Compared[];
}

export interface LibraryRow {
  readonly protocol: string;
  readonly seed: number;
  readonly status: string;
  readonly honest: boolean;
  readonly why: string;
  readonly wallS: number;
  readonly analyses: readonly AnalysisRow[];
  /** The ending is honest, the run completed, and every aim is met. */
  readonly met: boolean;
}

export function rowOf(protocol: string, seed: number, facts: LibraryRun): LibraryRow {
  const { run, results, document, wallS } = facts;
  const analyses = results.map((result): AnalysisRow => {
    const judgement = JUDGEMENTS[result.kind];
    const analysis = document.analyses?.find(({ id }) => id === result.id);
    if (!judgement || !analysis) return { id: result.id, result, compared: [] };
    const compared = judgement.values(result).flatMap((value): Compared[] => {
      const truth = judgement.truth(facts, analysis, result, value);
      return truth === null ? [] : [{ value, truth, ...judged(judgement.aim, value, truth) }];
    });
    return { id: result.id, result, compared };
  });
  const honest = HONEST.includes(run.status);
  const met =
    run.status.startsWith('completed') &&
    analyses.every(({ result, compared }) => compared.every((each) => each.met) && (result.main !== null || !JUDGEMENTS[result.kind]));
  return { protocol, seed, status: run.status, honest, why: run.holdReasons.join('; '), wallS, analyses, met };
}

/** A run as lines: outcome, then for each analysis its main result, the truth and the error. */
export function linesOf({ protocol, seed, status, why, wallS, analyses }: LibraryRow): readonly string[] {
  const head = `${protocol} ${seed}: ${status} in ${wallS.toFixed(0)} s${why === '' ? '' : `: ${why}`}`;
  return [head, ...analyses.map((row) => `  ${analysisText(row)}`)];
}

/** One analysis: its main result, and the truth and the error where it was compared. */
export function analysisText({ id, result, compared }: AnalysisRow): string {
  if (!result.main) return `${id}: ${result.insufficient ?? 'no value'}`;
  const { main } = result;
  const said = `${id}: ${main.label}${main.of === null ? '' : ` of ${main.of}`} ${valueText(main)}`;
  const [first] = compared;
  if (!first) return said;
  const own = compared.find(({ value }) => value.name === main.name && value.of === main.of) ?? first;
  const shown = own.value.of === main.of ? said : `${said}; of ${own.value.of ?? 'all'} ${valueText(own.value)}`;
  const worst = worstOf(compared);
  const others =
    compared.length === 1
      ? ''
      : `; worst of ${compared.length} ${errorText(worst.aim, worst.error)}${worst.value.of === null ? '' : ` (${worst.value.of})`}`;
  const aim = compared.every(({ met }) => met) ? aimText(own.aim) : `MISSES: ${aimText(own.aim)}`;
  return `${shown}, true ${short(own.truth)}, error ${errorText(own.aim, own.error)}${others}, ${aim}`;
}

function worstOf(compared: readonly Compared[]): Compared {
  return compared.reduce((worst, each) => (sizeOf(each) > sizeOf(worst) ? each : worst));
}

/** What has no value is worse than all that has. */
function sizeOf({ error }: Judged): number {
  return error === null ? Number.POSITIVE_INFINITY : Math.abs(error);
}

function valueText({ value, unit, low, high, beyond }: ResultValue): string {
  if (value === null) return 'not determined';
  const sign = { below: '< ', above: '> ' };
  const words = unit === '' || unit === '1' ? '' : ` ${unit}`;
  const around = low === null || high === null ? '' : ` (${short(low)} to ${short(high)})`;
  return `${beyond === null ? '' : sign[beyond]}${short(value)}${words}${around}`;
}

/** Four digits. */
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** One line for each analysis of each protocol over all seeds, and the last lines, which count. */
export function libraryTable(rows: readonly LibraryRow[]): readonly string[] {
  const cells = [...new Set(rows.map(({ protocol }) => protocol))].flatMap((protocol) => {
    const own = rows.filter((row) => row.protocol === protocol);
    const completed = `${own.filter(({ status }) => status.startsWith('completed')).length}/${own.length}`;
    const wall = medianOf(own.map(({ wallS }) => wallS)).toFixed(0);
    const ids = [...new Set(own.flatMap(({ analyses }) => analyses.map(({ id }) => id)))];
    const lines = ids.flatMap((id) => {
      const compared = own.flatMap(({ analyses }) => analyses.filter((each) => each.id === id).flatMap((each) => each.compared));
      return compared.length === 0 ? [] : [[protocol, completed, wall, id, ...errorCells(compared)]];
    });
    return lines.length > 0 ? lines : [[protocol, completed, wall, '-', '-', '-', '-', '-', '-']];
  });
  const head = ['protocol', 'completed', 'wall s', 'analysis', 'values', 'median error', 'worst error', 'aim', 'met'];
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  const count = (of: (row: LibraryRow) => boolean) => `${rows.filter(of).length} of ${rows.length}`;
  return [
    line(head),
    ...cells.map((row) => line(row)),
    '',
    `honest endings: ${count(({ honest }) => honest)}; completed: ${count(({ status }) => status.startsWith('completed'))}; all aims met: ${count(({ met }) => met)}`,
  ];
}

function errorCells(compared: readonly Compared[]): readonly string[] {
  const [first] = compared;
  const aim: Aim = first?.aim ?? { kind: 'interval', stretched: 1 };
  const sizes = compared.map(sizeOf);
  const text = (size: number) => (Number.isFinite(size) ? errorText(aim, size).slice(1) : 'no value');
  const met = compared.filter((each) => each.met).length;
  return [String(compared.length), text(medianOf(sizes)), text(Math.max(...sizes)), aimText(aim), `${met}/${compared.length}`];
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === high ? low : (low + high) / 2;
}
