import { Capabilities, Verbs, canonicalUnit, capabilityOf, unitsOf, type Capability, type QuantityKind } from '@labwright/domain';
import { rangeOf, type Fleet, type FleetInstrument } from '@labwright/protocol';
import type { z } from 'zod';
import type { CapabilityListSchema } from './capability.schema';

type CapabilityList = z.input<typeof CapabilityListSchema>;
type CapabilityItem = CapabilityList['items'][number];

/** The closed vocabulary, with the instruments that have each part of it. Pure. */
export function capabilityList({ instruments }: Fleet): CapabilityList {
  return {
    items: (Object.keys(Capabilities) as Capability[]).map((capability) => {
      const { summary, holds, with: parameters, readings } = Capabilities[capability];
      return {
        capability,
        summary,
        holds,
        parameters: quantities(parameters),
        readings: quantities(readings),
        instruments: instruments.flatMap((instrument) => having(instrument, capability)),
      };
    }),
    verbs: (Object.keys(Verbs) as (keyof typeof Verbs)[]).map((verb) => ({ verb, parameters: quantities(Verbs[verb].parameters) })),
  };
}

function quantities(named: Readonly<Record<string, QuantityKind>>): CapabilityItem['parameters'] {
  return Object.entries(named).map(([name, kind]) => ({ name, kind, unit: canonicalUnit(kind), units: [...unitsOf(kind)] }));
}

/** What one instrument has of a capability: nothing, or one entry. */
function having(instrument: FleetInstrument, capability: Capability): CapabilityItem['instruments'] {
  const { id, manifest, simulated, service } = instrument;
  const own = capabilityOf(manifest, capability);
  if (!own || service === 'retired') return [];
  const kinds: Readonly<Record<string, QuantityKind>> = Capabilities[capability].with;
  const ranges = Object.entries(own.ranges).map(([name, { min, max, step, tolerance }]) => {
    const kind = kinds[name];
    const range = rangeOf(instrument, capability, name) ?? { min, max };
    return [name, { ...range, step, tolerance, unit: kind === undefined ? '' : canonicalUnit(kind) }] as const;
  });
  const options = Object.entries(own.options ?? {}).map(([name, words]): [string, string[]] => [name, [...words]]);
  return [
    {
      id,
      driver: manifest.driver,
      simulated,
      service,
      ranges: Object.fromEntries(ranges),
      options: Object.fromEntries(options),
      verbs: [...new Set([...own.establish.map(({ verb }) => verb), ...own.end])],
    },
  ];
}
