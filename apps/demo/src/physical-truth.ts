import type { Place } from './protocol-document';
import type { Measurement, TrueWell } from './truth';

/** What is true of labware now. */
export interface TrueLabware {
  readonly run: string | null;
  readonly name: string | null;
  readonly wells: Readonly<Record<string, TrueWell>>;
}

/** What was put into the model of the simulated lab. */
export interface TrueConstants {
  /** mmol/L of IPTG at half induction. */
  readonly inductionHalf: number;
  /** mg/L of ampicillin, a step of a two-fold dilution from 1 mg/L. */
  readonly mic: number;
}

/** All that the control port of the simulator tells of a run. Ground truth: for tests and reports only. */
export interface PhysicalTruth {
  /** In the order of time. */
  readonly reads: readonly Measurement[];
  readonly labware: readonly TrueLabware[];
  readonly constants: TrueConstants;
}

/** What is in a well at the end; null for one that is empty. */
export function nowIn({ labware }: PhysicalTruth, run: string, { labware: name, well }: Place): TrueWell | null {
  return labware.find((it) => it.run === run && it.name === name)?.wells[well] ?? null;
}

/** What was in labware when it was last looked at; null when it never was. */
export function lastRead({ reads }: PhysicalTruth, run: string, name: string): Measurement | null {
  return reads.findLast((it) => it.run === run && it.name === name) ?? null;
}
