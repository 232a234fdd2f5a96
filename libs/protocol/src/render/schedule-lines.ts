import type { Plan, PlanStep } from '../plan';
import { longestUnattended } from '../plan-schedule';
import { casesOf } from '../timing/step-network';
import { clockWords } from './clock-words';

/** What the plan is expected to take, how much of it by hand, and how long nobody is needed. */
export function scheduleLines({ expectedMs, schedule, steps }: Pick<Plan, 'expectedMs' | 'schedule' | 'steps'>): readonly string[] {
  const alone = longestUnattended(schedule);
  return [
    `- Takes about ${clockWords(expectedMs)}; hands on about ${clockWords(schedule.handsOnMs)} of it${hasUncounted(steps) ? ', one round counted of each repeat whose rounds nobody knows' : ''}`,
    ...(alone
      ? [`- Needs nobody for ${clockWords(alone.untilMs - alone.fromMs)} at the longest, from ${clockWords(alone.fromMs)} after the start`]
      : []),
  ];
}

function hasUncounted(steps: readonly PlanStep[]): boolean {
  return steps.some((step) => {
    if (step.kind === 'decision') return casesOf(step).some((body) => hasUncounted(body));
    return step.kind === 'repeat' && (step.expectedRounds === undefined || hasUncounted(step.body));
  });
}
