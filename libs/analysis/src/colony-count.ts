import { chiSquareBelow } from './chi-square';
import { insufficient, type Insufficient } from './insufficient';
import type { Interval } from './interval';
import { poissonInterval } from './poisson-interval';

/** One plate of a dilution series. */
export interface ColonyPlate {
  /** Colonies, a whole number; null for too many to count. */
  readonly colonies: number | null;
  /** mL that were plated, above 0. */
  readonly platedMl: number;
  /** By which the suspension was diluted before, 1 or more. */
  readonly dilution: number;
}

/** Which plates count, and how wide the interval is. */
export interface ColonyCountOptions {
  /** Colonies that a plate may have. Default 25 to 250; 30 to 300 and 10 to 300 are used as well. */
  readonly countable?: Interval;
  /** Default 0.95. */
  readonly confidence?: number;
}

/** Colony-forming units in the undiluted suspension. */
export interface ColonyCount {
  readonly kind: 'ok';
  /** CFU/mL. With `beyond`, the limit below, or above, which the true value is. */
  readonly perMl: number;
  /** CFU/mL, of the Poisson scatter of the colonies alone; no upper end when all plates had too many. */
  readonly interval: { readonly low: number; readonly high: number | null };
  readonly beyond: 'below' | 'above' | null;
  /** Colonies counted, and mL of undiluted suspension that they grew from. */
  readonly colonies: number;
  readonly sampledMl: number;
  /** One flag a plate, in their order: what was done with it. */
  readonly plates: readonly ('counted' | 'too_few' | 'too_many' | 'counted_though_too_few')[];
  /** Probability that plates of one suspension differ as much as the counted ones; null for one plate. Below 0.01 dilution or plating is in doubt. */
  readonly agreement: number | null;
}

/**
 * The weighted mean: all colonies of the countable plates over all undiluted suspension on them, which for plates of one volume V and two
 * steps of ten is sum(C) / (V (n1 + 0.1 n2) d). When no plate is countable, those with fewer count, and are flagged; when they have none at all
 * the answer is less than one colony; when all had too many, more than the most that counts on the most diluted.
 * Sources: ISO 7218:2007, 10.3.2 (calculation, low counts 10.3.2.4); FDA Bacteriological Analytical Manual, chapter 3 (25 to 250, the same
 * formula); interval, Garwood, Biometrika 28 (1936) 437; agreement, chi-square of counts about their share.
 */
export function colonyCount(plates: readonly ColonyPlate[], options: ColonyCountOptions = {}): ColonyCount | Insufficient {
  const { countable = { low: 25, high: 250 }, confidence = 0.95 } = options;
  if (plates.length === 0) return insufficient('no plate was counted');
  for (const { colonies, platedMl, dilution } of plates) {
    if (!(platedMl > 0) || !(dilution >= 1))
      throw new RangeError(`a plate has a volume above 0 and a dilution from 1, not ${platedMl} mL and ${dilution}`);
    if (colonies !== null && (!Number.isInteger(colonies) || colonies < 0))
      throw new RangeError(`colonies are a whole number, not ${colonies}`);
  }
  const judged = plates.map(({ colonies }) => judge(colonies, countable));
  const best = judged.includes('counted') ? 'counted' : judged.includes('too_few') ? 'too_few' : 'too_many';
  const flags = judged.map((flag) => (best === 'too_few' && flag === 'too_few' ? 'counted_though_too_few' : flag));
  const used = plates.filter((_, index) => judged[index] === best);
  if (best === 'too_many') {
    const least = used.reduce((a, b) => (sample(b) < sample(a) ? b : a));
    const limit = countable.high / sample(least);
    return {
      kind: 'ok',
      perMl: limit,
      interval: { low: limit, high: null },
      beyond: 'above',
      colonies: 0,
      sampledMl: sample(least),
      plates: flags,
      agreement: null,
    };
  }
  const colonies = used.reduce((sum, plate) => sum + (plate.colonies ?? 0), 0);
  const sampledMl = used.reduce((sum, plate) => sum + sample(plate), 0);
  const { low, high } = poissonInterval(colonies, confidence);
  return {
    kind: 'ok',
    perMl: Math.max(colonies, 1) / sampledMl,
    interval: { low: low / sampledMl, high: high / sampledMl },
    beyond: colonies === 0 ? 'below' : null,
    colonies,
    sampledMl,
    plates: flags,
    agreement: agreement(used, colonies, sampledMl),
  };
}

/** Colony-forming units for each microgram of DNA. */
export interface TransformationEfficiency {
  /** CFU/ug; below, or above it, as the count says with `beyond`. */
  readonly perMicrogram: number;
  readonly interval: { readonly low: number; readonly high: number | null };
  readonly beyond: 'below' | 'above' | null;
}

/**
 * CFU in the whole suspension over the DNA that went into it: `suspensionMl`, mL, after recovery and before plating; `dnaMicrograms`, ug.
 * Source: New England Biolabs, FAQ "How should I calculate the electrotransformation efficiency (C2986)?"; Hanahan, J Mol Biol 166 (1983) 557.
 * @throws RangeError for a volume or mass that is not above 0
 */
export function transformationEfficiency(
  { perMl, interval, beyond }: Pick<ColonyCount, 'perMl' | 'interval' | 'beyond'>,
  { suspensionMl, dnaMicrograms }: { readonly suspensionMl: number; readonly dnaMicrograms: number },
): TransformationEfficiency {
  if (!(suspensionMl > 0 && dnaMicrograms > 0)) throw new RangeError('an efficiency needs a volume and a mass of DNA above 0');
  const factor = suspensionMl / dnaMicrograms;
  return {
    perMicrogram: perMl * factor,
    interval: { low: interval.low * factor, high: interval.high === null ? null : interval.high * factor },
    beyond,
  };
}

function judge(colonies: number | null, { low, high }: Interval): 'counted' | 'too_few' | 'too_many' {
  if (colonies === null || colonies > high) return 'too_many';
  return colonies < low ? 'too_few' : 'counted';
}

function sample({ platedMl, dilution }: ColonyPlate): number {
  return platedMl / dilution;
}

function agreement(plates: readonly ColonyPlate[], colonies: number, sampledMl: number): number | null {
  if (plates.length < 2 || colonies === 0) return null;
  const chiSquare = plates.reduce((sum, plate) => {
    const expected = (colonies * sample(plate)) / sampledMl;
    return sum + ((plate.colonies ?? 0) - expected) ** 2 / expected;
  }, 0);
  return 1 - chiSquareBelow(chiSquare, plates.length - 1);
}
