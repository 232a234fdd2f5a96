import { adjustBound } from '../passes/consults';
import { withoutNoise } from '../passes/without-noise';
import type { PlanConsult, PlanDecision, PlanRepeat, PlanStep } from '../plan';
import type { ConsultStep } from '../simple-step.schema';
import type { StepNode } from '../step-tree';
import type { DecisionStep, RepeatStep } from '../step.schema';
import { expectedLengthMs } from '../timing/step-network';
import { baseOf, msAt, type Lowering } from './base';

/** What a consult is expected to take, lab milliseconds. */
export const CONSULT_MS = 120_000;

/** A repeat with its body. */
export function lowerRepeat(lowering: Lowering, step: RepeatStep, node: StepNode, after: readonly string[]): PlanRepeat {
  const { path } = node;
  const body = lowering.list(node.bodies[0] ?? 0);
  const roundMs = expectedLengthMs(body);
  const everyMs = msAt(lowering, [...path, 'every']);
  const atMostMs = msAt(lowering, [...path, 'atMost']) ?? 0;
  if (everyMs === null && !body.some(takesTime))
    lowering.compilation.report(
      'E_NO_TERMINATION',
      path,
      `a round of "${step.id}" may take no time at all, so it would go round and round; say how often`,
      {
        suggestion: 'add every, such as {value: 1, unit: min}',
      },
    );
  return {
    ...baseOf(lowering, node, after, `repeat until ${step.until}`, roundMs),
    kind: 'repeat',
    body,
    until: step.until,
    maxAgeMs: msAt(lowering, [...path, 'maxAge']) ?? 0,
    everyMs,
    atMostMs,
    maxIterations: step.maxIterations ?? null,
    otherwise: step.otherwise,
  };
}

/** Whether a step surely takes time: a decision may have an empty case. */
function takesTime(step: PlanStep): boolean {
  return step.kind === 'wait' ? step.waitMs > 0 : step.kind !== 'decision';
}

export function lowerDecision(lowering: Lowering, step: DecisionStep, node: StepNode, after: readonly string[]): PlanDecision {
  const bodies = node.bodies.map((list) => lowering.list(list));
  const longestMs = Math.max(0, ...bodies.map((body) => expectedLengthMs(body)));
  return {
    ...baseOf(lowering, node, after, `decide whether ${step.cases[0]?.when}`, longestMs),
    kind: 'decision',
    cases: step.cases.map(({ when }, i) => ({ when, body: bodies[i] ?? [] })),
    else: bodies.at(-1) ?? [],
    maxAgeMs: msAt(lowering, [...node.path, 'maxAge']) ?? 0,
  };
}

export function lowerConsult(lowering: Lowering, step: ConsultStep, node: StepNode, after: readonly string[]): PlanConsult {
  const [line = ''] = step.question.trim().split('\n', 1);
  const inCanonical = (param: string, bound: number) => withoutNoise(adjustBound(lowering.compilation, param, bound));
  return {
    ...baseOf(lowering, node, after, line.slice(0, 120), CONSULT_MS),
    kind: 'consult',
    question: step.question,
    shows: step.shows,
    adjust: (step.adjust ?? []).map(({ param, min, max, times }) => ({
      param,
      min: inCanonical(param, min),
      max: inCanonical(param, max),
      times,
    })),
    role: step.role,
    ...(step.ask === 'model' ? { asks: 'model' as const } : {}),
  };
}
