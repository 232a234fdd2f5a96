import type { DriverManifest } from '@labwright/domain';
import type { ExpectedMoment } from '../passes/expected-times';
import type { PlanDecision, PlanOperation, PlanRepeat, PlanStep } from '../plan';
import { expectedLengthMs } from '../timing/step-network';
import { nearValues, type NearedValues } from './nearing';
import { expectedRounds } from './rounds';
/** What expectations are worked out from, besides the steps. */
export interface ExpectationSources {
  readonly instruments: readonly { readonly id: string; readonly manifest: DriverManifest }[];
  /** Id of a repeat -> when its author expects that it has what it waits for. */
  readonly moments: ReadonlyMap<string, ExpectedMoment>;
}

interface Looked {
  readonly steps: readonly PlanStep[];
  readonly values: NearedValues;
}

/**
 * Steps with what each is expected to take, which depends on what was before it: a heater that is warm need not warm up again, one that is
 * cold takes as long as its way is. A step of a repeat has the time of the first round. A repeat has that of its rounds.
 */
export function withExpectations(steps: readonly PlanStep[], { instruments, moments }: ExpectationSources): readonly PlanStep[] {
  const manifests = new Map(instruments.map(({ id, manifest }) => [id, manifest]));

  const look = (list: readonly PlanStep[], values: NearedValues): Looked => {
    const looked: PlanStep[] = [];
    let now = values;
    for (const step of list) {
      const next = one(step, now);
      looked.push(next.step);
      now = next.values;
    }
    return { steps: looked, values: now };
  };

  const one = (step: PlanStep, values: NearedValues): { step: PlanStep; values: NearedValues } => {
    if (step.kind === 'operation') return operation(step, values);
    if (step.kind === 'repeat') return repeat(step, values);
    if (step.kind === 'decision') return decision(step, values);
    return { step, values };
  };

  const operation = (step: PlanOperation, values: NearedValues): { step: PlanOperation; values: NearedValues } => {
    const manifest = manifests.get(step.instrument);
    if (!manifest) return { step, values };
    const calls = step.then === 'stop' ? [...step.establish, ...step.end] : step.establish;
    const { moreMs, values: after } = nearValues(manifest, step.instrument, calls, values);
    return { step: moreMs === 0 ? step : { ...step, expectedMs: Math.max(0, step.expectedMs + moreMs) }, values: after };
  };

  /** What holds after it is what the case leaves behind that changes most: of two, nobody knows which it will be. */
  const decision = (step: PlanDecision, values: NearedValues): { step: PlanDecision; values: NearedValues } => {
    const cases = step.cases.map(({ when, body }) => ({ when, ...look(body, values) }));
    const otherwise = look(step.else, values);
    const all = [...cases, otherwise];
    const after = all.reduce<NearedValues>((known, each) => new Map([...known, ...each.values]), values);
    const looked: PlanDecision = {
      ...step,
      cases: cases.map(({ when, steps: body }) => ({ when, body })),
      else: otherwise.steps,
      expectedMs: Math.max(0, ...all.map((each) => expectedLengthMs(each.steps))),
    };
    return { step: looked, values: after };
  };

  const repeat = (step: PlanRepeat, values: NearedValues): { step: PlanRepeat; values: NearedValues } => {
    const first = look(step.body, values);
    const later = look(step.body, first.values);
    const roundMs = expectedLengthMs(first.steps);
    const looked: PlanRepeat = { ...step, body: first.steps, expectedMs: roundMs };
    const moment = moments.get(step.id);
    if (!moment) return { step: looked, values: later.values };
    // Rounds that are not alike cannot be counted, but how long it is until they have what they wait for does not hang on that.
    if (step.body.some(({ kind }) => kind === 'decision' || kind === 'repeat'))
      return { step: { ...looked, expectedMs: Math.max(roundMs, Math.min(moment.ms, step.atMostMs)) }, values: later.values };
    const times = (round: Looked) => ({ ms: expectedLengthMs(round.steps), readMs: readMs(step.until, round.steps) });
    const { everyMs, atMostMs, maxIterations } = step;
    const { rounds, ms } = expectedRounds({ first: times(first), later: times(later), everyMs, atMostMs, maxIterations }, moment);
    return { step: { ...looked, expectedMs: ms, expectedRounds: rounds }, values: later.values };
  };

  return look(steps, new Map()).steps;
}

/** When in a round the last reading is there that the condition names; the end of the round where it names none of this round. */
function readMs(until: string, body: readonly PlanStep[]): number {
  const saving = body.filter((step) => step.kind === 'operation' && step.saves?.some(({ name }) => names(until, name)));
  if (saving.length === 0) return expectedLengthMs(body);
  const before = new Set<string>();
  const take = (id: string): void => {
    if (before.has(id)) return;
    before.add(id);
    for (const earlier of body.find((step) => step.id === id)?.after ?? []) take(earlier);
  };
  for (const { id } of saving) take(id);
  return expectedLengthMs(body.filter(({ id }) => before.has(id)));
}

function names(condition: string, reading: string): boolean {
  return new RegExp(`\\breadings\\.${reading}\\b`).test(condition);
}
