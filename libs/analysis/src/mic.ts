import { insufficient, type Insufficient } from './insufficient';
import { summarize } from './summary';

/** One well of a dilution series: its dose, and what was read there after incubation, such as an optical density. */
export interface MicWell {
  readonly dose: number;
  readonly reading: number;
}

/** Readings of wells without the drug, and when a well counts as grown. */
export interface MicControls {
  /** Wells with cells and no drug. */
  readonly growth: readonly number[];
  /** Wells without cells; absent for readings that are blanked already. */
  readonly sterile?: readonly number[];
  /** Part of the growth control's growth above which a well has grown, between 0 and 1. Default 0.1. */
  readonly threshold?: number;
  /** Growth that the growth control must have above the sterile one, unit of the reading. Default 0.1, of an optical density in AU. */
  readonly minGrowth?: number;
}

/** The minimum inhibitory concentration of one dilution series, in the unit of the dose. */
export interface Mic {
  readonly kind: 'ok';
  /** Lowest dose that inhibits; with `beyond`, the end of the series that it lies beyond. */
  readonly value: number;
  /** `below`: nothing grew, the MIC is `value` or less. `above`: all grew, it is more than `value`. */
  readonly beyond: 'below' | 'above' | null;
  /** A dose without growth below one with growth; the MIC was read above both. */
  readonly skippedDose: number | null;
  /** Reading above which a well has grown. */
  readonly growsAbove: number;
}

/**
 * Reads one series, of one well a dose. The MIC is the lowest dose above every dose that grew. One skipped well is passed over and told; more
 * than one make the series unreadable, as does a growth control that did not grow.
 * Sources: ISO 20776-1:2019, 3.8 and 8; CLSI M07, 11th ed. (2018), section 3.13 (skipped wells); EUCAST, Reading guide for broth
 * microdilution, version 5.0 (2024) (valid only with sufficient growth in the growth control).
 */
export function callMic(wells: readonly MicWell[], controls: MicControls): Mic | Insufficient {
  const growsAbove = growthBound(controls);
  if (typeof growsAbove !== 'number') return growsAbove;
  const series = [...wells].sort((a, b) => a.dose - b.dose);
  if (series.some(({ dose, reading }) => !(dose > 0) || !Number.isFinite(reading))) {
    return insufficient('each well of a series needs a dose above 0 and a usable reading');
  }
  if (new Set(series.map(({ dose }) => dose)).size !== series.length) throw new RangeError('a series has one well a dose');
  const [lowest, highest] = [series[0], series.at(-1)];
  if (!lowest || !highest || series.length < 2) return insufficient('a series has at least two doses');
  const lastGrown = series.findLastIndex(({ reading }) => reading > growsAbove);
  const skipped = series.slice(0, Math.max(lastGrown, 0)).filter(({ reading }) => reading <= growsAbove);
  if (skipped.length > 1) {
    return insufficient(
      `${skipped.length} doses below one with growth show none (${skipped.map(({ dose }) => dose).join(', ')}): repeat the series`,
    );
  }
  const shared = { kind: 'ok', skippedDose: skipped[0]?.dose ?? null, growsAbove } as const;
  const next = series[lastGrown + 1];
  if (!next) return { ...shared, value: highest.dose, beyond: 'above' };
  return lastGrown < 0 ? { ...shared, value: lowest.dose, beyond: 'below' } : { ...shared, value: next.dose, beyond: null };
}

function growthBound({ growth, sterile, threshold = 0.1, minGrowth = 0.1 }: MicControls): number | Insufficient {
  if (!(threshold > 0 && threshold < 1)) throw new RangeError(`a threshold is between 0 and 1, not ${threshold}`);
  const grown = summarize(growth);
  if (grown.kind === 'insufficient') return insufficient(`of the growth control ${grown.why}`);
  const clear = sterile === undefined ? undefined : summarize(sterile);
  if (clear?.kind === 'insufficient') return insufficient(`of the sterile control ${clear.why}`);
  const base = clear?.mean ?? 0;
  const rise = grown.mean - base;
  if (!(rise >= minGrowth))
    return insufficient(`the growth control did not grow: it is ${rise.toPrecision(3)} above the sterile one, ${minGrowth} is needed`);
  return base + threshold * rise;
}
