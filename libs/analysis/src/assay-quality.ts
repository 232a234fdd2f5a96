import { insufficient, type Insufficient } from './insufficient';
import { summarize, type Summary } from './summary';

/** How well the controls of an assay are told apart. */
export interface AssayQuality {
  readonly kind: 'ok';
  /** At most 1; 0.5 or more is excellent, 0 or less means that the bands of 3 deviations touch. */
  readonly zPrime: number;
  /** Gap between the bands of 3 deviations, in deviations of the control with the higher mean; null when that does not scatter. */
  readonly signalWindow: number | null;
  /** Higher mean over lower; null when the lower is not above 0. */
  readonly signalToBackground: number | null;
  readonly positive: Summary;
  readonly negative: Summary;
}

/**
 * Z' = 1 - 3 (s+ + s-) / |mean+ - mean-|, signal window, signal to background. At least two wells of each control, in any one unit.
 * Sources: Zhang, Chung, Oldenburg, J Biomol Screen 4 (1999) 67 (Z'); Sittampalam, Iversen, Boadt et al., J Biomol Screen 2 (1997) 159
 * (signal window); IUPAC Recommendations 2011, Pure Appl Chem 83 (2011) 1129, entry Z' factor.
 */
export function assayQuality(positive: readonly number[], negative: readonly number[]): AssayQuality | Insufficient {
  const [plus, minus] = [summarize(positive), summarize(negative)];
  if (plus.kind === 'insufficient') return insufficient(`of the positive control ${plus.why}`);
  if (minus.kind === 'insufficient') return insufficient(`of the negative control ${minus.why}`);
  const [sPlus, sMinus] = [plus.standardDeviation, minus.standardDeviation];
  if (sPlus === null || sMinus === null) return insufficient('each control needs two wells to show its scatter');
  const gap = Math.abs(plus.mean - minus.mean);
  if (!(gap > 0)) return insufficient('both controls have the same mean');
  const [high, low] = plus.mean > minus.mean ? [plus, minus] : [minus, plus];
  const sHigh = high === plus ? sPlus : sMinus;
  return {
    kind: 'ok',
    zPrime: 1 - (3 * (sPlus + sMinus)) / gap,
    signalWindow: sHigh > 0 ? (gap - 3 * (sPlus + sMinus)) / sHigh : null,
    signalToBackground: low.mean > 0 ? high.mean / low.mean : null,
    positive: plus,
    negative: minus,
  };
}
