import type { PlanStep } from '../plan';

/** One step of the procedure: the author's step, with what the instruments do around it. */
export interface OutlineStep {
  /** `4`, `8.2`, `8.5b.1`: the second of the steps in step 8; the first in case b of step 8.5. */
  readonly number: string;
  readonly step: PlanStep;
  readonly before: readonly PlanStep[];
  readonly after: readonly PlanStep[];
  readonly bodies: readonly OutlineBody[];
}

/** Steps in a step. */
export interface OutlineBody {
  /** `a` for the first case of a decision; empty for the body of a repeat. */
  readonly letter: string;
  /** Condition of a case; null for a body of a repeat and for `else`. */
  readonly when: string | null;
  readonly steps: readonly OutlineStep[];
}

/** The steps of a plan with numbers for people. Access operations stand with the step that they belong to. */
export function outlineOf(steps: readonly PlanStep[], prefix = ''): readonly OutlineStep[] {
  const groups = new Map<string, PlanStep[]>();
  for (const step of steps) groups.set(step.authored, [...(groups.get(step.authored) ?? []), step]);
  return [...groups.values()].flatMap((group, i) => {
    const at = group.findIndex(({ inserted }) => !inserted);
    const step = group[at];
    if (!step) return [];
    const number = `${prefix}${i + 1}`;
    return [{ number, step, before: group.slice(0, at), after: group.slice(at + 1), bodies: bodiesOf(step, number) }];
  });
}

function bodiesOf(step: PlanStep, number: string): readonly OutlineBody[] {
  if (step.kind === 'repeat') return [{ letter: '', when: null, steps: outlineOf(step.body, `${number}.`) }];
  if (step.kind !== 'decision') return [];
  return [...step.cases.map(({ when, body }) => ({ when, body })), { when: null, body: step.else }].map(({ when, body }, i) => {
    const letter = caseLetter(i);
    return { letter, when, steps: outlineOf(body, `${number}${letter}.`) };
  });
}

/** a to z, then aa, ab ... */
function caseLetter(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : caseLetter(Math.floor(index / 26) - 1) + last;
}

/** Number of each step by its id, also of the steps in steps. */
export function numbersOf(outline: readonly OutlineStep[]): ReadonlyMap<string, string> {
  const numbers = new Map<string, string>();
  const add = (steps: readonly OutlineStep[]): void => {
    for (const { number, step, bodies } of steps) {
      numbers.set(step.authored, number);
      for (const body of bodies) add(body.steps);
    }
  };
  add(outline);
  return numbers;
}
