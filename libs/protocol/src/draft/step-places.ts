import type { Findings } from '../findings';
import { MAX_STEP_DEPTH } from '../step.schema';
import { didYouMean } from '../suggestion';
import type { DraftStep } from './draft.schema';

/** The steps of a draft by the list that they are in; each by its number in the draft, in its order. */
export interface StepPlaces {
  /** `parent` null is the protocol's own list; `branch` is `body`, `else`, or the number of a case from 0. */
  readonly in: (parent: number | null, branch: 'body' | 'else' | number) => readonly number[];
}

const keyOf = (parent: number | null, branch: string | number) => (parent === null ? '' : `${parent}/${branch}`);

/** Where each step of a draft belongs, or null when that cannot be said of one: then the findings say of which, and what would be allowed. */
export function placeSteps(steps: readonly DraftStep[], findings: Findings): StepPlaces | null {
  const lists = new Map<string, number[]>();
  const parents: (number | null)[] = [];
  const byId = new Map<string, number>();
  for (const [i, { id }] of steps.entries()) if (!byId.has(id)) byId.set(id, i);
  for (const [i, step] of steps.entries()) {
    const parent = parentOf(step, i, byId, findings);
    parents.push(parent ?? null);
    const around = parent === undefined || parent === null ? undefined : steps[parent];
    const branch = around ? branchOf(step, i, around, findings) : 'body';
    if (parent === undefined || branch === undefined) continue;
    const key = keyOf(parent, branch);
    const known = lists.get(key);
    if (known) known.push(i);
    else lists.set(key, [i]);
  }
  for (const [i, step] of steps.entries()) checkDepth(step, i, parents, findings);
  return findings.hasErrors ? null : { in: (parent, branch) => lists.get(keyOf(parent, branch)) ?? [] };
}

/** Undefined after a finding. */
function parentOf(step: DraftStep, i: number, byId: ReadonlyMap<string, number>, findings: Findings): number | null | undefined {
  const { parent, branch } = step;
  if (parent === null) {
    if (branch === null && step.case === null) return null;
    const message = `"${step.id}" names a ${branch === null ? 'case' : 'branch'}, but no step that it is in`;
    findings.add('E_SCHEMA', ['steps', i, 'parent'], message, {
      suggestion: 'name the repeat or decision, or write null for branch and case',
    });
    return undefined;
  }
  const found = byId.get(parent);
  if (found !== undefined) return found;
  const allowed = [...byId.keys()];
  findings.add('E_REF', ['steps', i, 'parent'], `there is no step "${parent.slice(0, 80)}" in this draft`, {
    allowed: allowed.slice(0, 50),
    ...didYouMean(parent, allowed),
  });
  return undefined;
}

/** Undefined after a finding. */
function branchOf(step: DraftStep, i: number, around: DraftStep, findings: Findings): 'body' | 'else' | number | undefined {
  const fault = (field: string, message: string, allowed: readonly string[]): undefined => {
    findings.add('E_SCHEMA', ['steps', i, field], message, { allowed });
  };
  const { branch, case: number } = step;
  if (around.kind !== 'repeat' && around.kind !== 'decision')
    return fault('parent', `"${around.id}" is of kind ${around.kind}, which has no steps in it`, ['a repeat', 'a decision', 'null']);
  if (branch !== 'case' && number !== null) return fault('case', `"${step.id}" names a case, but is in no case`, ['null']);
  if (around.kind === 'repeat')
    return branch === 'body' ? 'body' : fault('branch', `"${around.id}" is a repeat; "${step.id}" is in its body`, ['body']);
  if (branch === null || branch === 'body')
    return fault('branch', `"${around.id}" is a decision; "${step.id}" is in one of its cases or in its else`, ['case', 'else']);
  if (branch === 'else')
    return around['else'] === true ? 'else' : fault('branch', `"${around.id}" has no else; write else: true there`, ['case']);
  const cases = Array.isArray(around['cases']) ? around['cases'].length : 0;
  const index = (number ?? 0) - 1;
  if (Number.isInteger(index) && index >= 0 && index < cases) return index;
  return fault('case', `"${around.id}" has no case number ${number ?? 'null'}`, cases > 0 ? [`1 to ${cases}`] : []);
}

/** A chain of parents ends, and soon. */
function checkDepth(step: DraftStep, i: number, parents: readonly (number | null)[], findings: Findings): void {
  const chain = [i];
  for (let at = parents[i] ?? null; at !== null; at = parents[at] ?? null) {
    if (at === i)
      findings.add(
        'E_CYCLE',
        ['steps', i, 'parent'],
        `"${step.id}" is in itself, by ${chain.length} ${chain.length === 1 ? 'step' : 'steps'}`,
      );
    if (chain.includes(at)) return;
    chain.push(at);
    if (chain.length <= MAX_STEP_DEPTH) continue;
    findings.add('E_SCHEMA', ['steps', i, 'parent'], `"${step.id}" is nested more than ${MAX_STEP_DEPTH} steps deep`, {
      suggestion: 'put the inner steps into the list around them',
    });
    return;
  }
}
