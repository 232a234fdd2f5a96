import type { Figure } from './figure';

/** One number that came out of an analysis. */
export interface ResultValue {
  /** Stable within the kind of analysis, such as `growth_rate`, `concentration`, `ec50`, `mic`. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  /** Sample or well that it is of; null for the whole. */
  readonly of: string | null;
  /** Null where it could not be determined; `note` says why. */
  readonly value: number | null;
  /** UCUM. */
  readonly unit: string;
  /** Bounds of its interval; null where it has none. */
  readonly low: number | null;
  readonly high: number | null;
  /** Probability of that interval, such as 0.95. */
  readonly confidence: number | null;
  /** The true value lies below, or above, what could be measured, and `value` is that limit. */
  readonly beyond: 'below' | 'above' | null;
  readonly note: string | null;
}

/** Something about one well or sample that a reader has to know. */
export interface ResultFlag {
  readonly well: string | null;
  readonly sample: string | null;
  readonly what: 'outlier' | 'excluded' | 'out_of_range' | 'plate_effect' | 'poor_fit' | 'other';
  readonly why: string;
}

/** What one analysis of a run came to. */
export interface AnalysisResult {
  /** As the protocol names it. */
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  /** The one number that is asked for first; null where data did not suffice. */
  readonly main: ResultValue | null;
  /** All numbers, the main one among them. */
  readonly values: readonly ResultValue[];
  /** Why there is no main value; null where there is one. */
  readonly insufficient: string | null;
  /** What was computed, from which readings, with the source of the formula; a few sentences. */
  readonly method: string;
  readonly flags: readonly ResultFlag[];
  readonly figures: readonly Figure[];
  /** Some of the readings come from a simulated instrument. */
  readonly simulated: boolean;
}
