import type { Compilation } from '../compilation';
import type { Quantities } from '../passes/quantities';
import type { PlanConsult, PlanOperation, PlanRepeat, PlanStep } from '../plan';
import type { RunningOrder } from '../running-order';
import type { StepNode } from '../step-tree';
import { reportPace } from '../timing/pace';
import { lengthMs, rulesFor } from '../timing/step-network';
import { baseOf, msAt } from './base';
import { CONSULT_MS } from './nested';
import { OPERATOR_STEP_MS } from './operator-step';

interface Sources {
  readonly compilation: Compilation;
  readonly order: RunningOrder;
  readonly quantities: Quantities;
}

/** Steps as far as their author states times: what the instruments add is missing, so all are at least so long. */
export interface Sketch {
  readonly steps: readonly PlanStep[];
  /** Whether a step may take longer than its expected time says. */
  readonly atLeast: (step: PlanStep) => boolean;
}

/**
 * A protocol that has no plan, for the sake of its windows: without instruments, moves and inserted operations. What cannot be kept here
 * cannot be kept on any fleet. A window that is at fault itself is left out, and a duration that could not be read takes any time.
 */
export function sketchOf(sources: Sources): Sketch {
  const unsure = new Set<string>();
  const numbers = new Map(sources.compilation.tree.nodes.map(({ step, index }) => [step.id, index]));
  const atLeast = ({ id }: PlanStep) => unsure.has(id);
  const list = (index: number): readonly PlanStep[] =>
    sources.order.topological(index).map((number) => {
      const node = sources.compilation.tree.node(number);
      const after = sources.order.predecessors(number).map((before) => sources.compilation.tree.node(before).step.id);
      return sketchStep(sources, node, after, {
        list,
        unsure,
        numbers,
        lengthMs: (steps) => lengthMs(steps, { ...rulesFor(({ expectedMs }) => expectedMs, 'a round'), atLeast }),
      });
    });
  return { steps: list(0), atLeast };
}

interface Pencil {
  readonly list: (index: number) => readonly PlanStep[];
  readonly unsure: Set<string>;
  /** Step -> its number in the tree. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly lengthMs: (steps: readonly PlanStep[]) => number;
}

function sketchStep(
  sources: Sources,
  node: StepNode,
  after: readonly string[],
  { list, unsure, numbers, lengthMs: length }: Pencil,
): PlanStep {
  const { step, path } = node;
  const stated = msAt(sources, [...path, 'duration']);
  const bodies = node.bodies.map((index) => list(index));
  const base = (expectedMs: number) => {
    const { timing = [], ...rest } = baseOf(sources, node, after, step.id, expectedMs);
    return { ...rest, timing: timing.filter((window) => countsFrom(sources, node, numbers.get(window.after.step))) };
  };
  switch (step.kind) {
    case 'repeat': {
      const roundMs = length(bodies[0] ?? []);
      const [everyMs, atMostMs] = [msAt(sources, [...path, 'every']), msAt(sources, [...path, 'atMost'])];
      reportPace(sources.compilation, node, { roundMs, everyMs, atMostMs });
      const { until, otherwise } = step;
      const bounds = { everyMs, atMostMs: atMostMs ?? Number.MAX_SAFE_INTEGER, maxIterations: null, maxAgeMs: 0 };
      return { ...base(roundMs), kind: 'repeat', body: bodies[0] ?? [], until, otherwise, ...bounds } satisfies PlanRepeat;
    }
    case 'decision': {
      const cases = step.cases.map(({ when }, i) => ({ when, body: bodies[i] ?? [] }));
      const longestMs = Math.max(0, ...bodies.map((body) => length(body)));
      return { ...base(longestMs), kind: 'decision', cases, else: bodies.at(-1) ?? [], maxAgeMs: 0 };
    }
    case 'consult':
      return {
        ...base(CONSULT_MS),
        kind: 'consult',
        question: step.question,
        shows: [],
        adjust: [],
        role: step.role,
      } satisfies PlanConsult;
    case 'operation':
    case 'operator':
    case 'wait': {
      const usual = step.kind === 'operator' && step.duration === undefined ? OPERATOR_STEP_MS : 0;
      if (step.kind === 'operation' || (step.duration !== undefined && stated === null)) unsure.add(step.id);
      const none = { capability: null, instrument: '', labware: null, establish: [], holdMs: null, then: 'keep', end: [] } as const;
      return { ...base(stated ?? usual), kind: 'operation', ...none } satisfies PlanOperation;
    }
  }
}

/** Whether a window can count from that step: it surely comes before, or is around this one. */
function countsFrom({ order }: Sources, { index }: StepNode, other: number | undefined): boolean {
  return other !== undefined && (order.isInside(index, other) || order.surelyPrecedes(other, index));
}
