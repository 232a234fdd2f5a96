import { capabilityOf } from '@labwright/domain';
import type { PlacedStay } from '../passes/nests';
import type { PlanStep } from '../plan';
import { comesBack, mayBeThere } from '../stay';
import { durationTitle } from '../step-title';
import { accessesOf } from './access';
import { baseOf, type Lowering } from './base';
import { lowerConsult, lowerDecision, lowerRepeat } from './nested';
import { lowerOperation } from './operation';
import { lowerOperatorStep } from './operator-step';

/** The steps of the plan, in running order. Successors of a step wait for the last operation that was inserted after it. */
export function lower(sources: Omit<Lowering, 'list' | 'stayOf' | 'moving'>, stays: readonly PlacedStay[]): readonly PlanStep[] {
  const stayOf = new Map(stays.flatMap((stay) => stay.operations.map((operation) => [operation, stay] as const)));
  const moving = new Map<number, PlacedStay[]>();
  for (const stay of stays) {
    for (const step of new Set([...stay.from, ...stay.until].map((move) => move.step))) {
      const known = moving.get(step);
      if (known) known.push(stay);
      else moving.set(step, [stay]);
    }
  }
  const lowering: Lowering = { ...sources, stayOf, moving, list: (list) => lowerList(lowering, stays, list) };
  return lowering.list(0);
}

/** Whether the first operation on labware of a stay holds what its removal would end. */
function isHeatedFirst({ compilation }: Lowering, { operations, instrument: { manifest } }: PlacedStay): boolean {
  const step = operations[0] === undefined ? undefined : compilation.tree.node(operations[0]).step;
  const held = step?.kind === 'operation' ? (capabilityOf(manifest, step.capability)?.end ?? []) : [];
  return held.some((verb) => manifest.access.afterRemoval.includes(verb));
}

function lowerList(lowering: Lowering, stays: readonly PlacedStay[], list: number): readonly PlanStep[] {
  const { order, compilation, quantities } = lowering;
  const tails = new Map<number, string>();
  const steps: PlanStep[] = [];
  for (const index of order.topological(list)) {
    const node = compilation.tree.node(index);
    const { step } = node;
    const after = order.predecessors(index).map((before) => tails.get(before) ?? '');
    const lowered = ((): readonly PlanStep[] => {
      switch (step.kind) {
        case 'operation': {
          const stay = lowering.stayOf.get(index);
          return stay ? [lowerOperation(lowering, step, node, stay, after)] : [];
        }
        case 'operator': {
          const own = lowering.moving.get(index) ?? [];
          const accesses = accessesOf(
            index,
            own,
            ({ id, manifest }) =>
              manifest.nests.length === 1 ? 1 : stays.filter((stay) => stay.instrument.id === id && mayBeThere(order, stay, index)).length,
            (stay) => comesBack(order, stay, index),
            (stay) => isHeatedFirst(lowering, stay),
          );
          return lowerOperatorStep(lowering, step, node, own, accesses, after);
        }
        case 'wait': {
          const waitMs = Math.round((quantities.at([...node.path, 'duration'])?.value ?? 0) * 1000);
          return [{ ...baseOf(lowering, node, after, `wait ${durationTitle(waitMs)}`, waitMs), kind: 'wait', waitMs }];
        }
        case 'repeat':
          return [lowerRepeat(lowering, step, node, after)];
        case 'decision':
          return [lowerDecision(lowering, step, node, after)];
        case 'consult':
          return [lowerConsult(lowering, step, node, after)];
      }
    })();
    steps.push(...lowered);
    tails.set(index, lowered.at(-1)?.id ?? step.id);
  }
  return steps;
}
