import { backCalculate, type FittedCurve } from '@labwright/analysis';
import type { AnalysisWell } from '@labwright/protocol';
import type { XyPoint } from './figure';
import { resultValue } from './findings';
import { CONFIDENCE } from './growth-fit';
import { meanOf, type PlateReading, type ReadWell } from './plate-reading';
import type { ResultFlag, ResultValue } from './result';
import { groupsOf } from './well-groups';

interface Concentrations {
  /** One a sample, in the order of the wells; then one for each dilution of samples with several. */
  readonly values: readonly ResultValue[];
  readonly flags: readonly ResultFlag[];
  /** Wells whose signal the standards span, at the concentration in the well. */
  readonly points: readonly XyPoint[];
}

/** What the samples had before they were diluted. Of several dilutions that one counts whose interval is the narrowest for its value. */
export function concentrationsOf(curve: FittedCurve, read: PlateReading, samples: readonly AnalysisWell[], unit: string): Concentrations {
  const values: ResultValue[] = [];
  const ofDilutions: ResultValue[] = [];
  const flags: ResultFlag[] = [];
  const points: XyPoint[] = [];
  for (const { name, wells } of groupsOf(samples)) {
    const used = read.of(wells);
    const dilutions = [...new Set(wells.map(({ dilution }) => dilution))];
    const each = dilutions.map((dilution) =>
      concentrationOf(
        curve,
        used.filter((well) => well.dilution === dilution),
        { sample: name, dilution, unit },
      ),
    );
    const best = each.toSorted((a, b) => width(a) - width(b))[0];
    if (!best) continue;
    values.push(best);
    if (each.length > 1)
      ofDilutions.push(
        ...each.map((value, i) => ({
          ...value,
          name: 'concentration_of_dilution',
          label: 'Concentration by one dilution',
          of: `${name}, 1:${dilutions[i]}`,
        })),
      );
    if (best.beyond) {
      const why = `its signal lies outside of the standards: ${best.beyond} ${best.value} ${unit}`;
      flags.push({ well: null, sample: name, what: 'out_of_range', why });
    }
    for (const { well, value } of used) {
      const one = backCalculate(curve, [value]);
      if (one.kind === 'ok') points.push({ x: one.value, y: value, well });
    }
  }
  return { values: [...values, ...ofDilutions], flags, points };
}

function concentrationOf(
  curve: FittedCurve,
  wells: readonly ReadWell[],
  { sample, dilution, unit }: { readonly sample: string; readonly dilution: number; readonly unit: string },
): ResultValue {
  const given = { name: 'concentration', label: 'Concentration', of: sample, unit };
  if (meanOf(wells) === null) return resultValue({ ...given, value: null, note: `no well of ${sample} has a good value` });
  const read = backCalculate(
    curve,
    wells.map(({ value }) => value),
  );
  const diluted = dilution === 1 ? '' : `, diluted 1:${dilution}`;
  const note = `mean of ${wells.length} ${wells.length === 1 ? 'well' : 'wells'}${diluted}`;
  switch (read.kind) {
    case 'ok': {
      const bounds = read.interval
        ? { low: read.interval.low * dilution, high: read.interval.high * dilution, confidence: CONFIDENCE }
        : {};
      return resultValue({
        ...given,
        value: read.value * dilution,
        ...bounds,
        note: read.interval ? note : `${note}; its interval has no end`,
      });
    }
    case 'out_of_range':
      return resultValue({ ...given, value: read.limit * dilution, beyond: read.side, note });
    default:
      return resultValue({ ...given, value: null, note: read.why });
  }
}

/** Of an interval for its value; what is none, or lies outside, comes last. */
function width({ value, low, high, beyond }: ResultValue): number {
  if (value === null) return Number.MAX_VALUE;
  if (beyond !== null) return Number.MAX_VALUE / 2;
  return low === null || high === null || value <= 0 ? Number.MAX_VALUE / 4 : Math.min((high - low) / value, Number.MAX_VALUE / 8);
}
