import { growthRate, type GrowthRate, type Insufficient } from '@labwright/analysis';
import type { Run, SavedReading } from './api-shapes';

/** One read of a plate: all its values under one name. */
export interface PlateRead {
  readonly name: string;
  readonly labware: string | null;
  readonly stepInstance: string;
  readonly step: string;
  /** Lab milliseconds since the epoch, of the first value. */
  readonly atMs: number;
  readonly values: readonly SavedReading[];
  /** Of the values that are `ok`; null when none is. */
  readonly median: number | null;
}

/** Saved readings of one name, read by read, in time order. */
export function readsOf(saved: readonly SavedReading[], name: string): readonly PlateRead[] {
  const groups = new Map<string, SavedReading[]>();
  for (const reading of saved.filter((each) => each.name === name)) {
    const group = groups.get(reading.stepInstance);
    if (group) group.push(reading);
    else groups.set(reading.stepInstance, [reading]);
  }
  return [...groups].map(([stepInstance, values]): PlateRead => {
    const good = values.flatMap(({ value, quality }) => (quality === 'ok' && value !== null ? [value] : []));
    const [first] = values;
    const atMs = Math.max(...values.map(({ atLab }) => Date.parse(atLab)));
    return { name, labware: first?.labware ?? null, stepInstance, step: first?.step ?? '', atMs, values, median: median(good) };
  });
}

/** Middle of the values; null of none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

/** The first saved reading that is an optical density and read again and again, which is a culture's; null when there is none. */
export function densityName(saved: readonly SavedReading[]): string | null {
  const names = new Set(saved.flatMap(({ kind, name }) => (kind === 'optical_density' ? [name] : [])));
  return [...names].find((name) => readsOf(saved, name).length > 1) ?? null;
}

/**
 * Growth rate of the medians. Up to 0.65, beyond the usual 0.3: a plate is read too seldom below for an interval that says anything, and the
 * fit itself tells when the window is bent.
 */
export function rateOf(points: readonly { readonly atMs: number; readonly od: number }[]): GrowthRate | Insufficient {
  const first = points[0]?.atMs ?? 0;
  const curve = points.map(({ atMs, od }) => ({ hours: (atMs - first) / 3_600_000, od }));
  return growthRate(curve, { minOd: 0.04, maxOd: 0.65, minPoints: 5 });
}

/** Lab time at which a step ended, the last time that it was done; null when it has not. */
export function endOf(run: Run, step: string): number | null {
  const ended = run.steps.filter((each) => each.step === step && each.status === 'succeeded' && each.endedLab !== null);
  const last = ended.at(-1)?.endedLab;
  return last ? Date.parse(last) : null;
}
