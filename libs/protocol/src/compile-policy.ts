/** What a lab lets the compiler pass. */
export interface CompilePolicy {
  /** What becomes of an instrument whose calibration is overdue: it is bound with a warning, or not bound. */
  readonly overdueCalibration: 'warn' | 'block';
}

export const DEFAULT_POLICY: CompilePolicy = { overdueCalibration: 'warn' };
