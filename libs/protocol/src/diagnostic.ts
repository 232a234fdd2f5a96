/** Stable codes of the compiler's findings; new ones are added, none changes its meaning. */
export const DiagnosticCodes = [
  'E_SCHEMA',
  'E_UNIT',
  'E_VAGUE',
  'E_RANGE',
  'E_CAPABILITY',
  'E_LABWARE',
  'E_PLACE',
  'E_REF',
  'E_CYCLE',
  'E_UNREACHABLE',
  'E_NO_TERMINATION',
  'E_ORDER',
  'E_PARAMETER',
  'E_CAPACITY',
  'E_TIMING',
  'E_BRANCH',
  'E_CHECK',
  'E_VOLUME',
  'E_CONFLICT',
  'E_SAFETY',
  'E_BIOSAFETY_HOLD',
  'W_ASSUMPTION',
  'W_CALIBRATION',
  'W_UNVERIFIED_DRIVER',
  'W_LONG_HOLD',
  'W_TIMING_TIGHT',
] as const;
export type DiagnosticCode = (typeof DiagnosticCodes)[number];

/** One finding. `path` is a JSON pointer (RFC 6901) into the document. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning' | 'info';
  readonly path: string;
  readonly message: string;
  /** What would be allowed in this place. */
  readonly allowed?: readonly string[];
  readonly suggestion?: string;
  /** Whether a model may try to mend it. */
  readonly fixableByModel: boolean;
  /** Place in the text as submitted, from 1, when it came as YAML or JSON text. */
  readonly position?: { readonly line: number; readonly column: number };
}
