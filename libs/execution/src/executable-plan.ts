import { LabError } from '@labwright/domain';
import type { ExecutableStep } from '@labwright/persistence';
import type { Plan, PlanStep } from '@labwright/protocol';

function isExecutable(step: PlanStep): step is ExecutableStep {
  return step.kind === 'operation' || step.kind === 'operator' || step.kind === 'wait';
}

/** What of a step would be left undone, or null. Time windows are recorded in the plan and not enforced, so they are no reason. */
function leftUndone(step: PlanStep): string | null {
  if (!isExecutable(step)) return `a ${step.kind} step`;
  if (step.kind === 'operation' && step.saves !== undefined && step.saves.length > 0) return 'saves';
  if (step.expect !== undefined) return 'expect';
  return step.startsOnEndOf === undefined ? null : 'startsOnEndOf';
}

/**
 * Refuses a plan of which a run would leave something undone. It compiles, can be reviewed and approved, and no instrument is touched.
 * @throws LabError CONFLICT naming the steps
 */
export function mustBeExecutable(plan: Plan, protocol: string): void {
  const found = plan.steps.flatMap((step) => {
    const what = leftUndone(step);
    return what === null ? [] : [`${step.id} (${what})`];
  });
  if (found.length === 0) return;
  const reason = `this version checks repeat, decision and consult steps, saves, expect and startsOnEndOf, but does not carry them out yet: ${found.join(', ')}`;
  throw new LabError('CONFLICT', `${protocol} cannot be run: ${reason}`, { kind: 'plan', id: protocol, reason });
}
