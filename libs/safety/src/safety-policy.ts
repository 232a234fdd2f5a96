import type { AllowList } from './lists/allowed-organisms';

/** What a lab may do. */
export interface SafetyPolicy {
  /** The highest biosafety level that its rooms and people are approved for. */
  readonly biosafetyLevel: 1 | 2;
  /** Organisms, vectors and inserts beside the built-in list. */
  readonly allow?: AllowList | undefined;
  /** The most that an instrument may be asked for, in canonical units. */
  readonly limits?: PolicyLimits | undefined;
}

export interface PolicyLimits {
  /** Cel */
  readonly temperature?: number | undefined;
  /** {rpm} */
  readonly speed?: number | undefined;
  /** uL of one dose */
  readonly dose?: number | undefined;
  /** lab milliseconds that a plan is expected to take */
  readonly runMs?: number | undefined;
}

/** Teaching-lab work. The site policy takes its place when there is one, with the second approver that level 2 needs. */
export const BUILTIN_SAFETY_POLICY: SafetyPolicy = { biosafetyLevel: 1 };
