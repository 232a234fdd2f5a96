import { capabilityOf } from '@labwright/domain';
import type { Compilation } from '../compilation';
import { OPERATOR_STEP_MS } from '../lowering/operator-step';
import type { RunningOrder } from '../running-order';
import { durationTitle } from '../step-title';
import type { PlacedStay } from './nests';
import { windowAfter } from './windows';

/** Tells where the compiler chose a word that matters: an instrument that knows several takes the first. */
export function tellChosenOptions({ tree, report }: Compilation, placed: readonly PlacedStay[]): void {
  for (const { instrument, operations } of placed)
    for (const operation of operations) {
      const { step, path } = tree.node(operation);
      if (step.kind !== 'operation') continue;
      const open = Object.entries(capabilityOf(instrument.manifest, step.capability)?.options ?? {}).filter(
        ([name, words]) => words.length > 1 && step.options?.[name] === undefined,
      );
      const [first] = open;
      if (!first) continue;
      const [, words] = first;
      const chosen = open.map(([name, [word]]) => `${name} ${word}`).join(', ');
      report(
        'W_ASSUMPTION',
        path,
        `"${step.id}" does not say by which ${open.map(([name]) => name).join(', ')}; ${instrument.id} takes ${chosen}`,
        {
          allowed: words,
          suggestion: `add options: {${first[0]}: ${words[0]}}, if that is meant`,
        },
      );
    }
}

/** Most steps of one list that are looked at for one window; windows are short. */
const LOOKED_AT = 200;

/**
 * Tells where a default duration decides whether a window or a pace is kept: a step of a person that says nothing of its length, between a step
 * and one that starts at most so long after it, or in rounds that start so often.
 */
export function tellDefaultDurations({ tree, report }: Compilation, order: RunningOrder): void {
  const silent = new Set(
    tree.nodes.filter(({ step }) => step.kind === 'operator' && step.duration === undefined).map(({ index }) => index),
  );
  if (silent.size === 0) return;
  const why = new Map<number, string>();
  const numbers = new Map(tree.nodes.map(({ step, index }) => [step.id, index]));
  for (const { step, index } of tree.nodes)
    for (const { after, atMost } of step.timing ?? []) {
      const { step: from, point } = windowAfter(after);
      const begin = numbers.get(from);
      if (atMost === undefined || begin === undefined) continue;
      const counted = [...between(order, begin, index), ...(point === 'start' ? [begin] : [])];
      for (const each of counted) if (silent.has(each) && !why.has(each)) why.set(each, `the window of "${step.id}"`);
    }
  for (const index of silent) {
    const paced = tree.around(index).find((each) => each.step.kind === 'repeat' && each.step.every !== undefined);
    const counted = why.get(index) ?? (paced && `the rounds of "${paced.step.id}"`);
    if (counted === undefined) continue;
    const { step, path } = tree.node(index);
    report(
      'W_ASSUMPTION',
      path,
      `"${step.id}" does not say how long it takes; ${durationTitle(OPERATOR_STEP_MS)} are counted in ${counted}`,
      {
        suggestion: 'add duration',
        severity: 'info',
      },
    );
  }
}

/** The steps that run after one and before the other, in the innermost list that contains both, with all that is in them. */
function between(order: RunningOrder, begin: number, end: number): readonly number[] {
  const { list, a, b } = order.lift(begin, end);
  if (list === null) return [];
  const found = new Set<number>();
  const open = [...order.predecessors(b)];
  for (let next = open.pop(); next !== undefined && found.size < LOOKED_AT; next = open.pop()) {
    if (next === a || found.has(next) || !order.precedes(a, next)) continue;
    found.add(next);
    open.push(...order.predecessors(next));
  }
  return [...found].flatMap((step) => [step, ...order.tree.inside(step).map(({ index }) => index)]);
}
