import { RestartPolicy } from '@labwright/domain';
import { z } from 'zod';
import { JsonObjectSchema, closedObject } from '../http/field.schema';

export const FLEET_SCHEMA = 'labwright.dev/fleet/v1';

/** The file without its instruments, which are looked at one by one, so that a fault in one hides none in another. */
export const FleetFileSchema = closedObject({
  schema: z.literal(FLEET_SCHEMA),
  prune: z.boolean().default(false),
  instruments: z.array(z.unknown()).max(1_000),
});

export const ApplyQuerySchema = closedObject({
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe('true: only says what would be done'),
});
export type ApplyQuery = z.output<typeof ApplyQuerySchema>;

const EXAMPLE_ENTRY = {
  id: 'shaker-1',
  driver: 'opentrons-heater-shaker',
  url: 'serial:///dev/ttyUSB0',
  agent: 'bench-1',
  simulated: false,
  location: 'room 12',
  onRestart: 'hold',
  settings: { serialNumber: 'HS-0042' },
  limits: { 'shaking_incubation.speed': { min: 200, max: 800 } },
};

const CreatedSchema = z.object({
  id: z.string(),
  driver: z.string(),
  url: z.string(),
  agent: z.string(),
  simulated: z.boolean(),
  location: z.string(),
  onRestart: z.enum(RestartPolicy).optional(),
  settings: JsonObjectSchema,
  limits: z.record(z.string(), z.object({ min: z.number(), max: z.number() })),
});

export const FleetChangeSchema = z
  .object({
    applied: z.boolean().describe('false for a dry run'),
    created: z.array(CreatedSchema),
    changed: z.array(
      z.object({
        id: z.string(),
        changes: z.array(
          z.object({
            field: z.enum(['url', 'agent', 'settings', 'limits', 'location', 'onRestart', 'calibrationDue']),
            from: z.unknown(),
            to: z.unknown(),
          }),
        ),
      }),
    ),
    unchanged: z.array(z.string()),
    retired: z.array(z.string()).describe('not in the file, and the file says `prune: true`'),
    left: z.array(z.string()).describe('not in the file, and left as they are'),
  })
  .meta({
    id: 'FleetChange',
    examples: [
      {
        applied: false,
        created: [EXAMPLE_ENTRY],
        changed: [{ id: 'reader-1', changes: [{ field: 'location', from: 'room 11', to: 'room 12' }] }],
        unchanged: ['incubator-1'],
        retired: [],
        left: ['old-shaker'],
      },
    ],
  });
export type FleetChange = z.input<typeof FleetChangeSchema>;

/** The file for the document of the API: an entry is what POST /v1/instruments takes. */
export const FLEET_DOCUMENT = {
  type: 'object',
  description:
    'The instruments of a lab. A field that is left out has its default, also for an instrument that is there already. `prune: true` ' +
    'retires those that the file does not name.',
  required: ['schema', 'instruments'],
  additionalProperties: false,
  properties: {
    schema: { type: 'string', enum: [FLEET_SCHEMA] },
    prune: { type: 'boolean', default: false },
    instruments: { type: 'array', maxItems: 1_000, items: { $ref: '#/components/schemas/InstrumentRegistration' } },
  },
  example: { schema: FLEET_SCHEMA, instruments: [EXAMPLE_ENTRY] },
};
