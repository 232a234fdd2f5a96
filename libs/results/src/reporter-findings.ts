import { fitLine, studentT, summarize, type Insufficient, type Line } from '@labwright/analysis';
import type { PlanAnalysis } from '@labwright/protocol';
import { mainOf, resultValue, type Findings } from './findings';
import { CONFIDENCE, fitGrowth } from './growth-fit';
import { bandOf, HOURS, lineOf } from './growth-figures';
import { plateFigure } from './plate-figure';
import { MIN_OD, ratioSeries } from './ratio-series';
import type { RecordView, Series } from './record-view';
import type { ResultValue } from './result';
import { groupsOf, lastComplete, leftOutFlags, medianCurve, type WellGroup } from './well-groups';
import { xyFigure } from './xy-figure';

type ReporterAnalysis = Extract<PlanAnalysis, { kind: 'reporter' }>;

/**
 * Fluorescence for each density. The main value is that of the last series, of the first sample: how much reporter a culture has is what
 * cultures are compared by; how fast it rises, and how fast they grow, is beside it.
 */
export function reporterFindings(view: RecordView, analysis: ReporterAnalysis): Findings {
  const { fluorescence, density, wells } = analysis;
  const ratios = ratioSeries(view.series(fluorescence), view.series(density), MIN_OD);
  const groups = groupsOf(wells);
  const last = lastComplete(ratios, wells);
  const unit = `${view.unitOf(fluorescence)}/${view.unitOf(density)}`;
  const ends = groups.map((group) => endValue(group, last, unit));
  const values = [...ends, ...groups.flatMap((group) => rates(view, analysis, group, ratios, unit))];
  return {
    ...mainOf(ends[0], 'no well was read for both fluorescence and density'),
    values,
    method:
      `"${fluorescence}" over "${density}" of each well and round, where the density is ${MIN_OD} AU or more; a sample is the mean of its wells with an interval by Student's t. ` +
      `The main value is that of ${last ? `the last complete series, ${last.hours.toFixed(2)} h after the start` : 'the last series'}. Slopes are lines by least squares through medians; ` +
      'growth rates as in Monod 1949. Blanks and path lengths are those of the saved values.',
    flags: [...leftOutFlags(view.series(fluorescence), wells), ...leftOutFlags(view.series(density), wells)],
    figures: [
      xyFigure({
        id: 'time-course',
        title: `${fluorescence} for each ${density} over time`,
        x: HOURS,
        y: { label: `${fluorescence} / ${density}`, unit, scale: 'linear' },
        series: groups.flatMap((group) => [...bandOf(ratios, group), lineOf({ ...group, curve: medianCurve(ratios, group.wells) })]),
      }),
      xyFigure({
        id: 'density',
        title: `${density} over time`,
        x: HOURS,
        y: { label: density, unit: view.unitOf(density), scale: 'log' },
        series: groups.map((group) => lineOf({ ...group, curve: medianCurve(view.series(density), group.wells) })),
      }),
      last &&
        plateFigure(view.labware(analysis.labware), {
          id: 'plate',
          title: `${fluorescence} for each ${density} at ${last.hours.toFixed(1)} h`,
          label: `${fluorescence} / ${density}`,
          unit,
          values: new Map(wells.map(({ well }) => [well, last.values.get(well) ?? null])),
        }),
    ],
    simulated: view.isSimulated(fluorescence) || view.isSimulated(density),
  };
}

function endValue({ name, wells }: WellGroup, last: Series | null, unit: string): ResultValue {
  const given = { name: 'fluorescence_per_density', label: 'Fluorescence for each density at the end', of: name, unit };
  const summary = summarize(wells.flatMap(({ well }) => last?.values.get(well) ?? []));
  if (summary.kind !== 'ok')
    return resultValue({ ...given, value: null, note: `no well of ${name} was read for both fluorescence and density` });
  const { mean, count, standardError } = summary;
  const half = standardError === null ? null : studentT(CONFIDENCE, count - 1) * standardError;
  const bounds = half === null ? {} : { low: mean - half, high: mean + half, confidence: CONFIDENCE };
  return resultValue({ ...given, value: mean, ...bounds, note: `mean of ${count} wells` });
}

function rates(
  view: RecordView,
  { density }: ReporterAnalysis,
  { name, wells }: WellGroup,
  ratios: readonly Series[],
  unit: string,
): readonly ResultValue[] {
  const curve = medianCurve(ratios, wells);
  const line: Line | Insufficient = fitLine(curve.map(({ hours, value }) => ({ x: hours, y: value })));
  const slope = { name: 'slope', label: 'Rise of fluorescence for each density', of: name, unit: `${unit}/h` };
  const growth = { name: 'growth_rate', label: 'Growth rate', of: name, unit: '/h' };
  const { fit } = fitGrowth(medianCurve(view.series(density), wells));
  const half = line.kind === 'ok' ? studentT(CONFIDENCE, line.degreesOfFreedom) * line.slopeError : 0;
  return [
    line.kind === 'ok'
      ? resultValue({ ...slope, value: line.slope, low: line.slope - half, high: line.slope + half, confidence: CONFIDENCE })
      : resultValue({ ...slope, value: null, note: line.why }),
    fit.kind === 'ok'
      ? resultValue({ ...growth, value: fit.growth.rate, ...fit.growth.interval, confidence: CONFIDENCE })
      : resultValue({ ...growth, value: null, note: fit.why }),
  ];
}
