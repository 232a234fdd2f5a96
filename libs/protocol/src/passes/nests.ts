import type { NestManifest } from '@labwright/domain';
import { nestTakes } from '../candidate';
import type { Compilation } from '../compilation';
import type { FleetInstrument } from '../fleet';
import type { RoleNeed } from '../role-need';
import type { StepOrder } from '../step-order';
import { apart, type Bindings } from './binding';
import type { Stay } from './labware-flow';

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
  order: StepOrder,
  needs: readonly RoleNeed[],
  stays: readonly Stay[],
  bindings: Bindings,
): readonly PlacedStay[] | null {
  const { report, protocol } = compilation;
  const placed: PlacedStay[] = [];
  const sizes = new Map(needs.flatMap((need) => need.labware).map((labware) => [labware.id, labware]));
  for (const stay of stays) {
    const instrument = bindings.get(stay.role);
    const labware = sizes.get(stay.labware);
    if (!instrument || !labware) return null;
    const path = ['steps', stay.from.step, 'moves', stay.from.move];
    const there = placed.filter((other) => other.instrument === instrument && !apart(order, other, stay));
    const fitting = instrument.manifest.nests.filter((nest) => nestTakes(nest, labware));
    const nest = fitting.find((each) => !there.some((other) => other.nest === each));
    if (nest) {
      placed.push({ ...stay, instrument, nest });
      continue;
    }
    const other = there[0];
    const sure = other && (order.precedes(other.from.step, stay.from.step) || other.from.step === stay.from.step);
    if (sure)
      report(
        'E_PLACE',
        path,
        `"${stay.labware}" cannot go to "${stay.role}": "${other.labware}" is on ${instrument.id} (${fitting.map((each) => each.name).join(', ')})`,
      );
    else if (other) {
      const names = `"${protocol.steps[other.from.step]?.id}" and "${protocol.steps[stay.from.step]?.id}"`;
      report('E_ORDER', path, `the steps ${names} both use ${instrument.id}, but neither waits until the other's labware is off`);
    }
    return null;
  }
  return placed;
}
