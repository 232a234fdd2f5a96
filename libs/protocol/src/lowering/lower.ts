import type { Compilation } from '../compilation';
import type { FleetInstrument } from '../fleet';
import type { PlacedStay } from '../passes/nests';
import type { Quantities } from '../passes/quantities';
import type { PlanStep } from '../plan';
import type { StepOrder } from '../step-order';
import { durationTitle } from '../step-title';
import { accessesOf } from './access';
import { lowerOperation } from './operation';
import { lowerOperatorStep } from './operator-step';

/** The steps of the plan, in running order. Successors of a step wait for the last operation that was inserted after it. */
export function lower(
  { protocol }: Compilation,
  order: StepOrder,
  quantities: Quantities,
  stays: readonly PlacedStay[],
): readonly PlanStep[] {
  const tails = new Map<number, string>();
  const steps: PlanStep[] = [];
  const stayOf = new Map(stays.flatMap((stay) => stay.operations.map((operation) => [operation, stay] as const)));
  const moving = new Map<number, PlacedStay[]>();
  for (const stay of stays) {
    for (const step of new Set([stay.from.step, stay.until?.step ?? stay.from.step])) {
      const known = moving.get(step);
      if (known) known.push(stay);
      else moving.set(step, [stay]);
    }
  }
  for (const i of order.topological) {
    const step = protocol.steps[i];
    if (!step) continue;
    const after = (order.predecessors[i] ?? []).map((before) => tails.get(before) ?? '');
    const lowered = ((): readonly PlanStep[] => {
      if (step.kind === 'operation') {
        const stay = stayOf.get(i);
        return stay ? [lowerOperation(step, i, stay, quantities, after)] : [];
      }
      if (step.kind === 'wait') {
        const waitMs = Math.round((quantities.at(['steps', i, 'duration'])?.value ?? 0) * 1000);
        const title = step.title ?? `wait ${durationTitle(waitMs)}`;
        const base = { id: step.id, authored: step.id, inserted: false, after, title, expectedMs: waitMs, onError: step.onError ?? null };
        return [{ ...base, reserves: [], releases: [], kind: 'wait', waitMs }];
      }
      const own = moving.get(i) ?? [];
      const accesses = accessesOf(i, own, (instrument) => labwareOn(instrument, i, order, stays));
      return lowerOperatorStep(step, i, own, accesses, quantities, after);
    })();
    steps.push(...lowered);
    tails.set(i, lowered.at(-1)?.id ?? step.id);
  }
  return steps;
}

/** How many pieces of labware may be on the instrument when the step starts. */
function labwareOn(instrument: FleetInstrument, step: number, order: StepOrder, stays: readonly PlacedStay[]): number {
  if (instrument.manifest.nests.length === 1) return 1;
  let count = 0;
  for (const { instrument: own, from, until } of stays) {
    if (own !== instrument || from.step === step || order.precedes(step, from.step)) continue;
    if (until === null || !order.precedes(until.step, step)) count += 1;
  }
  return count;
}

/** Expected duration of the longest path through the steps, lab milliseconds. */
export function longestPathMs(steps: readonly PlanStep[]): number {
  const ends = new Map<string, number>();
  for (const step of steps) ends.set(step.id, step.expectedMs + step.after.reduce((latest, id) => Math.max(latest, ends.get(id) ?? 0), 0));
  return [...ends.values()].reduce((latest, end) => Math.max(latest, end), 0);
}
