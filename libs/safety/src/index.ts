export { approvalNeed, missingYes } from './approval.rule';
export type { ApprovalNeed, SignedYes } from './approval.rule';
export { safetyPass } from './safety-pass';
export { BUILTIN_SAFETY_POLICY } from './safety-policy';
export type { SafetyPolicy } from './safety-policy';
