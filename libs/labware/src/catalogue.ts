import type { LabwareType } from './labware-type';
import { plates } from './plates';
import { tubeRacks } from './tube-racks';

const catalogue: readonly LabwareType[] = [...plates, ...tubeRacks];

/** Every type that a protocol may name, in a fixed order. */
export function labwareTypes(): readonly LabwareType[] {
  return catalogue;
}

/** The type of this id, or undefined when the catalogue lacks it. */
export function labwareType(id: string): LabwareType | undefined {
  return catalogue.find((type) => type.id === id);
}
