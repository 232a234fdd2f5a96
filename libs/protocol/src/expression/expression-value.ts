import type { QuantityKind } from '@labwright/domain';

/** A number of one quantity kind, in its canonical unit, as expressions meet it. Never made directly: each kind has a class of its own. */
export abstract class KindValue {
  constructor(readonly canonical: number) {}
}

export interface KindClass {
  readonly kind: QuantityKind;
  /** Name of its CEL type, such as `OpticalDensity`. */
  readonly type: string;
  readonly value: new (canonical: number) => KindValue;
  /** Name of the CEL type of a series of it. */
  readonly seriesType: string;
  readonly series: new (values: readonly number[]) => SeriesValue;
}

/** A reading's values in this run, oldest first; never empty and only trusted values, because anything else is UNKNOWN before it gets here. */
export abstract class SeriesValue {
  readonly median: KindValue;
  readonly mean: KindValue;
  readonly min: KindValue;
  readonly max: KindValue;
  readonly count: bigint;

  constructor(
    readonly values: readonly number[],
    make: new (canonical: number) => KindValue,
  ) {
    const sorted = values.toSorted((a, b) => a - b);
    const middle = sorted.length >> 1;
    const upper = sorted[middle] ?? Number.NaN;
    this.median = new make(sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2);
    this.mean = new make(values.reduce((sum, value) => sum + value, 0) / values.length);
    this.min = new make(sorted[0] ?? Number.NaN);
    this.max = new make(sorted.at(-1) ?? Number.NaN);
    this.count = BigInt(values.length);
  }
}

/** `optical_density` as `OpticalDensity`. */
export function typeName(kind: QuantityKind): string {
  return kind
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** One class a kind, so that CEL's own type check keeps an absorbance from being compared with a temperature. */
export function kindClass(kind: QuantityKind): KindClass {
  const value = class extends KindValue {};
  const series = class extends SeriesValue {
    constructor(values: readonly number[]) {
      super(values, value);
    }
  };
  return { kind, type: typeName(kind), value, seriesType: `${typeName(kind)}Series`, series };
}
