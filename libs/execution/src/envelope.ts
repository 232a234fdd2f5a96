import type { Envelope } from '@labwright/persistence';
import type { Plan } from '@labwright/protocol';
import { allSteps } from './plan-steps';

/** The bounds that a plan keeps: highest and lowest value of each verb's parameters. */
export function envelopeOf(plan: Pick<Plan, 'steps'>, simulatedOnly: boolean): Envelope {
  const limits: Record<string, { min: number; max: number }> = {};
  for (const step of allSteps(plan.steps)) {
    if (step.kind !== 'operation') continue;
    for (const { verb, parameters } of step.establish) {
      for (const [name, value] of Object.entries(parameters)) {
        const key = `${verb}.${name}`;
        const known = limits[key];
        limits[key] = known ? { min: Math.min(known.min, value), max: Math.max(known.max, value) } : { min: value, max: value };
      }
    }
  }
  return { simulatedOnly, limits };
}

/** Why a plan leaves what was approved; null when it stays inside. */
export function outsideOf(approved: Envelope, asked: Envelope): string | null {
  if (approved.simulatedOnly && !asked.simulatedOnly) return 'it was approved for simulated instruments only';
  for (const [key, { min, max }] of Object.entries(asked.limits)) {
    const bound = approved.limits[key];
    if (!bound || min < bound.min || max > bound.max) return `${key} from ${min} to ${max} is outside what was approved`;
  }
  return null;
}
