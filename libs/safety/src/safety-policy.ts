/** What a lab may do. */
export interface SafetyPolicy {
  /** The highest biosafety level that its rooms and people are approved for. */
  readonly biosafetyLevel: 1 | 2;
}

/** Teaching-lab work. A site policy takes its place when there is one, with the second approver that level 2 needs. */
export const BUILTIN_SAFETY_POLICY: SafetyPolicy = { biosafetyLevel: 1 };
