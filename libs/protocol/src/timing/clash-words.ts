import type { PlanStep } from '../plan';
import { durationTitle } from '../step-title';
import type { Clash } from './clashes';
import type { Cause } from './step-network';
import type { Bound } from './temporal-network';

/** Longest list of steps in a message. */
const MOST_NAMED = 6;

/** What takes the time, such as `"spin" (10 min), open the carrier of reader (6 s)`; empty where nothing does. */
export function reasonsOf(
  { by }: NonNullable<Clash['least']>,
  counted: { readonly step: string; readonly point: 'start' | 'end' } | null,
  duration: (step: PlanStep) => number,
): string {
  const parts = by.flatMap((bound, i) => {
    const first = i === 0 && counted?.point === 'end';
    return partOf(bound, first ? counted.step : null, duration);
  });
  const named = [...new Set(parts)];
  const more = named.length - MOST_NAMED;
  return more > 0 ? `${named.slice(0, MOST_NAMED).join(', ')} and ${more} more` : named.join(', ');
}

function partOf({ cause }: Bound<Cause>, over: string | null, duration: (step: PlanStep) => number): readonly string[] {
  switch (cause.is) {
    case 'after':
      return cause.before.id === over ? [] : taking(cause.before, duration);
    case 'within':
      return cause.step.id === over || (cause.step === cause.around && !isSimple(cause.step)) ? [] : taking(cause.step, duration);
    case 'lasts':
      return [`"${cause.step.id}" (up to ${durationTitle(cause.step.atMostMs)})`];
    case 'at least': {
      const window = cause.step.timing?.[cause.window];
      if (!window) return [];
      return [
        `"${cause.step.id}" (at least ${durationTitle(window.atLeastMs ?? 0)} after the ${window.after.point} of "${window.after.step}")`,
      ];
    }
    case 'at most': {
      const window = cause.step.timing?.[cause.window];
      if (!window) return [];
      const of = `the ${window.after.point} of "${window.after.step}"`;
      return [`${of} (at most ${durationTitle(window.atMostMs ?? 0)} before the start of "${cause.step.id}")`];
    }
    case 'together':
      return [`"${cause.step.id}" (when "${cause.step.startsOnEndOf}" ends)`];
    case 'bounded':
      return [`"${cause.step.id}" (over within ${durationTitle(cause.step.atMostMs)})`];
  }
}

function isSimple({ kind }: PlanStep): boolean {
  return kind !== 'repeat' && kind !== 'decision';
}

function taking(step: PlanStep, duration: (step: PlanStep) => number): readonly string[] {
  const ms = duration(step);
  if (ms === 0) return [];
  return [`${step.inserted ? step.title : `"${step.id}"`} (${durationTitle(ms)})`];
}
