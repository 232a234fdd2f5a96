import { linearity, type Linearity } from '@labwright/analysis';
import type { PlanAnalysis } from '@labwright/protocol';
import { curveFigures } from './curve-figures';
import { curveValues } from './curve-values';
import { levels } from './dose-response-findings';
import { mainOf, resultValue, type Findings } from './findings';
import { outlierFlags, plateMap, plateReading, pointsOf } from './plate-reading';
import type { RecordView } from './record-view';
import type { ResultValue } from './result';

type LinearityAnalysis = Extract<PlanAnalysis, { kind: 'linearity' }>;

/** % of what the line spans, that the mean of a level may be off it. */
const TOLERANCE = 2;

/** How straight a reader is; the main value is the upper end of its linear range, or the largest deviation where it has none. */
export function linearityFindings(view: RecordView, { reading, standards, nominalUnit, labware }: LinearityAnalysis): Findings {
  const unit = nominalUnit ?? '';
  const read = plateReading(view, reading, standards);
  const known = read.of(standards);
  const points = pointsOf(known);
  const found = linearity(points, TOLERANCE);
  const map = plateMap(view.labware(labware), read, standards);
  const shared = {
    method:
      `Least squares of a line over steps of known content. The linear range ends at the highest step such that the means of all steps up to it lie within ${TOLERANCE} % of what their own line spans (criterion after CLSI EP06); ` +
      `largest deviation from the line through all (ICH Q2). ${read.words}`.trim(),
    flags: [...read.flags, ...levels(known).flatMap((level) => outlierFlags(level, `the step ${level[0]?.nominal} ${unit}`))],
    simulated: view.isSimulated(reading),
  };
  if (found.kind !== 'ok')
    return { ...shared, main: null, values: [], insufficient: read.taken ? found.why : 'nothing was read', figures: [map] };
  const values = valuesOf(found, unit, read.unit);
  const line = found.linearLine ?? found.line;
  return {
    ...shared,
    ...mainOf(values[0], 'nothing was read'),
    values: [...values, ...curveValues(line, { x: unit, y: read.unit })],
    figures: [
      ...curveFigures({
        title: `${reading} over the content of standards`,
        x: { label: 'Content', unit, scale: 'linear' },
        y: { label: reading, unit: read.unit, scale: 'linear' },
        curve: line,
        points,
        marks: found.linearTo === null ? [] : [{ axis: 'x', at: found.linearTo, label: 'linear up to here' }],
      }),
      map,
    ],
  };
}

function valuesOf({ linearTo, largest, line }: Linearity, unit: string, signal: string): readonly ResultValue[] {
  const end =
    linearTo === null
      ? []
      : [
          resultValue({
            name: 'linear_to',
            label: 'Upper end of the linear range',
            unit,
            value: linearTo,
            ...(linearTo >= line.range.high ? { beyond: 'above', note: 'linear over all steps' } : {}),
          }),
        ];
  return [
    ...end,
    resultValue({
      name: 'largest_deviation',
      label: 'Largest deviation from the line through all',
      unit: '%',
      value: largest.percentOfSpan,
      note: `${Number(largest.deviation.toPrecision(3))} ${signal} at ${largest.x} ${unit}`,
    }),
  ];
}
