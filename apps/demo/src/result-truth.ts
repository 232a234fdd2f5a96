import { toCanonical } from '@labwright/domain';
import type { AnalysisResult, ResultValue } from '@labwright/results';
import type { Run, SavedReading } from './api-shapes';
import type { Aim } from './aim';
import { readsOf } from './culture';
import { lastRead, nowIn, type PhysicalTruth } from './physical-truth';
import {
  labwareOfNumber,
  labwareOfReading,
  stockOf,
  wellsOfSelection,
  type DocumentAnalysis,
  type ProtocolDocument,
} from './protocol-document';
import { truthOf, type TrueWell } from './truth';

/** What is known of a run that is over. */
export interface RunFacts {
  readonly run: Pick<Run, 'id' | 'startedLab'>;
  readonly document: ProtocolDocument;
  readonly saved: readonly SavedReading[];
  readonly truth: PhysicalTruth;
}

/** One value of a result and how its truth is found. */
interface Judgement {
  readonly aim: Aim;
  /** Values of a result that are compared; the others are not. */
  readonly values: (result: AnalysisResult) => readonly ResultValue[];
  /** In the unit of the value; null where the simulator does not tell. */
  readonly truth: (facts: RunFacts, analysis: DocumentAnalysis, result: AnalysisResult, value: ResultValue) => number | null;
}

const main = ({ main: value }: AnalysisResult): readonly ResultValue[] => (value ? [value] : []);
const named =
  (name: string) =>
  ({ values }: AnalysisResult): readonly ResultValue[] =>
    values.filter((value) => value.name === name);

/**
 * How the truth belongs to a result, by kind of analysis. What is not in it has no truth of one number: assay quality, uniformity of a plate, a
 * reporter in units of its reader, what a person weighed.
 */
export const JUDGEMENTS: Readonly<Record<string, Judgement>> = {
  growth_rate: { aim: { kind: 'relative', most: 0.05 }, values: main, truth: growth },
  standard_curve: { aim: { kind: 'relative', most: 0.1 }, values: named('concentration'), truth: concentration },
  dose_response: { aim: { kind: 'relative', most: 0.1 }, values: main, truth: halfInduction },
  mic: {
    aim: { kind: 'steps', most: 1 },
    values: named('mic'),
    truth: (facts, _analysis, _result, { unit }) => inUnit(facts.truth.constants.mic / 1000, unit),
  },
  colony_count: { aim: { kind: 'interval', stretched: 1.5 }, values: main, truth: colonies },
  dispensing: { aim: { kind: 'points', most: 0.5, stretched: 1.5 }, values: named('systematic_error'), truth: dispensed },
};

/** Field of the truth that is the analyte of a standard curve, mg/mL, by protocol. */
const ANALYTES: Readonly<Record<string, (well: TrueWell) => number>> = {
  bradford: ({ protein }) => protein,
  'insulin-expression': ({ protein }) => protein,
  'insulin-elisa': ({ insulin }) => insulin,
};

/** Units of concentration in one mg/mL. */
const IN_ONE_MILLIGRAM: Readonly<Record<string, number>> = {
  'mg/mL': 1,
  'g/L': 1,
  'ug/mL': 1e3,
  'mg/L': 1e3,
  'ng/mL': 1e6,
  'ug/L': 1e6,
  'pg/mL': 1e9,
};

function inUnit(milligrams: number, unit: string): number | null {
  const factor = IN_ONE_MILLIGRAM[unit];
  return factor === undefined ? null : milligrams * factor;
}

/** Slope of the logarithm of the true median density over the window that the result states, per hour. */
function growth(
  { run, saved, truth, document }: RunFacts,
  { reading, wells }: DocumentAnalysis,
  { values }: AnalysisResult,
): number | null {
  const [from, to] = ['window_start', 'window_end'].map((name) => values.find((value) => value.name === name)?.value ?? null);
  if (reading === undefined || from == null || to == null) return null;
  const labware = labwareOfReading(document, reading);
  const chosen = labware === null ? null : wellsOfSelection(document, labware, wells);
  const own = saved.filter(({ well }) => chosen === null || chosen.has(well));
  const start = Date.parse(run.startedLab ?? '');
  const hoursOf = (atMs: number) => (atMs - start) / 3_600_000;
  // A few seconds lie between reading and saving.
  const slack = 0.02;
  const points = truthOf(run.id, readsOf(own, reading), truth.reads).flatMap(({ atMs, od }) => {
    const hours = hoursOf(atMs);
    return od !== null && od > 0 && hours >= from - slack && hours <= to + slack ? [{ x: hours, y: Math.log(od) }] : [];
  });
  return points.length < 2 ? null : slopeOf(points);
}

/** What is at the end in the tube of the sample that was diluted least. */
function concentration(
  { run, document, truth }: RunFacts,
  { reading }: DocumentAnalysis,
  _result: AnalysisResult,
  { of, unit }: ResultValue,
): number | null {
  const analyte = ANALYTES[document.name];
  const plate = reading === undefined ? null : labwareOfReading(document, reading);
  if (!analyte || plate === null || of === null) return null;
  // "refolded, per mL of culture" is of the sample "refolded", with a dilution of its own in the plate.
  const [sample = of] = of.split(', ');
  const stock = stockOf(document, sample, plate);
  const well = stock && nowIn(truth, run.id, stock);
  if (!stock || !well) return null;
  const layout = document.labware?.find(({ id }) => id === plate)?.layout ?? {};
  const more = sample === of ? 1 : (Object.values(layout).find((it) => it.sample === of)?.dilution ?? 1);
  return inUnit(analyte(well) * stock.dilution * more, unit);
}

/** What the cells that are on all dishes make in the mean, per mL of the suspension; per ug of DNA that was in the whole of it. */
function colonies(
  { run, document, truth }: RunFacts,
  { plates = [], dna, suspension }: DocumentAnalysis,
  _result: AnalysisResult,
  { name }: ResultValue,
): number | null {
  let [expected, millilitres] = [0, 0];
  for (const { evidence, plated, dilution = 1 } of plates) {
    const labware = labwareOfNumber(document, evidence);
    const dish = labware === null ? null : nowIn(truth, run.id, { labware, well: 'A1' });
    if (!dish) return null;
    expected += dish.expectedColonies;
    millilitres += toCanonical('volume', plated) / 1_000 / dilution;
  }
  if (millilitres === 0) return null;
  if (name !== 'transformation_efficiency') return expected / millilitres;
  if (!dna || !suspension) return null;
  return ((expected / millilitres) * toCanonical('volume', suspension)) / 1_000 / (toCanonical('mass', dna) * 1_000);
}

function halfInduction({ truth }: RunFacts, _analysis: DocumentAnalysis, _result: AnalysisResult, { unit }: ResultValue): number | null {
  const factor = { 'mmol/L': 1, 'umol/L': 1_000, 'mol/L': 0.001 }[unit];
  return factor === undefined ? null : truth.constants.inductionHalf * factor;
}

/**
 * By how much the volumes of dye that are really in the wells of one nominal volume are off in the mean, %: their dye over that of the reference
 * wells, which were weighed in. Dye does not evaporate.
 */
function dispensed(
  { run, document, truth }: RunFacts,
  { reading, wells, reference = [] }: DocumentAnalysis,
  _result: AnalysisResult,
  { of }: ResultValue,
): number | null {
  const plate = reading === undefined ? null : labwareOfReading(document, reading);
  if (plate === null) return null;
  const layout = document.labware?.find(({ id }) => id === plate)?.layout ?? {};
  const there = lastRead(truth, run.id, plate)?.wells ?? {};
  const dyeFor = (chosen: Iterable<string>): readonly { readonly nominal: number; readonly dye: number }[] =>
    [...chosen].flatMap((well) => {
      const nominal = layout[well]?.nominal?.value;
      const found = there[well];
      return nominal === undefined || !found ? [] : [{ nominal, dye: (found.dye * found.volume) / nominal }];
    });
  const known = dyeFor(wellsOfSelection(document, plate, reference) ?? []);
  const own = dyeFor(wellsOfSelection(document, plate, wells) ?? Object.keys(layout)).filter(({ nominal }) => isOf(of, nominal));
  return known.length === 0 || own.length === 0 ? null : (meanOf(own) / meanOf(known) - 1) * 100;
}

function meanOf(wells: readonly { readonly dye: number }[]): number {
  return wells.reduce((sum, { dye }) => sum + dye, 0) / wells.length;
}

/** Whether a value is of this nominal volume, such as `dye, 5 uL`, or of all. */
function isOf(of: string | null, nominal: number): boolean {
  return of === null || Number(/([\d.]+) \S+$/.exec(of)?.[1]) === nominal;
}

/** Least squares. */
export function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const mean = (of: 'x' | 'y') => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x0, y0] = [mean('x'), mean('y')];
  const above = points.reduce((sum, { x, y }) => sum + (x - x0) * (y - y0), 0);
  return above / points.reduce((sum, { x }) => sum + (x - x0) ** 2, 0);
}
