import type { Plan } from '../plan';
import { longestUnattended } from '../plan-schedule';
import { durationTitle } from '../step-title';

/** What the plan is expected to take, how much of it by hand, and how long nobody is needed. */
export function scheduleLines({ expectedMs, schedule }: Pick<Plan, 'expectedMs' | 'schedule'>): readonly string[] {
  const alone = longestUnattended(schedule);
  return [
    `- Takes about ${durationTitle(expectedMs)}, one round of each repeat counted; hands on about ${durationTitle(schedule.handsOnMs)} of it`,
    ...(alone
      ? [
          `- Needs nobody for ${durationTitle(alone.untilMs - alone.fromMs)} at the longest, from ${durationTitle(alone.fromMs)} after the start`,
        ]
      : []),
  ];
}
