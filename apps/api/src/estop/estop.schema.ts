import { z } from 'zod';
import { ReasonSchema, SlugSchema, TimeSchema, UuidSchema, closedObject } from '../http/field.schema';

const REQUEST = '5b1f3c62-3a0e-4c58-9c0d-0d2b7f1f7a10';
const LABWARE = '0f4b6f1e-7d1c-4a7f-8f53-2c1a9b6e5d40';

export const StopSchema = closedObject({
  reason: ReasonSchema.exactOptional().describe('shown to everybody, and kept in the record'),
  instrument: SlugSchema.exactOptional().describe('this one only; left out: the whole lab'),
})
  .optional()
  .meta({ id: 'EstopRequest', examples: [{ reason: 'liquid on the bench under the shaker' }] });
export type Stop = z.output<typeof StopSchema>;

const StopSentSchema = z.object({
  instrument: z.string(),
  agent: z.string(),
  sent: z.boolean().describe('its stop commands are on the wire'),
  sentMs: z.number().nullable().describe('wall milliseconds from when its bench agent had the request'),
  acknowledged: z.boolean().nullable().describe('null: the device acknowledges nothing of this kind'),
  brokenOff: z.string().nullable().describe('the command that was on the wire; its outcome is in doubt'),
  problem: z.string().nullable(),
});

export const StopAnswerSchema = z
  .object({
    request: UuidSchema,
    requestedAt: TimeSchema,
    recorded: z.boolean().describe('false: the database did not take it in time; the bench agents bring it when that is back'),
    agents: z.array(z.object({ agent: z.string(), reached: z.boolean(), problem: z.string().nullable() })),
    instruments: z.array(StopSentSchema),
  })
  .meta({
    id: 'EstopAnswer',
    examples: [
      {
        request: REQUEST,
        requestedAt: '2026-11-28T03:00:00.000Z',
        recorded: true,
        agents: [{ agent: 'bench-1', reached: true, problem: null }],
        instruments: [
          { instrument: 'shaker-1', agent: 'bench-1', sent: true, sentMs: 12.5, acknowledged: true, brokenOff: 'M3 S500', problem: null },
        ],
      },
    ],
  });
export type StopAnswer = z.input<typeof StopAnswerSchema>;

const StandingStopSchema = z.object({
  instrument: z.string(),
  request: UuidSchema,
  requestedBy: z.string(),
  reason: z.string(),
  via: z.enum(['api', 'control_port', 'signal']),
  requestedAt: TimeSchema,
  outcome: z.enum(['requested', 'confirmed', 'unconfirmed']).describe('of the safe state, as read from the instrument'),
  sentMs: z.number().nullable(),
  settledMs: z.number().nullable().describe('to the confirmed safe state, or to the end of the wait for it'),
  evidence: z.string(),
  nests: z
    .array(z.object({ nest: z.string(), labware: z.string().nullable(), labwareId: UuidSchema.nullable() }))
    .describe('what the record says of its nests; re-arming asks what is really there'),
});

export const StandingStopsSchema = z.object({ items: z.array(StandingStopSchema) }).meta({
  id: 'StandingStops',
  examples: [
    {
      items: [
        {
          instrument: 'shaker-1',
          request: REQUEST,
          requestedBy: 'user:tim',
          reason: 'liquid on the bench under the shaker',
          via: 'api',
          requestedAt: '2026-11-28T03:00:00.000Z',
          outcome: 'confirmed',
          sentMs: 12.5,
          settledMs: 3900,
          evidence: 'ensureStopped: M123: 0 rpm, set point 0 rpm; ensureTemperatureOff: M105: 44.1 Cel, set point off',
          nests: [{ nest: 'nest', labware: 'plate', labwareId: LABWARE }],
        },
      ],
    },
  ],
});

const PlaceSchema = closedObject({
  nest: z.string().min(1).max(63),
  labware: z
    .string()
    .min(1)
    .max(100)
    .nullable()
    .describe('what stands there, as seen: its id, or its name in the run that has the instrument; null for nothing'),
});

export const RearmSchema = closedObject({
  instruments: z
    .array(closedObject({ id: SlugSchema, places: z.array(PlaceSchema).max(100).describe('every nest of the instrument, each once') }))
    .min(1)
    .max(200),
  note: ReasonSchema.describe('what was looked at'),
}).meta({
  id: 'RearmRequest',
  examples: [
    { instruments: [{ id: 'shaker-1', places: [{ nest: 'nest', labware: 'plate' }] }], note: 'dry, plate is in place, clamp is closed' },
  ],
});
export type Rearm = z.output<typeof RearmSchema>;
