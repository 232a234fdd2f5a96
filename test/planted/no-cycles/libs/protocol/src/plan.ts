import type { Step } from './step';

export interface Plan {
  steps: Step[];
}
