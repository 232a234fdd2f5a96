import type { ReadingQuality } from '@labwright/domain';
import type { PlanAnalysis, PlanLabware } from '@labwright/protocol';

/** One value that a step of the run saved, corrected as its protocol says. */
export interface SavedValue {
  /** Name in the protocol. */
  readonly name: string;
  /** Name in the protocol; null for a reading of no labware. */
  readonly labware: string | null;
  /** Empty for a reading that is not of a plate. */
  readonly well: string;
  readonly value: number | null;
  /** Path by which the value was brought to 1 cm, cm; null where it was measured along 1 cm, or not brought to it. */
  readonly pathCm: number | null;
  /** UCUM. */
  readonly unit: string;
  readonly quality: ReadingQuality;
  /** Why it is not `ok`. */
  readonly reason: string | null;
  readonly simulated: boolean;
  /** Id of the step instance. */
  readonly instance: string;
  /** Of the step instance, from 1; of several attempts the last one counts. */
  readonly attempt: number;
  readonly step: string;
  /** Rounds of the repeats around the step, such as `until_induction/3`; empty outside of repeats. */
  readonly round: string;
  /** Lab time, milliseconds since the epoch. */
  readonly atMs: number;
}

/** A number that a person brought as evidence of a step. */
export interface BroughtNumber {
  readonly step: string;
  readonly round: string;
  /** Id of the evidence in its step. */
  readonly evidence: string;
  readonly value: number;
  /** UCUM; null where the protocol asked for none. */
  readonly unit: string | null;
  /** By the scripted operator of a simulated lab. */
  readonly scripted: boolean;
  /** Lab time, milliseconds since the epoch. */
  readonly atMs: number;
}

/** What the results of a run are worked out from; the order of readings and numbers does not matter. */
export interface RunRecord {
  /** Of the run's plan. */
  readonly analyses: readonly PlanAnalysis[];
  /** Of the run's plan, with layouts. */
  readonly labware: readonly PlanLabware[];
  readonly readings: readonly SavedValue[];
  readonly numbers: readonly BroughtNumber[];
  /** Lab time, milliseconds since the epoch; null for a run that has not begun. */
  readonly startedMs: number | null;
}
