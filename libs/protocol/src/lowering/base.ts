import type { PlaceId } from '@labwright/domain';
import type { Compilation } from '../compilation';
import type { PlacedStay } from '../passes/nests';
import type { Quantities } from '../passes/quantities';
import { windowAfter } from '../passes/windows';
import type { PlanStep, PlanTiming } from '../plan';
import type { RunningOrder } from '../running-order';
import type { StepNode } from '../step-tree';

/** What lowering draws from. */
export interface Lowering {
  readonly compilation: Compilation;
  readonly order: RunningOrder;
  readonly quantities: Quantities;
  /** Operation -> the stay of its labware. */
  readonly stayOf: ReadonlyMap<number, PlacedStay>;
  /** Operator step -> the stays that its moves begin or end. */
  readonly moving: ReadonlyMap<number, readonly PlacedStay[]>;
  /** The plan steps of a list of steps. */
  readonly list: (list: number) => readonly PlanStep[];
}

/** Lab milliseconds of a duration of the protocol, or null where there is none. */
export function msAt({ quantities }: Pick<Lowering, 'quantities'>, path: readonly (string | number)[]): number | null {
  const duration = quantities.at(path);
  return duration ? Math.round(duration.value * 1000) : null;
}

/** What every step of the author has in the plan. */
export function baseOf(
  { quantities }: Pick<Lowering, 'quantities'>,
  { step, path }: StepNode,
  after: readonly string[],
  title: string,
  expectedMs: number,
) {
  const none: readonly PlaceId[] = [];
  const timing = (step.timing ?? []).map((window, i): PlanTiming => ({
    after: windowAfter(window.after),
    atLeastMs: msAt({ quantities }, [...path, 'timing', i, 'atLeast']),
    atMostMs: msAt({ quantities }, [...path, 'timing', i, 'atMost']),
    onMissed: window.onMissed,
  }));
  const bound = (name: 'min' | 'max') => quantities.at([...path, 'expect', name])?.value ?? null;
  return {
    id: step.id,
    authored: step.id,
    inserted: false,
    after,
    title: step.title ?? title,
    expectedMs,
    onError: step.onError ?? null,
    reserves: none,
    releases: none,
    ...(step.expect
      ? { expect: { reading: step.expect.reading, min: bound('min'), max: bound('max'), otherwise: step.expect.otherwise } }
      : {}),
    ...(timing.length > 0 ? { timing } : {}),
    ...(step.startsOnEndOf === undefined ? {} : { startsOnEndOf: step.startsOnEndOf }),
  };
}
