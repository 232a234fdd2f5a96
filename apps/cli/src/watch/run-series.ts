import type { Event } from '../api/generated/events';

export interface Series {
  readonly name: string;
  readonly unit: string;
  /** Median of the good values of each reading, in their order; the last 200. */
  readonly values: readonly number[];
  /** Words about the last one, such as `0.412 {AU} (12 of 12)`. */
  readonly last: string;
  readonly atLab: string;
}

const KEPT = 200;

/** What a run has saved so far, by name, put together from its events. */
export class RunSeries {
  private readonly byName = new Map<string, Series>();

  take({ type, data, atLab }: Event): void {
    if (type !== 'reading.saved') return;
    const name = textOf(data['name']);
    const unit = textOf(data['unit']);
    const median = data['median'];
    const values = [...(this.byName.get(name)?.values ?? [])];
    if (typeof median === 'number') values.push(median);
    const good = `${textOf(data['ok'])} of ${textOf(data['of'])} good`;
    const last =
      typeof median === 'number' ? `${Number(median.toPrecision(4))} ${unit === '1' ? '' : unit} (${good})` : `no value (${good})`;
    this.byName.set(name, { name, unit, values: values.slice(-KEPT), last, atLab });
  }

  get all(): readonly Series[] {
    return [...this.byName.values()];
  }
}

export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
