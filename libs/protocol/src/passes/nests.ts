import type { NestManifest } from '@labwright/domain';
import { nestTakes } from '../candidate';
import type { Compilation } from '../compilation';
import type { FleetInstrument } from '../fleet';
import type { RoleNeed } from '../role-need';
import type { RunningOrder } from '../running-order';
import { apart, type Stay } from '../stay';
import type { Bindings } from './binding';

/** A stay with its instrument and nest. */
export interface PlacedStay extends Stay {
  readonly instrument: FleetInstrument;
  readonly nest: NestManifest;
}

/**
 * Gives each stay a nest, the first of the manifest that fits and is free for the whole stay. Null when some labware would have to go
 * where another is or may be.
 */
export function assignNests(
  compilation: Compilation,
  order: RunningOrder,
  needs: readonly RoleNeed[],
  stays: readonly Stay[],
  bindings: Bindings,
): readonly PlacedStay[] | null {
  const { report, tree } = compilation;
  const placed: PlacedStay[] = [];
  const sizes = new Map(needs.flatMap((need) => need.labware).map((labware) => [labware.id, labware]));
  for (const stay of stays) {
    const instrument = bindings.get(stay.role);
    const labware = sizes.get(stay.labware);
    if (!instrument || !labware) return null;
    const begin = stay.from[0];
    const path = begin ? [...tree.node(begin.step).path, 'moves', begin.move] : ['steps'];
    const there = placed.filter((other) => other.instrument === instrument && !apart(order, other, stay));
    const fitting = instrument.manifest.nests.filter((nest) => nestTakes(nest, labware));
    const nest = fitting.find((each) => !there.some((other) => other.nest === each));
    if (nest) {
      placed.push({ ...stay, instrument, nest });
      continue;
    }
    const other = there[0];
    const before = other?.from[0];
    if (!other || !before || !begin) return null;
    if (order.precedes(before.step, begin.step) || before.step === begin.step)
      report(
        'E_PLACE',
        path,
        `"${stay.labware}" cannot go to "${stay.role}": "${other.labware}" is on ${instrument.id} (${fitting.map((each) => each.name).join(', ')})`,
      );
    else {
      const names = `"${tree.node(before.step).step.id}" and "${tree.node(begin.step).step.id}"`;
      report('E_ORDER', path, `the steps ${names} both use ${instrument.id}, but neither waits until the other's labware is off`);
    }
    return null;
  }
  return placed;
}
