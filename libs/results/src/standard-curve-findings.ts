import { blankLimits, detectionLimits, fitCurve, recoveries, summarize, type FittedCurve } from '@labwright/analysis';
import type { PlanAnalysis } from '@labwright/protocol';
import { concentrationsOf } from './concentrations';
import { curveFigures } from './curve-figures';
import { curveValues } from './curve-values';
import { lackOfFit, levels } from './dose-response-findings';
import { mainOf, resultValue, type Findings } from './findings';
import { CONFIDENCE } from './growth-fit';
import { outlierFlags, plateMap, plateReading, pointsOf, type ReadWell } from './plate-reading';
import type { RecordView } from './record-view';
import type { ResultFlag, ResultValue } from './result';
import { groupsOf } from './well-groups';

type StandardCurve = Extract<PlanAnalysis, { kind: 'standard_curve' }>;
type KnownPoint = ReturnType<typeof pointsOf>[number];

const MODELS = { linear: 'straight line', quadratic: 'parabola', four_parameter: 'four-parameter logistic curve' } as const;
/** Of a standard, % of what it is; the lowest level may be 5 farther off. ICH M10 (2022), ligand binding assays. */
const RECOVERY = { low: 80, high: 120, more: 5 };

/** A curve through the standards; its main value is the concentration of the first sample. */
export function standardCurveFindings(view: RecordView, analysis: StandardCurve): Findings {
  const { reading, model, standards, samples = [], weights = 'none' } = analysis;
  const unit = analysis.nominalUnit ?? '';
  const read = plateReading(view, reading, [...standards, ...samples]);
  const known = read.of(standards);
  const points = pointsOf(known);
  const curve = fitCurve(model, points, { weights, confidence: CONFIDENCE });
  const method =
    `Least squares of a ${MODELS[model]} through the standards, weights ${weights}; concentrations read back from it times the dilution, with Fieller's interval for a line and the delta method otherwise (Draper and Smith 1998). ${read.words} ` +
    'Outside of the standards no number is given. LOD and LOQ: 3.3 and 10 times the scatter about a line over its slope (ICH Q2), or the mean of the zero standards and 3 or 10 of their deviations (IUPAC).';
  const outliers = [
    ...levels(known).flatMap((level) => outlierFlags(level, `the standard ${level[0]?.nominal} ${unit}`)),
    ...groupsOf(samples).flatMap(({ name, wells }) => byDilution(read.of(wells)).flatMap((replicates) => outlierFlags(replicates, name))),
  ];
  const shared = { method, simulated: view.isSimulated(reading) };
  const map = plateMap(view.labware(analysis.labware), read, [...standards, ...samples]);
  if (curve.kind !== 'ok') {
    const why = read.taken ? curve.why : 'nothing was read';
    return { ...shared, main: null, values: [], insufficient: why, flags: [...read.flags, ...outliers], figures: [map] };
  }
  const found = concentrationsOf(curve, read, samples, unit);
  const own = curveValues(curve, { x: unit, y: read.unit });
  const recovered = recoveriesOf(curve, points);
  const first = found.values[0] ?? own.find(({ name }) => name === 'r_squared');
  return {
    ...shared,
    ...mainOf(first, 'no sample was read'),
    values: [...found.values, ...limitsOf(curve, known, unit), ...own, ...recovered.values],
    flags: [...found.flags, ...recovered.flags, ...outliers, ...lackOfFit(curve), ...read.flags],
    figures: [
      ...curveFigures({
        title: `${reading} over the concentration of standards`,
        x: { label: 'Concentration', unit, scale: model === 'four_parameter' ? 'log' : 'linear' },
        y: { label: reading, unit: read.unit, scale: 'linear' },
        curve,
        points,
        more: [{ name: 'samples, as they came into the wells', style: 'points', group: 'samples', points: found.points }],
      }),
      map,
    ],
  };
}

/** Replicates of one sample that were diluted alike. */
function byDilution(wells: readonly ReadWell[]): readonly (readonly ReadWell[])[] {
  return [...new Set(wells.map(({ dilution }) => dilution))].map((each) => wells.filter(({ dilution }) => dilution === each));
}

function limitsOf(curve: FittedCurve, known: readonly ReadWell[], unit: string): readonly ResultValue[] {
  const names = [
    { name: 'lod', label: 'Limit of detection', unit },
    { name: 'loq', label: 'Limit of quantification', unit },
  ] as const;
  const none = (note: string): readonly ResultValue[] => names.map((each) => resultValue({ ...each, value: null, note }));
  const [lod, loq] = names;
  if (curve.model === 'linear') {
    const limits = detectionLimits({ sigma: curve.residualDeviation, slope: curve.slope.value });
    if (limits.kind !== 'ok') return none(limits.why);
    return [resultValue({ ...lod, value: limits.detection }), resultValue({ ...loq, value: limits.quantification })];
  }
  const zeros = summarize(known.filter(({ nominal }) => nominal === 0).map(({ value }) => value));
  const limits = zeros.kind === 'ok' ? blankLimits(zeros, curve) : zeros;
  if (limits.kind !== 'ok') return none('two standards of 0 or more are needed for it');
  const beyond = 'the curve does not reach that signal';
  return [
    resultValue({ ...lod, value: limits.detection, ...(limits.detection === null ? { note: beyond } : {}) }),
    resultValue({ ...loq, value: limits.quantification, ...(limits.quantification === null ? { note: beyond } : {}) }),
  ];
}

function recoveriesOf(
  curve: FittedCurve,
  points: readonly KnownPoint[],
): { readonly values: readonly ResultValue[]; readonly flags: readonly ResultFlag[] } {
  const lowest = Math.min(...points.map(({ x }) => x).filter((x) => x > 0));
  const values: ResultValue[] = [];
  const flags: ResultFlag[] = [];
  // In the order of the points.
  for (const [i, { x, percent }] of recoveries(curve).entries()) {
    const well = points[i]?.well ?? null;
    if (x === 0) continue;
    values.push(
      resultValue({
        name: 'recovery',
        label: 'Recovery of a standard',
        of: well,
        unit: '%',
        value: percent,
        ...(percent === null ? { note: 'beyond a plateau of the curve' } : {}),
      }),
    );
    const more = x === lowest ? RECOVERY.more : 0;
    if (percent !== null && percent >= RECOVERY.low - more && percent <= RECOVERY.high + more) continue;
    const read = percent === null ? 'beyond a plateau of the curve' : `as ${percent.toFixed(0)} % of what it is`;
    flags.push({
      well,
      sample: null,
      what: 'other',
      why: `the standard is read back ${read}; ${RECOVERY.low - more} to ${RECOVERY.high + more} % are usual`,
    });
  }
  return { values, flags };
}
