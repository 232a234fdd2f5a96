import { fromCanonical } from '@labwright/domain';
import type { Compilation } from '../compilation';
import { msAt } from '../lowering/base';
import type { Sketch } from '../lowering/sketch';
import type { PlanRepeat, PlanStep } from '../plan';
import type { PlanSchedule } from '../plan-schedule';
import { isRecord, type DocumentPath } from '../pointer';
import { durationTitle } from '../step-title';
import { feasibility, type Clash, type Feasibility } from '../timing/clashes';
import { reasonsOf } from '../timing/clash-words';
import { durationOf } from '../timing/durations';
import { scheduleOf } from '../timing/schedule';
import { reportPace } from '../timing/pace';
import { casesOf, longestRoundMs, rulesFor } from '../timing/step-network';
import { written } from '../vague-quantity';
import type { Quantities } from './quantities';

/** Where a clash is, and how it is put. */
interface Place {
  readonly path: DocumentPath;
  readonly says: string;
  readonly since: { readonly step: string; readonly point: 'start' | 'end' } | null;
  readonly suggestion: (leastMs: number) => string;
}

/**
 * Whether all windows can be kept when every step takes what is expected (E_TIMING), and when every step takes its longest
 * (W_TIMING_TIGHT), whichever cases are run. Competition for instruments is left out: reservations have it. Answers with the schedule of the
 * plan; null after an error.
 */
export function checkTiming(
  compilation: Compilation,
  quantities: Quantities,
  steps: readonly PlanStep[],
): { readonly schedule: PlanSchedule; readonly expectedMs: number } | null {
  const pathOf = new Map(compilation.tree.nodes.map(({ step, path }) => [step.id, path]));
  const instruments = new Map(compilation.instruments.map((each) => [each.id, each]));
  const toleranceMs = (id: string): number | undefined => {
    const tolerance = quantities.at([...(pathOf.get(id) ?? []), 'duration'])?.tolerance;
    return tolerance === undefined ? undefined : tolerance * 1000;
  };
  const duration = (step: PlanStep) => durationOf(step, { instruments, toleranceMs });
  const expectedMsOf = (step: PlanStep) => step.expectedMs;
  checkPaces(compilation, steps);
  const expected = feasibility(steps, expectedMsOf, 'a round');
  const tell = (found: Feasibility, code: 'E_TIMING' | 'W_TIMING_TIGHT', taking: (step: PlanStep) => number): void => {
    for (const clash of found.clashes) report(compilation, { quantities, pathOf }, clash, code, taking);
    for (const decision of found.untried) {
      const path = pathOf.get(decision);
      if (path)
        compilation.report(code, path, `windows across "${decision}" and other decisions cannot be looked at case by case: too many`);
    }
  };
  tell(expected, 'E_TIMING', expectedMsOf);
  if (expected.clashes.length > 0 || expected.untried.length > 0) return null;
  const longest = (step: PlanStep) => duration(step).maxMs;
  tell(feasibility(steps, longest, 'bound'), 'W_TIMING_TIGHT', longest);
  warnOfLongRounds(compilation, steps, longest, pathOf);
  // Windows that only fewer rounds than expected would keep are told of at the maxima.
  const planned = repeatsIn(steps).length > 0 ? feasibility(steps, expectedMsOf, 'expected') : expected;
  const { expectedMs, ...schedule } = scheduleOf(steps, planned.clashes.length > 0 ? expected.networks : planned.networks, duration);
  return { schedule, expectedMs };
}

/** Of a protocol that has no plan: the windows that no fleet can keep. */
export function checkSketch(compilation: Compilation, quantities: Quantities, { steps, atLeast }: Sketch): void {
  const pathOf = new Map(compilation.tree.nodes.map(({ step, path }) => [step.id, path]));
  const duration = ({ expectedMs }: PlanStep) => expectedMs;
  for (const clash of feasibility(steps, duration, 'a round', atLeast).clashes)
    report(compilation, { quantities, pathOf }, clash, 'E_TIMING', duration);
}

interface Sources {
  readonly quantities: Quantities;
  readonly pathOf: ReadonlyMap<string, DocumentPath>;
}

function report(
  compilation: Compilation,
  sources: Sources,
  clash: Clash,
  code: 'E_TIMING' | 'W_TIMING_TIGHT',
  duration: (step: PlanStep) => number,
): void {
  const place = placeOf(compilation, sources, clash);
  if (!place) return;
  const { least } = clash;
  const reasons = least ? reasonsOf(least, place.since, duration) : '';
  const because = reasons === '' ? '' : `, because of ${reasons}`;
  const others = clash.steps.filter((id) => id !== clash.cause.step.authored);
  const when = code === 'E_TIMING' ? 'the earliest is' : 'when every step takes its longest, the earliest is';
  const earliest = least ? `; ${when} ${durationTitle(least.ms)}${because}` : '';
  const clashes = others.length > 0 ? ` (it clashes with ${others.map((id) => `"${id}"`).join(', ')})` : '';
  const can = code === 'E_TIMING' ? 'cannot' : 'may be unable to';
  compilation.report(code, place.path, `"${clash.cause.step.authored}" ${can} ${place.says}${earliest}${clashes}`, {
    ...(least ? { suggestion: place.suggestion(least.ms) } : {}),
  });
}

function placeOf(compilation: Compilation, { quantities, pathOf }: Sources, { cause }: Clash): Place | null {
  const own = pathOf.get(cause.step.authored);
  if (!own) return null;
  const allow = (path: DocumentPath) => (ms: number) => `allow more: ${written(...inUnitOf(compilation.written(path), ms))}`;
  if (cause.is === 'bounded') {
    const path = [...own, 'atMost'];
    return { path, says: `be over within ${durationTitle(cause.step.atMostMs)}`, since: null, suggestion: allow(path) };
  }
  if (cause.is === 'together') {
    const other = cause.step.startsOnEndOf ?? '';
    return {
      path: [...own, 'startsOnEndOf'],
      says: `start when "${other}" ends`,
      since: { step: other, point: 'end' },
      suggestion: () => `leave "startsOnEndOf" out of ${cause.step.authored}, or let what it waits for come before ${other}`,
    };
  }
  const window = cause.step.timing?.[cause.window];
  if (!window) return null;
  const path = [...own, 'timing', cause.window, 'atMost'];
  const atMost = durationTitle(msAt({ quantities }, path) ?? window.atMostMs ?? 0);
  const says = `start within ${atMost} after the ${window.after.point} of "${window.after.step}"`;
  return { path, says, since: window.after, suggestion: allow(path) };
}

/** A duration not shorter than this, in the unit that the author wrote, with three digits. */
function inUnitOf(given: unknown, ms: number): readonly [number, string] {
  const unit = isRecord(given) && typeof given['unit'] === 'string' ? given['unit'] : 'min';
  const value = fromCanonical('duration', ms / 1000, unit);
  const scale = 10 ** (2 - Math.floor(Math.log10(Math.max(value, 1e-6))));
  return [Number((Math.ceil(value * scale - 1e-6) / scale).toPrecision(6)), unit];
}

/** A round that is expected to be longer than the time between two, or than that for all of them, cannot be kept. */
function checkPaces(compilation: Compilation, steps: readonly PlanStep[]): void {
  const nodes = new Map(compilation.tree.nodes.map((node) => [node.step.id, node]));
  const rules = rulesFor(({ expectedMs }) => expectedMs, 'a round');
  for (const step of repeatsIn(steps)) {
    const node = nodes.get(step.id);
    const { everyMs, atMostMs } = step;
    if (node) reportPace(compilation, node, { roundMs: longestRoundMs(step, rules), everyMs, atMostMs });
  }
}

function repeatsIn(steps: readonly PlanStep[]): readonly PlanRepeat[] {
  return steps.flatMap((step) => {
    if (step.kind === 'decision') return casesOf(step).flatMap((body) => repeatsIn(body));
    return step.kind === 'repeat' ? [...repeatsIn(step.body), step] : [];
  });
}

/** A round that may take longer than all rounds together are allowed. */
function warnOfLongRounds(
  { report: tell }: Compilation,
  steps: readonly PlanStep[],
  longest: (step: PlanStep) => number,
  pathOf: Sources['pathOf'],
): void {
  const rules = rulesFor(longest, 'bound');
  const expected = rulesFor(({ expectedMs }) => expectedMs, 'a round');
  for (const step of repeatsIn(steps)) {
    const roundMs = longestRoundMs(step, rules);
    // Where even the expected round does, that is an error already.
    if (roundMs <= step.atMostMs || longestRoundMs(step, expected) > step.atMostMs) continue;
    const round = `one round of "${step.id}" may take ${durationTitle(roundMs)}`;
    tell(
      'W_TIMING_TIGHT',
      [...(pathOf.get(step.id) ?? []), 'atMost'],
      `${round}, longer than the ${durationTitle(step.atMostMs)} for all of them`,
    );
  }
}
