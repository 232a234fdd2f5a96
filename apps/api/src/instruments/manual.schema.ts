import { Verbs, type Verb } from '@labwright/domain';
import { z } from 'zod';
import { ParametersInputSchema, PlacesSchema, ReasonSchema, TimeSchema, UuidSchema, closedObject } from '../http/field.schema';

const VERBS = Object.keys(Verbs) as [Verb, ...Verb[]];
const SESSION = '3c1f0a52-7d0e-4a51-8a3c-5b9d1e6f2a40';
const REQUEST = '0d3b8a1e-5b8f-4f0c-9a55-6f6f1f0f2b77';

export const ManualBeginSchema = closedObject({ reason: ReasonSchema.describe('shown to everybody who waits for it') }).meta({
  id: 'ManualBegin',
  examples: [{ reason: 'the plate is stuck, I take it out' }],
});
export type ManualBegin = z.output<typeof ManualBeginSchema>;

const PlateSchema = closedObject({
  labware: z.string().min(1).max(100).describe('type of the labware catalogue'),
  rows: z.int().min(1).max(64),
  columns: z.int().min(1).max(64),
  wells: z
    .array(z.string().regex(/^[A-Z]{1,2}\d{1,2}$/, 'a well such as A1'))
    .min(1)
    .max(1_536),
});
const NameSchema = z.string().min(1).max(64);

export const ManualDoSchema = closedObject({
  verb: z.enum(VERBS).describe('one that the driver of the instrument has'),
  parameters: ParametersInputSchema.default({}),
  options: z
    .record(NameSchema, z.string().min(1).max(64))
    .refine((given) => Object.keys(given).length <= 10, 'at most 10 options')
    .exactOptional(),
  plate: PlateSchema.exactOptional().describe('only for reads of a plate'),
  reason: ReasonSchema,
}).meta({
  id: 'ManualDo',
  examples: [{ verb: 'ensureShaking', parameters: { speed: { value: 300, unit: '{rpm}' } }, reason: 'to hear whether the bearing grinds' }],
});
export type ManualDo = z.output<typeof ManualDoSchema>;

export const ManualEndSchema = closedObject({
  places: PlacesSchema,
  reason: ReasonSchema.describe('what was done and found'),
}).meta({
  id: 'ManualEnd',
  examples: [{ places: [{ nest: 'plate', labware: null }], reason: 'plate taken out, latch moves freely' }],
});
export type ManualEnd = z.output<typeof ManualEndSchema>;

export const ManualVerbSchema = z
  .object({
    requestId: UuidSchema,
    instrument: z.string(),
    session: UuidSchema,
    verb: z.enum(VERBS),
    parameters: z.record(z.string(), z.number()).describe('in the canonical unit of each'),
    reason: z.string(),
    requestedBy: z.string(),
    status: z.enum(['pending', 'running', 'done', 'failed']),
    createdAt: TimeSchema,
    finishedAt: TimeSchema.nullable(),
    href: z.string().describe('where the answer is or will be'),
    sent: z.boolean().nullable().describe('whether anything may have left for the instrument; null until it is over'),
    durationMs: z.number().nullable(),
    readings: z.array(z.object({ name: z.string(), value: z.number().nullable(), unit: z.string(), quality: z.string() })),
    commands: z
      .array(z.object({ label: z.string(), kind: z.string(), outcome: z.string().nullable(), sentAt: TimeSchema }))
      .describe('what was sent that changes something, in the order of the wire'),
    error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({
    id: 'ManualVerb',
    examples: [
      {
        requestId: REQUEST,
        instrument: 'shaker-1',
        session: SESSION,
        verb: 'ensureShaking',
        parameters: { speed: 300 },
        reason: 'to hear whether the bearing grinds',
        requestedBy: 'user:tim',
        status: 'done',
        createdAt: '2026-11-28T09:00:00.000Z',
        finishedAt: '2026-11-28T09:00:02.400Z',
        href: `/v1/instruments/shaker-1/manual/verbs/${REQUEST}`,
        sent: true,
        durationMs: 2_350,
        readings: [{ name: 'speed', value: 300, unit: '{rpm}', quality: 'ok' }],
        commands: [{ label: 'M3 S300', kind: 'setpoint', outcome: 'succeeded', sentAt: '2026-11-28T09:00:00.050Z' }],
        error: null,
      },
    ],
  });
export type ManualVerbView = z.input<typeof ManualVerbSchema>;

export const ManualSessionSchema = z
  .object({
    id: UuidSchema,
    instrument: z.string(),
    reason: z.string(),
    begunBy: z.string(),
    begunAt: TimeSchema,
    endedBy: z.string().nullable(),
    endedAt: TimeSchema.nullable(),
    endReason: z.string().nullable(),
    places: z.array(z.object({ nest: z.string(), labware: UuidSchema.nullable() })).nullable(),
    verbs: z.array(ManualVerbSchema).describe('the last 200, the oldest first'),
  })
  .meta({
    id: 'ManualSession',
    examples: [
      {
        id: SESSION,
        instrument: 'shaker-1',
        reason: 'the plate is stuck, I take it out',
        begunBy: 'user:tim',
        begunAt: '2026-11-28T08:59:00.000Z',
        endedBy: null,
        endedAt: null,
        endReason: null,
        places: null,
        verbs: [],
      },
    ],
  });
export type ManualSessionView = z.input<typeof ManualSessionSchema>;
