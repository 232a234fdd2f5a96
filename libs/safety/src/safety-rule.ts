import type { Diagnostic, Plan, Protocol } from '@labwright/protocol';
import type { SafetyPolicy } from './safety-policy';

/** A protocol that the compiler finds sound, with its plan, in a lab. */
export interface SafetyCase {
  readonly protocol: Protocol;
  readonly plan: Plan;
  readonly policy: SafetyPolicy;
}

export type SafetyRule = (given: SafetyCase) => readonly Diagnostic[];

/** Something that people have to decide, with their names to it. */
export function hold(path: string, message: string, suggestion: string): Diagnostic {
  return { code: 'E_BIOSAFETY_HOLD', severity: 'error', path, message, suggestion, fixableByModel: false };
}

/** A fault of the procedure. */
export function unsafe(path: string, message: string, suggestion: string): Diagnostic {
  return { code: 'E_SAFETY', severity: 'error', path, message, suggestion, fixableByModel: true };
}

/** Whether the work is of level 2: it says so, or has an organism of that risk group. */
export function isLevelTwo({ biosafety }: Protocol): boolean {
  return biosafety.level >= 2 || biosafety.organisms.some(({ riskGroup }) => riskGroup >= 2);
}
