import { canonicalUnit, type QuantityKind } from '@labwright/domain';
import type { SavedHistoryRow, TakenQuestion } from '@labwright/persistence';
import type { DataBlock } from '../data-block';
import { shownText } from '../shown-text';
import type { Bound } from './approved-bounds';

/** Series of one reading that are shown, the newest; and wells of the newest one. */
const MOST_SERIES = 60;
const MOST_WELLS = 96;
const MOST_PARAMETERS = 100;
const LINE = 300;
const TEXT = 4_000;

/** A reading as a model is shown it: the median of each series over time, and the wells of the newest. */
interface ShownReading {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly { readonly at: string; readonly value: number | null; readonly quality: string }[];
  readonly latest: readonly {
    readonly well: string;
    readonly sample: string | null;
    readonly value: number | null;
    readonly quality: string;
  }[];
}

/** Everything that a model is shown when a run consults it: data, and nothing but data. */
export function consultData(question: TakenQuestion, readings: readonly ShownReading[], bounds: readonly Bound[]): readonly DataBlock[] {
  const { runId, protocol, step, path, title, kind, expect } = question;
  const unit = readings.find(({ name }) => name === expect?.reading)?.unit ?? '';
  const context = {
    run: runId,
    protocol: { name: shownText(protocol.name, LINE), title: shownText(protocol.title, LINE) },
    step: { id: step, iteration: path, title: shownText(title, LINE) },
    asks: shownText(question.question, TEXT),
    expect: expect === null ? null : { reading: expect.reading, min: expect.min, max: expect.max, unit },
    answerIs: kind === 'consult' ? 'applied inside the bounds' : 'advice to the person who decides',
    ...(kind === 'advice' ? { parameters: parametersOf(question) } : {}),
  };
  return [
    { kind: 'context', value: context },
    { kind: 'readings', value: readings },
    { kind: 'bounds', value: bounds },
  ];
}

/** What the protocol can be told, with its value now; of these nothing may be changed in this run. */
function parametersOf({ kinds, params }: TakenQuestion) {
  return Object.entries(kinds)
    .slice(0, MOST_PARAMETERS)
    .map(([param, kind]) => ({ param, unit: canonicalUnit(kind), now: params[param] ?? null }));
}

/** What was saved, by name and series. Values that cannot be used are counted out of the median, and a series without any has none. */
export function shownReadings(names: readonly string[], saved: readonly SavedHistoryRow[]): readonly ShownReading[] {
  return names.map((name) => {
    const own = saved.filter((row) => row.name === name);
    const series = inSeries(own);
    const newest = series.at(-1) ?? [];
    return {
      name,
      unit: own[0]?.unit ?? '',
      values: series.slice(-MOST_SERIES).map((rows) => summaryOf(rows)),
      latest: newest.slice(0, MOST_WELLS).map(({ well, sample, value, quality }) => ({
        well: shownText(well, 8),
        sample: sample === null ? null : shownText(sample, 100),
        value: quality === 'ok' ? rounded(value) : null,
        quality,
      })),
    };
  });
}

function inSeries(rows: readonly SavedHistoryRow[]): readonly (readonly SavedHistoryRow[])[] {
  const groups = new Map<string, SavedHistoryRow[]>();
  for (const row of rows) groups.set(row.series, [...(groups.get(row.series) ?? []), row]);
  return [...groups.values()];
}

function summaryOf(rows: readonly SavedHistoryRow[]): ShownReading['values'][number] {
  const usable = rows.flatMap(({ value, quality }) => (quality === 'ok' && value !== null ? [value] : [])).toSorted((a, b) => a - b);
  const at = rows.at(-1)?.at.toISOString() ?? '';
  const middle = (usable.length - 1) / 2;
  if (usable.length === 0) return { at, value: null, quality: rows[0]?.quality ?? 'missing' };
  return { at, value: rounded(((usable[Math.floor(middle)] ?? 0) + (usable[Math.ceil(middle)] ?? 0)) / 2), quality: 'ok' };
}

/** Six digits are more than an instrument has. */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(6));
}

/** What may be adjusted, in the canonical unit of each kind, with what is left of it. */
export function boundsOf({ bounds, kinds, params, made }: TakenQuestion): readonly Bound[] {
  return bounds.flatMap(({ param, min, max, times }) => {
    const kind: QuantityKind | undefined = kinds[param];
    if (kind === undefined) return [];
    return [{ param, min, max, unit: canonicalUnit(kind), timesLeft: Math.max(0, times - (made[param] ?? 0)), now: params[param] ?? null }];
  });
}
