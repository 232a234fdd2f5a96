import { flasks } from './flasks';
import type { LabwareType } from './labware-type';
import { plates } from './plates';
import { tubeRacks } from './tube-racks';
import { vessels } from './vessels';

const catalogue: readonly LabwareType[] = [...plates, ...tubeRacks, ...flasks, ...vessels];

/** Every type that a protocol may name, in a fixed order. */
export function labwareTypes(): readonly LabwareType[] {
  return catalogue;
}

/** The type of this id, or undefined when the catalogue lacks it. */
export function labwareType(id: string): LabwareType | undefined {
  return catalogue.find((type) => type.id === id);
}
