import { summarize } from '@labwright/analysis';
import { resultValue } from './findings';
import type { RecordView, TimePoint } from './record-view';
import type { ResultValue } from './result';

/** A reading of the medium alone, in the vessel in which the culture is read. */
interface BlankReading {
  /** Median of its good values; null where there is none. */
  readonly median: number | null;
  readonly value: ResultValue;
  /** What was done with it, as a sentence. */
  readonly words: string;
}

export function blankOf(view: RecordView, name: string): BlankReading {
  const summary = summarize(view.points(name).map(({ value }) => value));
  const given = { name: 'blank', label: 'Blank, the medium alone', unit: view.unitOf(name) };
  if (summary.kind !== 'ok') {
    const note = `nothing good was read as "${name}", the blank`;
    return { median: null, value: resultValue({ ...given, value: null, note }), words: '' };
  }
  const { median, count } = summary;
  return {
    median,
    value: resultValue({ ...given, value: median, note: `median of ${count} readings` }),
    words: ` From each value the median of "${name}", the medium alone, was subtracted.`,
  };
}

/** Less the blank; nothing where the blank that is wanted was not read. */
export function blanked(points: readonly TimePoint[], blank: BlankReading | null): readonly TimePoint[] {
  if (!blank) return points;
  const { median } = blank;
  return median === null ? [] : points.map(({ hours, value }) => ({ hours, value: value - median }));
}
