import { LinkState } from '@labwright/domain';
import { z } from 'zod';
import { JsonObjectSchema, TimeSchema, UuidSchema } from '../http/field.schema';

const RUN = '5f0f3c43-4dfb-4c25-9c3e-0d8f35a1b9a7';
const BoundsSchema = z.object({ min: z.number(), max: z.number() });

export const NestListSchema = z
  .object({
    instrument: z.string(),
    nests: z.array(
      z.object({
        place: z.string(),
        name: z.string(),
        formats: z.array(z.string()).describe('formats of the labware catalogue that it takes'),
        maxHeightMm: z.number(),
        reserved: z
          .object({
            run: UuidSchema,
            protocolTitle: z.string(),
            since: TimeSchema,
            planned: z.string().describe('the nest that the plan of the run names'),
          })
          .nullable(),
        labware: z
          .object({ id: UuidSchema, name: z.string(), type: z.string(), barcode: z.string().nullable(), run: UuidSchema })
          .nullable(),
      }),
    ),
  })
  .meta({
    id: 'InstrumentNests',
    examples: [
      {
        instrument: 'shaker-1',
        nests: [
          {
            place: 'shaker-1.plate',
            name: 'plate',
            formats: ['plate-96'],
            maxHeightMm: 45,
            reserved: { run: RUN, protocolTitle: 'Warm and shake', since: '2026-11-28T09:30:00.000Z', planned: 'shaker-1.plate' },
            labware: { id: '7a2c6d0e-6a53-4b9f-8a53-2f9a4d1c7b10', name: 'culture', type: 'plate-96-clear-flat', barcode: null, run: RUN },
          },
        ],
      },
    ],
  });

export const InstrumentLimitsSchema = z
  .object({
    instrument: z.string(),
    limits: z.array(
      z.object({
        name: z.string().describe('<capability>.<parameter>'),
        unit: z.string().nullable().describe('canonical unit of the parameter, UCUM'),
        step: z.number().describe('finest setting'),
        driver: BoundsSchema.describe('what the driver can do'),
        own: BoundsSchema.nullable().describe('narrower bounds of this instrument; null where it has none'),
        inForce: BoundsSchema,
      }),
    ),
  })
  .meta({
    id: 'InstrumentLimits',
    examples: [
      {
        instrument: 'shaker-1',
        limits: [
          {
            name: 'shaking_incubation.speed',
            unit: '{rpm}',
            step: 1,
            driver: { min: 200, max: 3_000 },
            own: { min: 200, max: 800 },
            inForce: { min: 200, max: 800 },
          },
        ],
      },
    ],
  });

export const IdentitySchema = z
  .object({
    instrument: z.string(),
    driver: z.string(),
    vendor: z.string().nullable(),
    model: z.string().nullable(),
    url: z.string(),
    simulated: z.boolean(),
    link: z.enum(LinkState),
    linkReason: z.string(),
    expectedSerialNumber: z.string().nullable().describe('from its settings; the bench agent refuses another one'),
    identity: JsonObjectSchema.nullable().describe('what the device said of itself; null before the first connection'),
    lastSeenAt: TimeSchema.nullable(),
  })
  .meta({
    id: 'InstrumentIdentity',
    examples: [
      {
        instrument: 'shaker-1',
        driver: 'opentrons-heater-shaker',
        vendor: 'Opentrons',
        model: 'Heater-Shaker GEN1',
        url: 'serial:///dev/ttyUSB0',
        simulated: false,
        link: 'online',
        linkReason: 'Heater-Shaker HS-0042, firmware 1.0.5',
        expectedSerialNumber: 'HS-0042',
        identity: { model: 'Heater-Shaker', serialNumber: 'HS-0042', firmware: '1.0.5' },
        lastSeenAt: '2026-11-28T09:00:00.000Z',
      },
    ],
  });
