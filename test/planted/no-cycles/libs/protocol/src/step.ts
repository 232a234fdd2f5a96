import type { Plan } from './plan';

export interface Step {
  plan: Plan;
}
