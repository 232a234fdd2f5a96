import type { CompilerPass } from '@labwright/protocol';
import { checkBiosafety } from './biosafety.rule';
import { checkContainedWork } from './contained-work.rule';
import { checkPolicyLimits } from './policy-limits.rule';
import { BUILTIN_SAFETY_POLICY, type SafetyPolicy } from './safety-policy';
import type { SafetyRule } from './safety-rule';
import { checkTexts } from './screening.rule';

const RULES: readonly SafetyRule[] = [checkBiosafety, checkTexts, checkContainedWork, checkPolicyLimits];

/** The pass that every caller of `compile` injects: what the rules of a lab find in a sound protocol. */
export function safetyPass(policy: SafetyPolicy = BUILTIN_SAFETY_POLICY): CompilerPass {
  return { name: 'safety', run: ({ protocol, plan }) => RULES.flatMap((rule) => rule({ protocol, plan, policy })) };
}
