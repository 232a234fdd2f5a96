import type { Diagnostic } from '@labwright/protocol';
import type { WrittenStep } from '../provenance/written-steps';
import type { Assumption } from './draft-round';

/** The assumptions of a model, each at its step; at the whole protocol where it names none that is there. */
export function assumptionFindings(assumptions: readonly Assumption[], steps: ReadonlyMap<string, WrittenStep>): readonly Diagnostic[] {
  return assumptions.map(({ step, assumption }) => {
    const at = step === null ? undefined : steps.get(step);
    const of = step !== null && !at ? ` (of step "${step.slice(0, 80)}", which is not there)` : '';
    const message = `the model took for granted: ${assumption.slice(0, 1_000)}${of}`;
    return { code: 'W_ASSUMPTION', severity: 'warning', path: at?.path ?? '', message, fixableByModel: false };
  });
}

/** Steps that were there before and are not there now. */
export function droppedSteps(before: Iterable<string>, steps: ReadonlyMap<string, WrittenStep>): readonly string[] {
  return [...before].filter((id) => !steps.has(id));
}

/** That steps are gone which nobody asked to take out; null where none is. */
export function droppedFinding(dropped: readonly string[]): Diagnostic | null {
  if (dropped.length === 0) return null;
  const [were, they] = dropped.length === 1 ? ['step was', 'it'] : ['steps were', 'them'];
  return {
    code: 'W_ASSUMPTION',
    severity: 'warning',
    path: '/steps',
    message: `${dropped.length} ${were} left out without being asked for: ${dropped.join(', ')}`,
    suggestion: `put ${they} back, mended where something was wrong with ${they}`,
    fixableByModel: true,
  };
}

/** That steps are gone which the instruction names: whether they were meant to go is for people to see. Null where none is. */
export function takenOutFinding(gone: readonly string[]): Diagnostic | null {
  if (gone.length === 0) return null;
  const [were, they] =
    gone.length === 1 ? ['step that the instruction names is', 'it was'] : ['steps that the instruction names are', 'they were'];
  return {
    code: 'W_ASSUMPTION',
    severity: 'warning',
    path: '/steps',
    message: `${gone.length} ${were} taken out: ${gone.join(', ')}`,
    suggestion: `see that ${they} meant to go; otherwise say so in an instruction`,
    fixableByModel: false,
  };
}

/** Findings as a set of codes and places: two drafts with the same set have the same left to be mended. */
export function findingsKey(diagnostics: readonly Diagnostic[]): string {
  return [...new Set(diagnostics.map(({ code, path }) => `${code} ${path}`))].toSorted().join('\n');
}
