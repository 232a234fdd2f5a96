import { summarize } from '@labwright/analysis';
import type { PlanLabware } from '@labwright/protocol';
import type { BroughtNumber, RunRecord, SavedValue } from './run-record';

const HOUR_MS = 3_600_000;

/** What one step saved at once of the wells of a plate, under one name. */
export interface Series {
  readonly step: string;
  readonly round: string;
  /** Hours since the start of the run, the median of its values. */
  readonly hours: number;
  /** Only what is `ok` and a number. */
  readonly values: ReadonlyMap<string, number>;
  /** Paths by which these were brought to 1 cm, cm; without those that were not. */
  readonly paths: ReadonlyMap<string, number>;
  /** The rest, with the reason. */
  readonly leftOut: ReadonlyMap<string, string>;
}

/** A value over time. */
export interface TimePoint {
  /** Since the start of the run. */
  readonly hours: number;
  readonly value: number;
}

/** The record of a run as analyses look at it: in one order, whatever the order in which it came. */
export class RecordView {
  private readonly byName = new Map<string, readonly SavedValue[]>();
  private readonly found = new Map<string, readonly Series[]>();
  private readonly startMs: number;

  constructor(private readonly record: RunRecord) {
    const last = new Map<string, number>();
    for (const { name, instance, attempt } of record.readings) {
      const key = `${instance} ${name}`;
      last.set(key, Math.max(last.get(key) ?? 0, attempt));
    }
    const groups = new Map<string, SavedValue[]>();
    for (const reading of record.readings) {
      if (last.get(`${reading.instance} ${reading.name}`) !== reading.attempt) continue;
      const group = groups.get(reading.name);
      if (group) group.push(reading);
      else groups.set(reading.name, [reading]);
    }
    for (const [name, group] of groups) this.byName.set(name, group.toSorted(inOrder));
    const first = record.readings.reduce((least, { atMs }) => Math.min(least, atMs), Infinity);
    this.startMs = record.startedMs ?? (Number.isFinite(first) ? first : 0);
  }

  labware(name: string | null): PlanLabware | null {
    return this.record.labware.find(({ id }) => id === name) ?? null;
  }

  /** UCUM; empty where nothing was saved. */
  unitOf(name: string): string {
    return this.byName.get(name)?.[0]?.unit ?? '';
  }

  isSimulated(name: string): boolean {
    return (this.byName.get(name) ?? []).some(({ simulated }) => simulated);
  }

  /** What was saved of plates under a name, the earliest first. */
  series(name: string): readonly Series[] {
    const known = this.found.get(name);
    if (known) return known;
    const groups = new Map<string, SavedValue[]>();
    for (const value of this.byName.get(name) ?? []) {
      if (value.well === '') continue;
      const group = groups.get(value.instance);
      if (group) group.push(value);
      else groups.set(value.instance, [value]);
    }
    const made = [...groups.values()].map((group) => this.seriesOf(group)).toSorted((a, b) => a.hours - b.hours);
    this.found.set(name, made);
    return made;
  }

  /** What was saved of no plate under a name, only what is `ok`; the earliest first. */
  points(name: string): readonly TimePoint[] {
    return (this.byName.get(name) ?? []).flatMap((reading) =>
      reading.well === '' && isGood(reading) ? [{ hours: this.hours(reading.atMs), value: reading.value }] : [],
    );
  }

  /** What a person brought, in the order of time; several where the step was done again. */
  numbers(step: string, evidence: string): readonly BroughtNumber[] {
    return this.record.numbers
      .filter((each) => each.step === step && each.evidence === evidence && Number.isFinite(each.value))
      .toSorted((a, b) => a.atMs - b.atMs || order(a.round, b.round) || a.value - b.value);
  }

  private seriesOf(group: readonly SavedValue[]): Series {
    const values = new Map<string, number>();
    const paths = new Map<string, number>();
    const leftOut = new Map<string, string>();
    for (const reading of group) {
      if (isGood(reading)) {
        values.set(reading.well, reading.value);
        if (reading.pathCm !== null) paths.set(reading.well, reading.pathCm);
        else paths.delete(reading.well);
      } else leftOut.set(reading.well, reading.reason ?? reading.quality);
    }
    for (const well of values.keys()) leftOut.delete(well);
    const times = summarize(group.map(({ atMs }) => atMs));
    const [first] = group;
    return {
      step: first?.step ?? '',
      round: first?.round ?? '',
      hours: this.hours(times.kind === 'ok' ? times.median : 0),
      values,
      paths,
      leftOut,
    };
  }

  private hours(atMs: number): number {
    return (atMs - this.startMs) / HOUR_MS;
  }
}

function isGood(reading: SavedValue): reading is SavedValue & { readonly value: number } {
  return reading.quality === 'ok' && reading.value !== null && Number.isFinite(reading.value);
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By time; what stands at one moment in an order that does not hang on the order of the record. */
function inOrder(a: SavedValue, b: SavedValue): number {
  return (
    a.atMs - b.atMs ||
    order(a.instance, b.instance) ||
    order(a.well, b.well) ||
    (a.value ?? -Infinity) - (b.value ?? -Infinity) ||
    (a.pathCm ?? 0) - (b.pathCm ?? 0) ||
    order(a.quality, b.quality)
  );
}
