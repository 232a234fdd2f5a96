import type { Analysis, AnalysisKind } from './analysis.schema';

/** A well of an analysis, with what the layout says of it. */
export interface AnalysisWell {
  readonly well: string;
  readonly role: string;
  /** Wells of one sample are its replicates; null where the layout names none. */
  readonly sample: string | null;
  /** Known concentration, dose, volume or mass, in the analysis' `nominalUnit`; null where the layout says none. */
  readonly nominal: number | null;
  /** 1 or more. */
  readonly dilution: number;
}

/** Selections of wells of an analysis by the name of its field, such as `standards`. */
type Selections = 'wells' | 'standards' | 'samples' | 'growthControl' | 'sterileControl' | 'reference' | 'positive' | 'negative';

type Resolved<A> = {
  readonly [K in keyof A as K extends 'plates' | 'suspension' | 'dna' | 'culture' | Selections ? never : K]: A[K];
} & { readonly [K in keyof A as K extends 'wells' ? K : never]-?: readonly AnalysisWell[] } & {
  readonly [K in keyof A as K extends Exclude<Selections, 'wells'> ? K : never]: readonly AnalysisWell[];
};

interface OfPlate {
  /** Name of the labware that the reading is of; null for a reading of no plate. */
  readonly labware: string | null;
  /** UCUM, of every `nominal`; null where no well has one. */
  readonly nominalUnit: string | null;
}

type One<K extends AnalysisKind> = Resolved<Extract<Analysis, { kind: K }>>;

export interface GrowthRateAnalysis extends Omit<One<'growth_rate'>, 'curvature'>, OfPlate {
  /** Per AU, above 0; absent where the protocol says none. */
  readonly curvature?: number;
}

/** A plate that was counted. */
export interface CountedPlate {
  readonly step: string;
  readonly evidence: string;
  /** uL */
  readonly platedMicrolitres: number;
  readonly dilution: number;
}

export interface ColonyCountAnalysis extends One<'colony_count'> {
  readonly plates: readonly CountedPlate[];
  /** uL; null where the protocol says none. */
  readonly suspensionMicrolitres: number | null;
  /** ug; null where the protocol says none. */
  readonly dnaMicrograms: number | null;
}

export interface YieldAnalysis extends Omit<One<'yield'>, 'evidence'> {
  readonly step: string;
  readonly evidence: string;
  /** UCUM, of the number. */
  readonly unit: string;
  /** uL; null where the protocol says none. */
  readonly cultureMicrolitres: number | null;
}

type PlateKind = Exclude<AnalysisKind, 'growth_rate' | 'colony_count' | 'yield'>;
type PlateAnalysis = { [K in PlateKind]: One<K> & OfPlate }[PlateKind];

/**
 * An analysis of the protocol with its wells by name and its quantities in fixed units. Selections that the protocol leaves out are absent, but
 * `wells` of a growth rate and of a reporter, which are all that are read then; none for a reading of no plate.
 */
export type PlanAnalysis = GrowthRateAnalysis | PlateAnalysis | ColonyCountAnalysis | YieldAnalysis;
