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

/**
 * Tells where a default duration decides whether a window or a pace is kept: a step of a person that says nothing of its length, between a step
 * and one that starts at most so long after it, or in rounds that start so often.
 */
export function tellDefaultDurations({ tree, report }: Compilation, order: RunningOrder): void {
  const silent = tree.nodes.filter(({ step }) => step.kind === 'operator' && step.duration === undefined);
  if (silent.length === 0) return;
  const numbers = new Map(tree.nodes.map(({ step, index }) => [step.id, index]));
  const windows = tree.nodes.flatMap(({ step, index }) =>
    (step.timing ?? []).flatMap(({ after, atMost }) => {
      const { step: from, point } = windowAfter(after);
      const begin = numbers.get(from);
      return atMost === undefined || begin === undefined ? [] : [{ begin, point, end: index }];
    }),
  );
  for (const { step, path, index } of silent) {
    const paced = tree.around(index).find((each) => each.step.kind === 'repeat' && each.step.every !== undefined);
    const window = windows.find(
      ({ begin, point, end }) => (begin === index ? point === 'start' : order.precedes(begin, index)) && order.precedes(index, end),
    );
    const why = window ? `the window of "${tree.node(window.end).step.id}"` : paced ? `the rounds of "${paced.step.id}"` : null;
    if (why === null) continue;
    report('W_ASSUMPTION', path, `"${step.id}" does not say how long it takes; ${durationTitle(OPERATOR_STEP_MS)} are counted in ${why}`, {
      suggestion: 'add duration',
      severity: 'info',
    });
  }
}
