import { insufficient, type Insufficient } from './insufficient';

/** A plate taken apart: reading = overall + row + column + residual. All but the scores in the unit of the reading. */
export interface MedianPolish {
  readonly kind: 'ok';
  readonly overall: number;
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  /** Null where nothing was read. */
  readonly residuals: readonly (readonly (number | null)[])[];
  /** B scores: residuals over 1.4826 times their median absolute deviation; null where nothing was read. Absent when residuals do not spread. */
  readonly scores?: readonly (readonly (number | null)[])[];
}

const MOST_ROUNDS = 50;
/** Improvement of the sum of absolute residuals, as part of it, that ends the polish. */
const ENOUGH = 1e-4;
/** Makes a median absolute deviation a standard deviation, for normal values. */
const NORMAL = 1.4826;

/**
 * Tukey's median polish of a plate, row by row: takes medians out of rows and columns in turn, so that a few active wells do not count, and
 * the B score of each well. `plate` has a list a row, all of one length; null for wells that were not read.
 * Sources: Tukey, Exploratory Data Analysis (1977), chapter 11; B score, Brideau, Gunter, Pikounis, Liaw, J Biomol Screen 8 (2003) 634, with
 * the factor as in Malo et al., Nat Biotechnol 24 (2006) 167.
 */
export function medianPolish(plate: readonly (readonly (number | null)[])[]): MedianPolish | Insufficient {
  const width = plate[0]?.length ?? 0;
  if (plate.length < 2 || width < 2 || plate.some((row) => row.length !== width))
    return insufficient('a plate has two rows and columns or more');
  if (
    plate.some((row) => row.every((value) => value === null)) ||
    columnsOf(plate).some((column) => column.every((value) => value === null))
  ) {
    return insufficient('a row or column of the plate was not read at all');
  }
  let residuals = plate.map((row) => [...row]);
  const rows = plate.map(() => 0);
  const columns = Array.from({ length: width }, () => 0);
  let overall = 0;
  let before = Infinity;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const byRow = residuals.map(medianOf);
    residuals = residuals.map((row, r) => row.map((value) => minus(value, byRow[r] ?? 0)));
    byRow.forEach((median, r) => (rows[r] = (rows[r] ?? 0) + median));
    overall += centre(columns);
    const byColumn = columnsOf(residuals).map(medianOf);
    residuals = residuals.map((row) => row.map((value, c) => minus(value, byColumn[c] ?? 0)));
    byColumn.forEach((median, c) => (columns[c] = (columns[c] ?? 0) + median));
    overall += centre(rows);
    const sum = residuals.flat().reduce<number>((total, value) => total + Math.abs(value ?? 0), 0);
    if (sum === 0 || before - sum <= ENOUGH * sum) break;
    before = sum;
  }
  const spread = NORMAL * medianOf(residuals.flat().map((value) => (value === null ? null : Math.abs(value - medianOf(residuals.flat())))));
  const polished = { kind: 'ok', overall, rows, columns, residuals } as const;
  if (!(spread > 0)) return polished;
  return { ...polished, scores: residuals.map((row) => row.map((value) => (value === null ? null : value / spread))) };
}

/** Takes the median out of effects, and gives it. */
function centre(effects: number[]): number {
  const median = medianOf(effects);
  effects.forEach((effect, index) => (effects[index] = effect - median));
  return median;
}

function columnsOf(plate: readonly (readonly (number | null)[])[]): (number | null)[][] {
  return (plate[0] ?? []).map((_, column) => plate.map((row) => row[column] ?? null));
}

function medianOf(values: readonly (number | null)[]): number {
  const sorted = values.filter((value): value is number => value !== null).sort((a, b) => a - b);
  const upper = Math.floor(sorted.length / 2);
  const high = sorted[upper] ?? 0;
  return sorted.length % 2 === 1 ? high : ((sorted[upper - 1] ?? 0) + high) / 2;
}

function minus(value: number | null, other: number): number | null {
  return value === null ? null : value - other;
}
