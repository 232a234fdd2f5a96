import { ActivityState, LinkState, ServiceState } from '@labwright/domain';
import { z } from 'zod';
import { JsonObjectSchema, ReasonSchema, SlugSchema, TimeSchema, UuidSchema, closedObject } from '../http/field.schema';
import { pageFields, pageSchema } from '../http/page.schema';

const LimitsSchema = z.record(z.string(), z.object({ min: z.number(), max: z.number() }));

export const InstrumentSchema = z
  .object({
    id: z.string(),
    driver: z.string(),
    vendor: z.string().nullable(),
    model: z.string().nullable(),
    url: z.string(),
    agent: z.string(),
    settings: JsonObjectSchema,
    limits: LimitsSchema.describe('by <capability>.<parameter>, in the canonical unit of the parameter'),
    location: z.string(),
    simulated: z.boolean(),
    link: z.enum(LinkState),
    linkReason: z.string(),
    activity: z.enum(ActivityState),
    service: z.enum(ServiceState),
    serviceReason: z.string(),
    identity: JsonObjectSchema.nullable(),
    lastSeenAt: TimeSchema.nullable(),
    createdAt: TimeSchema,
    nests: z.array(
      z.object({
        place: z.string(),
        reservedBy: UuidSchema.nullable().describe('run'),
        labware: z.string().nullable(),
        labwareId: UuidSchema.nullable(),
      }),
    ),
  })
  .meta({ id: 'Instrument' });
export const InstrumentPageSchema = pageSchema(InstrumentSchema, 'InstrumentPage');
export const InstrumentQuerySchema = closedObject(pageFields(SlugSchema));
export type InstrumentQuery = z.output<typeof InstrumentQuerySchema>;

const SettingSchema = z.union([z.string().max(500), z.number().min(-1e12).max(1e12), z.boolean(), z.null()]);
const BoundSchema = closedObject({ min: z.number().min(-1e9).max(1e9), max: z.number().min(-1e9).max(1e9) });

export const RegistrationSchema = closedObject({
  id: SlugSchema,
  driver: SlugSchema,
  url: z
    .string()
    .max(300)
    .regex(/^[a-z][a-z0-9+.-]*:\/\/\S+$/, 'a URL such as serial:///dev/ttyUSB0 or tcp://host:port'),
  agent: SlugSchema.default('bench-1').describe('bench agent that owns it'),
  settings: z
    .record(z.string().min(1).max(64), SettingSchema)
    .refine((given) => Object.keys(given).length <= 50, 'at most 50 settings')
    .default({}),
  limits: z
    .record(z.string().min(1).max(100), BoundSchema)
    .refine((given) => Object.keys(given).length <= 100, 'at most 100 limits')
    .default({})
    .describe('narrower bounds than the driver has, by <capability>.<parameter>, in the canonical unit of the parameter'),
  location: z.string().trim().max(200).default(''),
  simulated: z.boolean().default(false),
}).meta({ id: 'InstrumentRegistration' });
export type Registration = z.output<typeof RegistrationSchema>;

export const RetireSchema = closedObject({ reason: ReasonSchema }).meta({ id: 'RetireRequest' });
export type Retire = z.output<typeof RetireSchema>;

export const TestSchema = z
  .object({
    requestId: UuidSchema,
    instrument: z.string(),
    status: z.enum(['pending', 'done', 'failed']),
    requestedBy: z.string(),
    createdAt: TimeSchema,
    finishedAt: TimeSchema.nullable(),
    href: z.string().describe('where the answer is or will be'),
    ok: z.boolean().nullable().describe('null while it is pending'),
    identity: JsonObjectSchema.nullable(),
    checks: z.array(z.object({ verb: z.string(), holds: z.boolean(), evidence: z.string() })),
    roundTripMs: z.number().nullable(),
    error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: 'InstrumentTest' });
export type InstrumentTest = z.input<typeof TestSchema>;
