import { ReadingQuality, type DriverReading } from '@labwright/domain';
import { insufficient, type Insufficient } from './insufficient';
import { summarize } from './summary';

/** One well of one plate reading; a `DriverReading` that names its well is one. */
export type WellReading = Pick<DriverReading, 'value' | 'quality'> & { readonly well: string };

/** A well after subtraction, in the unit of the reading. */
export interface BlankedWell {
  readonly well: string;
  /** Null where the reading is not `ok`. */
  readonly value: number | null;
  /** Of the difference; null where it cannot be known, with one blank. */
  readonly standardError: number | null;
  readonly quality: ReadingQuality;
}

/** A plate after subtraction. */
export interface BlankedPlate {
  readonly kind: 'ok';
  readonly blank: {
    /** Of the blank wells used, in the unit of the reading. */
    readonly mean: number;
    /** Of that mean; null with one blank. All wells share this part of their error. */
    readonly standardError: number | null;
    readonly wells: readonly string[];
    /** Blank wells that are flagged, no number, or not among the readings. */
    readonly leftOut: readonly string[];
  };
  /** Every well that is no blank, in the order of the readings. */
  readonly wells: readonly BlankedWell[];
}

/**
 * Subtracts the mean of the blank wells from every other well of one reading at one wavelength, AU (or RFU, RLU: any one unit).
 * The standard error of a difference is s * sqrt(1 + 1/n): s, the scatter of the n blanks, stands for the scatter of one reading, and the
 * mean of the blanks adds s / sqrt(n). Readers scatter more at high absorbance, so that it is a lower bound there.
 * Source: GUM (JCGM 100:2008), 5.1.2, equation 10, for a difference; 4.2.3, equation 5, for a mean.
 */
export function subtractBlank(readings: readonly WellReading[], blankWells: readonly string[]): BlankedPlate | Insufficient {
  const blanks = new Set(blankWells);
  const used = readings.filter((reading) => blanks.has(reading.well) && isUsable(reading));
  const usedWells = new Set(used.map(({ well }) => well));
  const leftOut = [...blanks].filter((well) => !usedWells.has(well));
  const summary = summarize(used.map(({ value }) => value ?? Number.NaN));
  if (summary.kind === 'insufficient') {
    return insufficient(blanks.size === 0 ? 'no well is a blank' : `no blank well has a usable reading: ${leftOut.join(', ')}`);
  }
  const { mean, count, standardDeviation, standardError } = summary;
  const wellError = standardDeviation === null ? null : standardDeviation * Math.sqrt(1 + 1 / count);
  const wells = readings
    .filter(({ well }) => !blanks.has(well))
    .map((reading): BlankedWell => {
      const usable = isUsable(reading);
      return {
        well: reading.well,
        value: usable ? (reading.value ?? 0) - mean : null,
        standardError: usable ? wellError : null,
        quality: reading.quality,
      };
    });
  return { kind: 'ok', blank: { mean, standardError, wells: [...usedWells], leftOut }, wells };
}

function isUsable({ value, quality }: WellReading): boolean {
  return quality === ReadingQuality.ok && value !== null && Number.isFinite(value);
}
