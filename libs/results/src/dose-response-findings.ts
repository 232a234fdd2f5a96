import { effectiveDose, fitFourParameter, type FourParameterFit } from '@labwright/analysis';
import type { PlanAnalysis } from '@labwright/protocol';
import { curveFigures } from './curve-figures';
import { curveValues, per } from './curve-values';
import { mainOf, resultValue, type Findings } from './findings';
import { CONFIDENCE } from './growth-fit';
import { meanOf, outlierFlags, plateMap, plateReading, plateReadingOf, pointsOf, type PlateReading, type ReadWell } from './plate-reading';
import { MIN_OD, ratioSeries } from './ratio-series';
import type { RecordView } from './record-view';
import type { ResultFlag, ResultValue } from './result';

type DoseResponse = Extract<PlanAnalysis, { kind: 'dose_response' }>;

/** A four-parameter curve over the dose; its main value is the dose of half effect. */
export function doseResponseFindings(view: RecordView, analysis: DoseResponse): Findings {
  const { reading, dividedBy, wells } = analysis;
  const read = dividedBy === undefined ? plateReading(view, reading, wells) : divided(view, analysis, dividedBy);
  const used = read.of(wells);
  const points = pointsOf(used);
  const unit = analysis.nominalUnit ?? '';
  const fit = fitFourParameter(points, { confidence: CONFIDENCE });
  const falls = fit.kind === 'ok' && fit.hill.value < 0;
  const given = { name: 'ec50', label: falls ? 'Dose of half inhibition, IC50' : 'Dose of half effect, EC50', unit };
  const main =
    fit.kind === 'ok'
      ? resultValue({ ...given, value: fit.ec50.value, ...fit.ec50.interval, confidence: CONFIDENCE })
      : resultValue({ ...given, value: null, note: read.taken ? fit.why : 'nothing was read' });
  const untreated = meanOf(used.filter(({ nominal }) => nominal === 0));
  return {
    ...mainOf(main, 'nothing was read'),
    values: [main, ...(fit.kind === 'ok' ? [...furtherDoses(fit, unit), ...curveValues(fit, { x: unit, y: read.unit })] : [])],
    method:
      `Least squares of a four-parameter logistic curve over the dose (Finney 1979; errors as in Ritz et al. 2015), without weights; the interval of the EC50 is that of its logarithm. ${read.words}`.trim(),
    flags: [...read.flags, ...levels(used).flatMap((level) => outlierFlags(level, `${level[0]?.nominal} ${unit}`)), ...lackOfFit(fit)],
    figures:
      fit.kind === 'ok'
        ? [
            ...curveFigures({
              title: `${read.reading} over the dose`,
              x: { label: 'Dose', unit, scale: 'log' },
              y: { label: read.reading, unit: read.unit, scale: 'linear' },
              curve: fit,
              points,
              marks: [
                { axis: 'x', at: fit.ec50.value, label: falls ? 'IC50' : 'EC50' },
                // A dose of 0 has no place on a logarithmic axis.
                ...(untreated === null ? [] : [{ axis: 'y', at: untreated, label: 'without' } as const]),
              ],
            }),
            plateMap(view.labware(analysis.labware), read, wells),
          ]
        : [plateMap(view.labware(analysis.labware), read, wells)],
    simulated: view.isSimulated(reading) || (dividedBy !== undefined && view.isSimulated(dividedBy)),
  };
}

function divided(view: RecordView, { reading, wells }: DoseResponse, dividedBy: string): PlateReading {
  const least = view.unitOf(dividedBy) === '{AU}' ? MIN_OD : Number.MIN_VALUE;
  return plateReadingOf(ratioSeries(view.series(reading), view.series(dividedBy), least), {
    reading: `${reading} / ${dividedBy}`,
    unit: per(view.unitOf(reading), view.unitOf(dividedBy)),
    wells,
  });
}

function furtherDoses(fit: FourParameterFit, unit: string): readonly ResultValue[] {
  return [10, 90].map((percent) => {
    const { value, interval } = effectiveDose(fit, percent);
    return resultValue({ name: `ec${percent}`, label: `Dose of ${percent} % effect`, unit, value, ...interval, confidence: CONFIDENCE });
  });
}

/** Replicates of one dose. */
export function levels(wells: readonly ReadWell[]): readonly (readonly ReadWell[])[] {
  return [...new Set(wells.map(({ nominal }) => nominal))].map((level) => wells.filter(({ nominal }) => nominal === level));
}

/** Below it the means of replicates lie farther from a curve than they scatter. */
const DOUBTFUL = 0.01;

export function lackOfFit(fit: Pick<FourParameterFit, 'kind' | 'lackOfFit'> | { readonly kind: 'insufficient' }): readonly ResultFlag[] {
  if (fit.kind !== 'ok' || !fit.lackOfFit || fit.lackOfFit.pValue >= DOUBTFUL) return [];
  const why = `means of replicates lie farther from the curve than replicates scatter (P = ${fit.lackOfFit.pValue.toPrecision(2)}): another model may fit better`;
  return [{ well: null, sample: null, what: 'poor_fit', why }];
}
