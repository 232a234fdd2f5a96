/** Ids of the steps that a stop adds to its run. No author can write one: the dot is not allowed in the id of a step. */
const PREFIX = 'stop.';

/** Patterns of those ids for SQL `like`. */
export const STOP_STEPS = `${PREFIX}%`;

/** How often a stop that did not get through is begun again; safe-state verbs are states to reach, so repeating them is safe. */
export const STOP_TRIES = 5;

export function stopStepId(instrument: string): string {
  return `${PREFIX}${instrument}`;
}

/**
 * Whether a step drives its instrument to the safe state. Such a step is never cancelled, left or given up lightly: what it stops would
 * go on heating or shaking after its run has ended.
 */
export function isStopStep(stepId: string): boolean {
  return stepId.startsWith(PREFIX);
}
