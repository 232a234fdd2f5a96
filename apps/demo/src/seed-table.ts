import { endOf, rateOf, readsOf, densityName } from './culture';
import type { ReportSources } from './report';

/** Endings that are honest: finished, or stopped with the reason said. */
const HONEST: readonly string[] = ['completed', 'completed_with_deviations', 'held', 'cancelled', 'failed'];

/** One seed's run, judged against what was true in its simulated lab. */
export interface SeedRow {
  readonly seed: number;
  readonly status: string;
  readonly honest: boolean;
  readonly wallS: number;
  /** Reading that ended the wait, and the true density at that moment; null when the run got not that far. */
  readonly induction: { readonly read: number; readonly truth: number | null; readonly isFirst: boolean } | null;
  /** Largest relative difference of a reported density from the true one, of readings of 0.1 AU or more. */
  readonly worst: number | null;
  /** Mean of the same differences with their sign, below 0 where the report is under the truth. */
  readonly bias: number | null;
  readonly rate: {
    readonly fit: number;
    readonly low: number;
    readonly high: number;
    readonly truth: number;
    readonly covers: boolean;
  } | null;
}

/** Density at which the protocol induces, AU. */
const INDUCTION = 0.6;
/** Below it noise, not the method, decides. */
const LEAST_JUDGED = 0.1;

/** Judges one run. The true rate is that of the true densities at the times of the fitted window: the culture without the reader. */
export function judge(seed: number, wallS: number, { run, saved, truth }: ReportSources): SeedRow {
  const base = { seed, status: run.status, honest: HONEST.includes(run.status), wallS };
  const name = densityName(saved);
  if (name === null) return { ...base, induction: null, worst: null, bias: null, rate: null };
  const reads = readsOf(saved, name);
  const known = reads.flatMap(({ atMs, median, stepInstance }) => {
    const real = truth.find((each) => each.stepInstance === stepInstance)?.od ?? null;
    return median === null ? [] : [{ atMs, od: median, truth: real }];
  });
  const induced = endOf(run, 'induce');
  const before = induced === null ? [] : known.filter(({ atMs }) => atMs < induced);
  const last = before.at(-1);
  const induction = last
    ? { read: last.od, truth: last.truth, isFirst: last.od >= INDUCTION && before.slice(0, -1).every(({ od }) => od < INDUCTION) }
    : null;
  const judged = before.flatMap(({ od, truth: real }) => (real !== null && real >= LEAST_JUDGED ? [od / real - 1] : []));
  const worst = judged.length === 0 ? null : Math.max(...judged.map(Math.abs));
  return { ...base, induction, worst, bias: meanOf(judged), rate: rateRow(before) };
}

function rateRow(points: readonly { readonly atMs: number; readonly od: number; readonly truth: number | null }[]): SeedRow['rate'] {
  const fit = rateOf(points);
  if (fit.kind !== 'ok') return null;
  const first = points[0]?.atMs ?? 0;
  const inside = points.filter(({ atMs, truth }) => {
    const hours = (atMs - first) / 3_600_000;
    return truth !== null && truth > 0 && hours >= fit.window.fromHours - 1e-9 && hours <= fit.window.toHours + 1e-9;
  });
  const real = slope(inside.map(({ atMs, truth }) => ({ x: (atMs - first) / 3_600_000, y: Math.log(truth ?? 1) })));
  const { low, high } = fit.interval;
  return { fit: fit.rate, low, high, truth: real, covers: real >= low && real <= high };
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Least squares. */
function slope(points: readonly { readonly x: number; readonly y: number }[]): number {
  const mean = (of: 'x' | 'y') => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x0, y0] = [mean('x'), mean('y')];
  const above = points.reduce((sum, { x, y }) => sum + (x - x0) * (y - y0), 0);
  return above / points.reduce((sum, { x }) => sum + (x - x0) ** 2, 0);
}

/** The table of all seeds with its last line, which counts. */
export function seedTable(rows: readonly SeedRow[]): readonly string[] {
  const number = (value: number | null | undefined, digits = 3) => (value == null ? '-' : value.toFixed(digits));
  const cells = rows.map(({ seed, status, wallS, induction, worst, rate }) => [
    String(seed),
    status,
    number(induction?.read),
    number(induction?.truth),
    induction === null ? '-' : induction.isFirst ? 'yes' : 'NO',
    worst === null ? '-' : `${(worst * 100).toFixed(1)} %`,
    rate === null ? '-' : `${number(rate.fit)} (${number(rate.low)}-${number(rate.high)})`,
    number(rate?.truth),
    rate === null ? '-' : rate.covers ? 'yes' : 'no',
    wallS.toFixed(0),
  ]);
  const head = [
    'seed',
    'status',
    'OD at induction',
    'true OD',
    'first >= 0.6',
    'worst OD error',
    'rate per h (95 %)',
    'true rate',
    'covers',
    'wall s',
  ];
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  ');
  const count = (of: (row: SeedRow) => boolean) => `${rows.filter(of).length} of ${rows.length}`;
  const within = count(({ worst }) => worst !== null && worst <= 0.1);
  return [
    line(head),
    ...cells.map((row) => line(row)),
    '',
    `honest endings: ${count(({ honest }) => honest)}; completed: ${count(({ status }) => status.startsWith('completed'))}`,
    `induced after the first reading >= ${INDUCTION}: ${count(({ induction }) => induction?.isFirst === true)}`,
    `every OD from ${LEAST_JUDGED} on within 10 % of the truth: ${within}`,
    // Not hidden by the line above: cells that scatter twice let light through, and no plate reader's density is corrected for that.
    `mean of those OD errors: ${((meanOf(rows.flatMap(({ bias }) => bias ?? [])) ?? NaN) * 100).toFixed(1)} %`,
    `interval of the growth rate covers the truth: ${count(({ rate }) => rate?.covers === true)}`,
  ];
}
