import { Capabilities, QuantityKinds, ServiceState, Verbs, type Capability, type QuantityKind, type Verb } from '@labwright/domain';
import { z } from 'zod';

const namesOf = <Name extends string>(closed: Readonly<Record<Name, unknown>>) => Object.keys(closed) as [Name, ...Name[]];

const QuantityNameSchema = z.object({
  name: z.string(),
  kind: z.enum(namesOf<QuantityKind>(QuantityKinds)),
  unit: z.string().describe('canonical unit, UCUM'),
  units: z.array(z.string()).describe('units that may be written, UCUM'),
});

const RangeSchema = z
  .object({
    min: z.number(),
    max: z.number(),
    step: z.number().describe('finest setting that the device takes'),
    tolerance: z.number().describe('what counts as reached where a protocol states none'),
    unit: z.string(),
  })
  .describe('the driver narrowed by the limits of the instrument, in the canonical unit');

export const CapabilitySchema = z
  .object({
    capability: z.enum(namesOf<Capability>(Capabilities)),
    summary: z.string(),
    holds: z.boolean().describe('may last: a step may have a duration'),
    parameters: z.array(QuantityNameSchema).describe('what a step gives in `with`'),
    readings: z.array(QuantityNameSchema).describe('what a step may save'),
    instruments: z.array(
      z.object({
        id: z.string(),
        driver: z.string(),
        simulated: z.boolean(),
        service: z.enum(ServiceState).describe('only available ones are bound'),
        ranges: z.record(z.string(), RangeSchema).describe('by parameter'),
        options: z
          .record(z.string(), z.array(z.string()))
          .describe('words that a step may choose; the first is taken where it says nothing'),
        verbs: z.array(z.string()).describe('what the instrument is told, in order, then what ends it'),
      }),
    ),
  })
  .meta({ id: 'Capability' });

export const CapabilityListSchema = z
  .object({
    items: z.array(CapabilitySchema),
    verbs: z
      .array(z.object({ verb: z.enum(namesOf<Verb>(Verbs)), parameters: z.array(QuantityNameSchema) }))
      .describe('the closed vocabulary of verbs: states to reach, reads, and what cannot be repeated'),
  })
  .meta({ id: 'CapabilityList' });
