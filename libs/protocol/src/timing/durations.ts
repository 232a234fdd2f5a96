import type { DriverManifest, VerbCall } from '@labwright/domain';
import type { FleetInstrument } from '../fleet';
import { interruptedBy } from '../lowering/many-nests';
import type { PlanOperation, PlanStep } from '../plan';

/** Lab milliseconds; `minMs` <= `expectedMs` <= `maxMs`. */
export interface Duration {
  readonly minMs: number;
  readonly expectedMs: number;
  readonly maxMs: number;
}

/** A person, or a reading, may take half or double of what is expected where nobody states a tolerance. */
const FASTEST = 0.5;
const SLOWEST = 2;
/** Longest that an answer to a question is waited for in the arithmetic of windows, lab milliseconds. */
const CONSULT_MAX_MS = 1_800_000;

/** What the durations of a plan's steps are worked out from. */
export interface DurationSources {
  /** By id. */
  readonly instruments: ReadonlyMap<string, FleetInstrument>;
  /** Stated for the duration of an author's step, lab milliseconds. */
  readonly toleranceMs: (authored: string) => number | undefined;
}

/** How long a step without steps in it takes. Repeats and decisions have no duration of their own: 0. */
export function durationOf(step: PlanStep, { instruments, toleranceMs }: DurationSources): Duration {
  const { expectedMs } = step;
  switch (step.kind) {
    case 'operation': {
      const manifest = instruments.get(step.instrument)?.manifest;
      const verbs = manifest ? rangeOfVerbs(manifest, verbsOf(step, manifest)) : { minMs: expectedMs, maxMs: expectedMs };
      const hold = step.holdMs ?? 0;
      const slack = step.holdToleranceMs ?? 0;
      return ordered(verbs.minMs + Math.max(0, hold - slack), expectedMs, verbs.maxMs + hold + slack);
    }
    case 'operator': {
      const slack = toleranceMs(step.authored);
      if (slack !== undefined) return ordered(Math.max(0, expectedMs - slack), expectedMs, expectedMs + slack);
      return ordered(expectedMs * FASTEST, expectedMs, expectedMs * SLOWEST);
    }
    case 'wait': {
      const slack = toleranceMs(step.authored) ?? 0;
      return ordered(Math.max(0, expectedMs - slack), expectedMs, expectedMs + slack);
    }
    case 'consult':
      return ordered(0, expectedMs, CONSULT_MAX_MS);
    case 'repeat':
    case 'decision':
      return { minMs: 0, expectedMs: 0, maxMs: 0 };
  }
}

function ordered(minMs: number, expectedMs: number, maxMs: number): Duration {
  return { minMs: Math.min(minMs, expectedMs), expectedMs, maxMs: Math.max(expectedMs, maxMs) };
}

function verbsOf(step: PlanOperation, manifest: DriverManifest): readonly VerbCall[] {
  if (step.resumes) return interruptedBy(manifest);
  return step.holdMs !== null && step.then === 'stop' ? [...step.establish, ...step.end] : step.establish;
}

/** A state that is there already takes no time; one that does not come is given up after the verb's time-out. */
function rangeOfVerbs({ verbs }: DriverManifest, calls: readonly VerbCall[]): { readonly minMs: number; readonly maxMs: number } {
  let minMs = 0;
  let maxMs = 0;
  for (const call of calls) {
    const verb = verbs.find((each) => each.verb === call.verb);
    if (!verb) continue;
    minMs += verb.repeat === 'state' ? 0 : verb.expectedMs * FASTEST;
    maxMs += Math.max(verb.expectedMs, verb.timeoutMs);
  }
  return { minMs, maxMs };
}
