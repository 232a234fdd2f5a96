import { summarize, type Insufficient } from '@labwright/analysis';
import type { PlanAnalysis } from '@labwright/protocol';
import { mainOf, resultValue, type Findings } from './findings';
import { blanked, blankOf } from './blank-reading';
import { correctedPoints, correctedSeries, correctionWords } from './corrected-density';
import { growthFigures } from './growth-figures';
import { CONFIDENCE, fitGrowth, fitGrowthIn, type GrowthFit, type GrowthRange } from './growth-fit';
import type { RecordView } from './record-view';
import type { ResultFlag, ResultValue } from './result';
import { groupsOf, leftOutFlags, medianCurve, wellCurve } from './well-groups';

type GrowthAnalysis = Extract<PlanAnalysis, { kind: 'growth_rate' }>;

/** Growth rate of the median of all wells, of each sample where there are several, and of each well; with a curvature, of corrected densities. */
export function growthRateFindings(view: RecordView, { reading, wells, labware, blank: blankName, curvature }: GrowthAnalysis): Findings {
  const series = correctedSeries(view.series(reading), curvature);
  const isPlate = labware !== null && wells.length > 0;
  const blank = blankName === undefined ? null : blankOf(view, blankName);
  const vial = isPlate ? null : correctedPoints(blanked(view.points(reading), blank), curvature);
  const curve = vial ? vial.points : medianCurve(series, wells);
  const { fit: fitted, range } = fitGrowth(curve, curvature);
  const fit = blank?.median === null ? { kind: 'insufficient' as const, why: blank.value.note ?? '' } : fitted;
  const main = rateValue(null, fit);
  const groups = groupsOf(wells).map((group) => {
    const points = medianCurve(series, group.wells);
    return { ...group, curve: points, fit: fitGrowthIn(points, range) };
  });
  const each = wells.map((well) => ({ ...well, fit: fitGrowthIn(wellCurve(series, well.well), range) }));
  const values = [main, ...(fit.kind === 'ok' ? more(fit) : []), ...(blank ? [blank.value] : []), ...scatter(each)];
  if (groups.length > 1) values.push(...groups.map((group) => rateValue(group.name, group.fit)));
  values.push(...each.map((well) => rateValue(well.well, well.fit)));
  const doubts = [...bent(null, null, fit), ...each.flatMap((well) => bent(well.well, well.sample, well.fit))];
  const label = curvature === undefined ? reading : `${reading}, corrected`;
  const plate = { labware: view.labware(labware), wells, series };
  return {
    ...mainOf(main, 'nothing was read'),
    values,
    method: methodOf(reading, isPlate ? wells.length : 0, range, fit) + (blank?.words ?? '') + correctionWords(curvature),
    flags: [...doubts, ...leftOutFlags(series, wells), ...(vial?.flags ?? [])],
    figures: growthFigures({ label, unit: view.unitOf(reading), ...plate, curve, fit, groups, each }),
    simulated: view.isSimulated(reading),
  };
}

function rateValue(of: string | null, fit: GrowthFit | Insufficient): ResultValue {
  const given = { name: 'growth_rate', label: 'Growth rate', of, unit: '/h' };
  if (fit.kind !== 'ok') return resultValue({ ...given, value: null, note: fit.why });
  return resultValue({ ...given, value: fit.growth.rate, ...fit.growth.interval, confidence: CONFIDENCE });
}

function more({ growth }: GrowthFit): readonly ResultValue[] {
  const { doublingTime, doublingTimeInterval, lag, rSquared, window } = growth;
  const { low, high } = doublingTimeInterval;
  return [
    resultValue({
      name: 'doubling_time',
      label: 'Doubling time',
      unit: 'min',
      value: doublingTime * 60,
      // The interval has no end where that of the rate reaches zero.
      ...(high === null ? {} : { low: low * 60, high: high * 60, confidence: CONFIDENCE }),
    }),
    resultValue({ name: 'lag', label: 'Lag, from the first reading', unit: 'h', value: lag }),
    resultValue({
      name: 'window_start',
      label: 'Begin of the exponential window, since the start of the run',
      unit: 'h',
      value: window.fromHours,
    }),
    resultValue({
      name: 'window_end',
      label: 'End of the exponential window, since the start of the run',
      unit: 'h',
      value: window.toHours,
    }),
    resultValue({ name: 'window_points', label: 'Points in the exponential window', unit: '{count}', value: window.points }),
    resultValue({ name: 'r_squared', label: 'R squared of the line', unit: '1', value: rSquared }),
  ];
}

function scatter(each: readonly { readonly fit: GrowthFit | Insufficient }[]): readonly ResultValue[] {
  const rates = each.flatMap(({ fit }) => (fit.kind === 'ok' ? [fit.growth.rate] : []));
  const summary = summarize(rates);
  if (summary.kind !== 'ok' || summary.standardDeviation === null) return [];
  return [
    resultValue({
      name: 'growth_rate_deviation',
      label: 'Standard deviation of the rates of wells',
      unit: '/h',
      value: summary.standardDeviation,
      note: `of ${rates.length} wells`,
    }),
  ];
}

function bent(well: string | null, sample: string | null, fit: GrowthFit | Insufficient): readonly ResultFlag[] {
  if (fit.kind !== 'ok' || fit.growth.window.straight) return [];
  return [
    {
      well,
      sample,
      what: 'poor_fit',
      why: 'no part of the curve is straight on a logarithmic axis: the rate is that of the least bent part',
    },
  ];
}

function methodOf(reading: string, wells: number, { minOd, maxOd, minPoints }: GrowthRange, fit: GrowthFit | Insufficient): string {
  const what = wells > 0 ? `the median of ${wells} wells` : 'what was read';
  const taken = fit.kind === 'ok' ? ` Taken were the ${fit.growth.window.points} points of the longest straight part.` : '';
  return (
    `Slope of the natural logarithm of "${reading}" over time by least squares (Monod 1949), of ${what} and of each well, between an optical density of ${minOd} and ${maxOd} ` +
    `with ${minPoints} points or more.${taken} Interval by Student's t; lag where the line meets the first density (Zwietering et al. 1990). ` +
    'Blanks and path lengths are those of the saved values; of a step that was done again the last time counts.'
  );
}
