import type { Plan, PlanDecision, PlanRepeat, PlanStep, PlanTiming } from '../plan';
import { outlineOf, type OutlineStep } from './outline';

/** Lab milliseconds from the start of the run, as expected. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** One bar: a step, or what an instrument does around it by itself. */
export interface Bar extends Span {
  readonly number: string;
  readonly step: PlanStep;
  /** Who does it: a role, the id of an instrument, or `waits`. */
  readonly lane: string;
  /** Of an operation that holds: from when on. */
  readonly holdsFromMs: number | null;
}

/** A repeat: its first round is drawn, the others are a block. */
export interface RepeatBlock extends Span {
  readonly number: string;
  readonly step: PlanRepeat;
  readonly roundEndMs: number;
  /** Repeats and decisions around it. */
  readonly depth: number;
}

/** One way of a decision; all begin at the same time and one of them is gone. */
export interface Branch extends Span {
  readonly number: string;
  readonly decision: PlanDecision;
  /** Null for `else`. */
  readonly when: string | null;
}

/** A window in which a step starts, with the moment at which it is expected to. An end that is open is null. */
export interface Window {
  readonly number: string;
  readonly after: string;
  readonly timing: PlanTiming;
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly startsMs: number;
}

export interface Timeline {
  readonly bars: readonly Bar[];
  readonly repeats: readonly RepeatBlock[];
  readonly branches: readonly Branch[];
  readonly windows: readonly Window[];
  /** Stretches in which nobody is needed, each of at least a minute. */
  readonly unattended: readonly Span[];
  readonly totalMs: number;
}

/** Shorter than this nobody goes away, lab milliseconds. */
const STRETCH_MS = 60_000;
export const WAITS = 'waits';

/** Where everything of a plan is in expected lab time. Of a repeat the first round, of a decision every case. */
export function timelineOf(plan: Plan): Timeline {
  const bars: Bar[] = [];
  const repeats: RepeatBlock[] = [];
  const branches: Branch[] = [];
  const spans = new Map<string, Span & { readonly number: string }>();
  const busy: Span[] = [];

  const place = (outline: readonly OutlineStep[], steps: readonly PlanStep[], fromMs: number, depth: number): void => {
    const starts = expectedStarts(steps, fromMs);
    for (const { number, step, before, after, bodies } of outline) {
      for (const each of [...before, step, ...after]) {
        const startMs = starts.get(each.id) ?? fromMs;
        const span = { startMs, endMs: startMs + each.expectedMs };
        spans.set(each.id, { ...span, number });
        const lane = laneOf(each);
        if (lane !== null) bars.push({ ...span, number, step: each, lane, holdsFromMs: holdsFrom(each, span) });
        if (each.kind === 'operator' || each.kind === 'consult') busy.push(span);
      }
      const own = spans.get(step.id) ?? { startMs: fromMs, endMs: fromMs };
      if (step.kind === 'repeat') {
        const roundEndMs = own.startMs + lengthOf(step.body);
        repeats.push({ number, step, ...own, roundEndMs: Math.min(own.endMs, roundEndMs), depth });
        // Nobody knows when exactly the hands of later rounds are needed.
        if (hasHands(step.body)) busy.push({ startMs: roundEndMs, endMs: own.endMs });
        place(bodies[0]?.steps ?? [], step.body, own.startMs, depth + 1);
      }
      if (step.kind !== 'decision') continue;
      for (const { letter, when, steps: inside } of bodies) {
        const body = inside.length === 0 ? [] : listAt(step, letter, bodies);
        branches.push({ number: `${number}${letter}`, decision: step, when, startMs: own.startMs, endMs: own.startMs + lengthOf(body) });
        place(inside, body, own.startMs, depth + 1);
      }
    }
  };

  const outline = outlineOf(plan.steps);
  place(outline, plan.steps, 0, 0);
  const totalMs = Math.max(plan.expectedMs, ...[...spans.values()].map(({ endMs }) => endMs));
  return { bars, repeats, branches, windows: windowsOf(bars, spans), unattended: gapsOf(busy, totalMs), totalMs };
}

/** When each step of a list is expected to start: once all before it are over. */
export function expectedStarts(steps: readonly PlanStep[], fromMs: number): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  const ends = new Map<string, number>();
  for (const step of steps) {
    const start = step.after.reduce((latest, id) => Math.max(latest, ends.get(id) ?? fromMs), fromMs);
    starts.set(step.id, start);
    ends.set(step.id, start + step.expectedMs);
  }
  return starts;
}

function lengthOf(steps: readonly PlanStep[]): number {
  const starts = expectedStarts(steps, 0);
  return steps.reduce((latest, step) => Math.max(latest, (starts.get(step.id) ?? 0) + step.expectedMs), 0);
}

/** The steps of the case with this letter. */
function listAt(step: PlanDecision, letter: string, bodies: OutlineStep['bodies']): readonly PlanStep[] {
  const index = bodies.findIndex((body) => body.letter === letter);
  return step.cases[index]?.body ?? step.else;
}

function laneOf(step: PlanStep): string | null {
  if (step.kind === 'operation') return step.instrument;
  if (step.kind === 'operator' || step.kind === 'consult') return step.role;
  return step.kind === 'wait' ? WAITS : null;
}

function holdsFrom(step: PlanStep, { startMs, endMs }: Span): number | null {
  if (step.kind !== 'operation' || step.holdMs === null) return null;
  return Math.max(startMs, endMs - step.holdMs);
}

function hasHands(steps: readonly PlanStep[]): boolean {
  return steps.some((step) => {
    if (step.kind === 'repeat') return hasHands(step.body);
    if (step.kind === 'decision') return [...step.cases.map(({ body }) => body), step.else].some((body) => hasHands(body));
    return step.kind === 'operator' || step.kind === 'consult';
  });
}

function windowsOf(bars: readonly Bar[], spans: ReadonlyMap<string, Span & { readonly number: string }>): readonly Window[] {
  const starting = [...new Set(bars.map(({ step }) => step))];
  return starting.flatMap((step) =>
    (step.timing ?? []).flatMap((timing): Window[] => {
      const [own, other] = [spans.get(step.id), spans.get(timing.after.step)];
      if (!own || !other) return [];
      const zero = timing.after.point === 'start' ? other.startMs : other.endMs;
      const toMs = timing.atMostMs === null ? null : zero + timing.atMostMs;
      return [{ number: own.number, after: other.number, timing, fromMs: zero + (timing.atLeastMs ?? 0), toMs, startsMs: own.startMs }];
    }),
  );
}

function gapsOf(busy: readonly Span[], totalMs: number): readonly Span[] {
  const gaps: Span[] = [];
  let free = 0;
  for (const { startMs, endMs } of [...busy].toSorted((a, b) => a.startMs - b.startMs)) {
    if (startMs - free >= STRETCH_MS) gaps.push({ startMs: free, endMs: startMs });
    free = Math.max(free, endMs);
  }
  if (totalMs - free >= STRETCH_MS) gaps.push({ startMs: free, endMs: totalMs });
  return gaps;
}
