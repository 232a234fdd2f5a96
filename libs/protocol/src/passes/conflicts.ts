import { canonicalUnit } from '@labwright/domain';
import type { Compilation } from '../compilation';
import { capabilitySpec } from '../expected-kind';
import type { RoleNeed } from '../role-need';
import type { RunningOrder } from '../running-order';
import type { PlacedStay } from './nests';

interface Setting {
  readonly operation: number;
  readonly labware: string;
  readonly value: number;
  readonly unit: string;
}

/**
 * All labware on one instrument has its settings in common. Two operations on different labware that may be under way at once ask for the same
 * value of each; what stands there afterwards takes what comes.
 */
export function checkConflicts(
  compilation: Compilation,
  order: RunningOrder,
  needs: readonly RoleNeed[],
  placed: readonly PlacedStay[],
): void {
  const { tree, report } = compilation;
  const asked = new Map(needs.flatMap(({ operations }) => operations).map((each) => [each.path, each]));
  const byPath = new Map([...asked].map(([path, need]) => [path.join('/'), need]));
  const settings = new Map<string, Setting[]>();
  for (const { instrument, labware, operations } of placed) {
    if (instrument.manifest.nests.length < 2) continue;
    for (const operation of operations) {
      const need = byPath.get(tree.node(operation).path.join('/'));
      if (!need || capabilitySpec(need.capability)?.holds !== true) continue;
      for (const { parameter, value, kind } of need.with) {
        const key = `${instrument.id} ${parameter}`;
        const known = settings.get(key) ?? [];
        known.push({ operation, labware, value, unit: canonicalUnit(kind) });
        settings.set(key, known);
      }
    }
  }
  for (const [key, all] of settings) {
    if (new Set(all.map(({ value }) => value)).size < 2) continue;
    const [instrument = '', parameter = ''] = key.split(' ');
    const clash = firstClash(order, all);
    if (!clash) continue;
    const [first, second] = clash;
    const step = (each: Setting) => tree.node(each.operation).step.id;
    report(
      'E_CONFLICT',
      [...tree.node(second.operation).path, 'with'],
      `"${step(first)}" and "${step(second)}" may be under way at once on ${instrument}, one with ${parameter} ${first.value} ${first.unit} for ` +
        `"${first.labware}", the other with ${second.value} ${second.unit} for "${second.labware}"`,
      { suggestion: `let "${step(second)}" come after "${step(first)}", or take another role for "${second.labware}"` },
    );
  }
}

/** One pair is told for each setting of an instrument; whoever mends it sees the next. */
function firstClash(order: RunningOrder, all: readonly Setting[]): readonly [Setting, Setting] | undefined {
  const sorted = all.toSorted((a, b) => a.operation - b.operation);
  for (const [i, second] of sorted.entries())
    for (const first of sorted.slice(0, i)) {
      if (first.value === second.value || first.labware === second.labware) continue;
      const { list } = order.lift(first.operation, second.operation);
      const ordered = order.precedes(first.operation, second.operation) || order.precedes(second.operation, first.operation);
      if (list !== null && !ordered) return [first, second];
    }
  return undefined;
}
