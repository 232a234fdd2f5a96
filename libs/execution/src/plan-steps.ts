import type { PlanStep } from '@labwright/protocol';

/** Every step of a plan, also those in rounds and cases. */
export function allSteps(steps: readonly PlanStep[]): readonly PlanStep[] {
  return steps.flatMap((step) => {
    if (step.kind === 'repeat') return [step, ...allSteps(step.body)];
    if (step.kind === 'decision') return [step, ...allSteps([...step.cases.flatMap(({ body }) => body), ...step.else])];
    return [step];
  });
}
