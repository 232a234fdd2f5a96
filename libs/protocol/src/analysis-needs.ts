import type { QuantityKind } from '@labwright/domain';
import type { Analysis, AnalysisKind } from './analysis.schema';

/** Fields of an analysis that select wells. */
export const SELECTIONS = [
  'wells',
  'standards',
  'samples',
  'growthControl',
  'sterileControl',
  'reference',
  'positive',
  'negative',
] as const;
export type Selection = (typeof SELECTIONS)[number];

/** What one kind of analysis wants of the protocol. */
export interface AnalysisNeeds {
  /** Fields that name a saved reading, and of which kinds it may be; empty for any. The first says which labware is meant. */
  readonly readings: Readonly<Record<string, readonly QuantityKind[]>>;
  /** Selections whose wells all have a `nominal`. */
  readonly nominal: readonly Selection[];
  /** Kinds of that nominal; empty for any. */
  readonly nominalKinds: readonly QuantityKind[];
  /** Least number of different nominals. */
  readonly levels: number;
  /** The readings are saved again and again, all but a `blank`. */
  readonly series: boolean;
}

const concentrations: readonly QuantityKind[] = ['amount_concentration', 'mass_concentration', 'fraction'];
const signal: Pick<AnalysisNeeds, 'readings'> = { readings: { reading: [] } };
const nothing: AnalysisNeeds = { readings: {}, nominal: [], nominalKinds: [], levels: 0, series: false };
const LEVELS = { linear: 3, quadratic: 4, four_parameter: 5 } as const;

const NEEDS: { readonly [K in AnalysisKind]: AnalysisNeeds } = {
  growth_rate: { ...nothing, readings: { reading: ['optical_density'], blank: ['optical_density'] }, series: true },
  standard_curve: { ...nothing, ...signal, nominal: ['standards'], levels: LEVELS.linear },
  dose_response: {
    ...nothing,
    readings: { reading: [], dividedBy: [] },
    nominal: ['wells'],
    nominalKinds: concentrations,
    levels: LEVELS.four_parameter,
  },
  mic: { ...nothing, readings: { reading: ['optical_density'] }, nominal: ['wells'], nominalKinds: concentrations, levels: 3 },
  colony_count: nothing,
  reporter: { ...nothing, readings: { density: ['optical_density'], fluorescence: ['fluorescence', 'luminescence'] }, series: true },
  dispensing: {
    ...nothing,
    readings: { reading: ['optical_density'] },
    nominal: ['wells', 'reference'],
    nominalKinds: ['volume'],
    levels: 1,
  },
  linearity: { ...nothing, ...signal, nominal: ['standards'], levels: 4 },
  assay_quality: { ...nothing, ...signal },
  plate_uniformity: { ...nothing, ...signal },
  yield: nothing,
};

export function needsOf(analysis: Analysis): AnalysisNeeds {
  const needs = NEEDS[analysis.kind];
  return analysis.kind === 'standard_curve' ? { ...needs, levels: LEVELS[analysis.model] } : needs;
}

/** The numbers of people that an analysis rests on, with their places in it. */
export function evidenceOf(analysis: Analysis): readonly (readonly [path: readonly (string | number)[], name: string])[] {
  if (analysis.kind === 'yield') return [[['evidence'], analysis.evidence]];
  return analysis.kind === 'colony_count' ? analysis.plates.map(({ evidence }, j) => [['plates', j, 'evidence'], evidence]) : [];
}
