import type { Compilation } from '../compilation';
import type { DocumentPath } from '../pointer';
import type { RunningOrder } from '../running-order';
import type { SavedReading } from '../saved-readings';
import type { StepNode } from '../step-tree';
import { didYouMean } from '../suggestion';
import type { Condition } from './conditions';

/** Every reading that is asked for has surely been saved by then. A reading that might be missing would hold the run. */
export function checkAvailability(
  compilation: Compilation,
  order: RunningOrder,
  conditions: readonly Condition[],
  readings: ReadonlyMap<string, SavedReading>,
): void {
  const { tree, report } = compilation;
  const need = (name: string, node: StepNode, path: DocumentPath) => {
    const by = readings.get(name)?.by ?? [];
    // A repeat asks after its body, and a step expects of what it has saved itself.
    const inBody = (saver: number) => node.step.kind === 'repeat' && order.surelyInside(saver, node.index);
    if (by.length === 0 || by.some((saver) => saver === node.index || inBody(saver) || order.surelyPrecedes(saver, node.index))) return;
    const inBranch = by.find((saver) => order.precedes(saver, node.index) || order.isInside(saver, node.index));
    const names = by.map((saver) => `"${tree.node(saver).step.id}"`).join(', ');
    if (inBranch !== undefined)
      report('E_BRANCH', path, `readings.${name} is saved only by ${names}, which a decision may leave out`, {
        suggestion: 'save it before the decision, or ask for it in the same branch',
      });
    else
      report('E_ORDER', path, `readings.${name} is saved by ${names}, which "${node.step.id}" does not wait for`, {
        suggestion: `let "${node.step.id}" come after ${names}`,
      });
  };
  for (const { node, path, expression } of conditions) for (const name of expression.readings) need(name, node, path);
  for (const node of tree.nodes) if (node.step.expect) need(node.step.expect.reading, node, [...node.path, 'expect', 'reading']);
}

/** Names of readings outside of conditions are ones that some step saves. */
export function checkReadingNames({ tree, report }: Compilation, readings: ReadonlyMap<string, SavedReading>): void {
  const allowed = [...readings.keys()];
  const refer = (name: string, path: DocumentPath) => {
    if (readings.has(name)) return;
    report('E_REF', path, `no step of this protocol saves a reading "${name}"`, { allowed, ...didYouMean(name, allowed) });
  };
  for (const { step, path } of tree.nodes) {
    if (step.expect) {
      refer(step.expect.reading, [...path, 'expect', 'reading']);
      if (!step.expect.min && !step.expect.max)
        report('E_SCHEMA', [...path, 'expect'], 'an expectation has "min", "max" or both', { allowed: ['min', 'max'] });
    }
    if (step.kind === 'consult') for (const [i, name] of step.shows.entries()) refer(name, [...path, 'shows', i]);
  }
}
