import { median, type PlateRead } from './culture';

/** What the simulator says is true of one well; of its fields those that reports and results are compared with. */
export interface TrueWell {
  /** uL */
  readonly volume: number;
  /** AU at 600 nm in 1 cm. */
  readonly od: number;
  /** mg/mL, all that is dissolved. */
  readonly protein: number;
  /** mg/mL, dissolved and folded. */
  readonly insulin: number;
  /** AU in 1 cm, of all dyes at their peaks. */
  readonly dye: number;
  /** Colonies that the cells on agar make in the mean; 0 elsewhere. */
  readonly expectedColonies: number;
}

/** What the simulated lab says was true when an instrument looked at a piece of labware. */
export interface Measurement {
  readonly n: number;
  readonly atLab: string;
  readonly run: string | null;
  readonly name: string | null;
  readonly kind: string;
  readonly wells: Readonly<Record<string, TrueWell>>;
}

/** The truth behind one read. */
export interface TrueRead {
  readonly stepInstance: string;
  readonly atMs: number;
  /** Median of the true densities of the wells read, AU in 1 cm; null when the lab has no record. */
  readonly od: number | null;
}

/** Lab milliseconds between the look of the instrument and the time of the reading, at most. */
const NEAR_MS = 120_000;

/** Finds for each read what was true at that moment. Ground truth of the simulator: for tests and reports only. */
export function truthOf(runId: string, reads: readonly PlateRead[], measurements: readonly Measurement[]): readonly TrueRead[] {
  return reads.map(({ stepInstance, atMs, labware, values }) => {
    const wells = new Set(values.map(({ well }) => well));
    const own = measurements.filter(({ run, name }) => run === runId && (labware === null || name === labware));
    const distance = ({ atLab }: Measurement) => Math.abs(Date.parse(atLab) - atMs);
    const nearest = own.toSorted((a, b) => distance(a) - distance(b))[0];
    if (!nearest || distance(nearest) > NEAR_MS) return { stepInstance, atMs, od: null };
    const densities = Object.entries(nearest.wells).flatMap(([well, { od }]) => (wells.has(well) || wells.has('') ? [od] : []));
    return { stepInstance, atMs, od: median(densities) };
  });
}
