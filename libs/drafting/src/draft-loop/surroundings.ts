import { Capabilities, QuantityKinds, canonicalUnit, TaskRoles, unitsOf, type Capability, type QuantityKind } from '@labwright/domain';
import { labwareTypes } from '@labwright/labware';
import { rangeOf, type Fleet } from '@labwright/protocol';
import { allowedNames, type SitePolicy } from '@labwright/safety';
import type { DataBlock } from '../data-block';

/** What a model is told of the lab, whatever is asked for: the closed vocabulary, the instruments with their ranges, and what is allowed. */
export function surroundings(fleet: Fleet, policy: SitePolicy): readonly DataBlock[] {
  return [
    { kind: 'vocabulary', value: vocabulary() },
    { kind: 'fleet', value: instrumentsOf(fleet) },
    { kind: 'policy', value: { level: policy.biosafetyLevel, ...allowedNames(policy.allow) } },
  ];
}

function vocabulary() {
  const kinds = Object.keys(QuantityKinds) as QuantityKind[];
  return {
    capabilities: (Object.keys(Capabilities) as Capability[]).map((capability) => {
      const { summary, with: parameters, holds, readings } = Capabilities[capability];
      return { capability, summary, with: parameters, takesDuration: holds, readings };
    }),
    labwareTypes: labwareTypes().map(({ id, title, format, rows, columns, wellVolume, opticalBottom, covers }) => ({
      id,
      title,
      format,
      wells: rows * columns,
      wellVolumeUl: wellVolume,
      opticalBottom,
      covers: covers.map(({ id: cover, clear }) => ({ id: cover, clear })),
    })),
    roles: TaskRoles,
    units: Object.fromEntries(kinds.map((kind) => [kind, unitsOf(kind)])),
  };
}

/** Instruments that can be bound now. Nothing of them is free text: what a device says of itself is not among it. */
function instrumentsOf({ instruments }: Fleet) {
  return instruments
    .filter(({ service, retired }) => service === 'available' && !retired)
    .map((instrument) => ({
      id: instrument.id,
      simulated: instrument.simulated,
      nests: instrument.manifest.nests.map(({ name, formats, maxHeightMm }) => ({ name, formats, maxHeightMm })),
      capabilities: instrument.manifest.capabilities.map(({ capability, ranges, options }) => {
        const kinds: Readonly<Record<string, QuantityKind>> = Capabilities[capability].with;
        const bounds = Object.keys(ranges).map((name) => {
          const kind = kinds[name];
          return [name, { ...rangeOf(instrument, capability, name), unit: kind ? canonicalUnit(kind) : '' }] as const;
        });
        return { capability, ranges: Object.fromEntries(bounds), ...(options ? { options } : {}) };
      }),
    }));
}
