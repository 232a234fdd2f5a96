import type { Plan, PlanDecision, PlanRepeat, PlanStep, PlanTiming } from '../plan';
import type { PlanStepTimes } from '../plan-schedule';
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
  const timesOf = ({ id }: PlanStep): PlanStepTimes => plan.schedule.steps[id] ?? { startMs: 0, endMs: 0, minMs: 0, maxMs: 0 };

  const place = (outline: readonly OutlineStep[], depth: number): void => {
    for (const { number, step, before, after, bodies } of outline) {
      for (const each of [...before, step, ...after]) {
        const { startMs, endMs } = timesOf(each);
        const span = { startMs, endMs };
        spans.set(each.id, { ...span, number });
        const lane = laneOf(each);
        if (lane !== null) bars.push({ ...span, number, step: each, lane, holdsFromMs: holdsFrom(each, span) });
      }
      const { startMs, endMs, minMs } = timesOf(step);
      if (step.kind === 'repeat') {
        repeats.push({ number, step, startMs, endMs, roundEndMs: Math.min(endMs, startMs + minMs), depth });
        place(bodies[0]?.steps ?? [], depth + 1);
      }
      if (step.kind !== 'decision') continue;
      for (const { letter, when, steps: inside } of bodies) {
        const body = inside.length === 0 ? [] : listAt(step, letter, bodies);
        const overMs = body.reduce((latest, each) => Math.max(latest, timesOf(each).endMs), startMs);
        branches.push({ number: `${number}${letter}`, decision: step, when, startMs, endMs: overMs });
        place(inside, depth + 1);
      }
    }
  };

  const outline = outlineOf(plan.steps);
  place(outline, 0);
  const totalMs = Math.max(plan.expectedMs, ...[...spans.values()].map(({ endMs }) => endMs));
  const unattended = plan.schedule.unattended
    .filter(({ fromMs, untilMs }) => untilMs - fromMs >= STRETCH_MS)
    .map(({ fromMs, untilMs }) => ({ startMs: fromMs, endMs: untilMs }));
  return { bars, repeats, branches, windows: windowsOf(bars, spans), unattended, totalMs };
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
