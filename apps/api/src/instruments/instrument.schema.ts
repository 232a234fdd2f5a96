import { ActivityState, LinkState, RestartPolicy, ServiceState } from '@labwright/domain';
import { ServiceTarget } from '@labwright/execution';
import { z } from 'zod';
import { JsonObjectSchema, PlacesSchema, ReasonSchema, SlugSchema, TimeSchema, UuidSchema, closedObject } from '../http/field.schema';
import { pageFields, pageSchema } from '../http/page.schema';

const REGISTRATION_EXAMPLE = {
  id: 'shaker-1',
  driver: 'opentrons-heater-shaker',
  url: 'serial:///dev/ttyUSB0',
  agent: 'bench-1',
  settings: { serialNumber: 'HS-0042' },
  limits: { 'shaking_incubation.speed': { min: 200, max: 800 } },
  location: 'room 12',
  simulated: false,
  onRestart: 'hold',
};
const INSTRUMENT_EXAMPLE = {
  ...REGISTRATION_EXAMPLE,
  calibrationDue: '2027-06-30',
  vendor: 'Opentrons',
  model: 'Heater-Shaker GEN1',
  link: 'online',
  linkReason: 'Heater-Shaker HS-0042, firmware 1.0.5',
  activity: 'idle',
  service: 'available',
  serviceReason: '',
  paused: true,
  pausedAt: '2026-11-28T09:30:00.000Z',
  pauseReason: 'the plate holder is being cleaned',
  identity: { model: 'Heater-Shaker', serialNumber: 'HS-0042', firmware: '1.0.5' },
  lastSeenAt: '2026-11-28T09:00:00.000Z',
  silentMs: 1_200,
  createdAt: '2026-11-20T08:00:00.000Z',
  nests: [{ place: 'shaker-1.plate', reservedBy: null, labware: null, labwareId: null }],
};

const OnRestartSchema = z
  .enum(RestartPolicy)
  .describe('what becomes of holds when it has restarted: hold asks a person, restore establishes them again and records the interruption');
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
    serviceReason: z.string().describe('why it is not available'),
    paused: z.boolean().describe('taken out of the queue: what runs goes on, nothing new is dispatched'),
    pausedAt: TimeSchema.nullable(),
    pauseReason: z.string(),
    identity: JsonObjectSchema.nullable(),
    lastSeenAt: TimeSchema.nullable().describe('when it last said anything that was asked or that it told'),
    silentMs: z.number().nullable().describe('wall milliseconds since then, known within 5 s; null while it never has'),
    onRestart: OnRestartSchema,
    calibrationDue: z.iso.date().nullable().describe('last day on which its calibration counts; null where nobody keeps one'),
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
  .meta({ id: 'Instrument', examples: [INSTRUMENT_EXAMPLE] });
export const InstrumentPageSchema = pageSchema(InstrumentSchema, 'InstrumentPage');
const FlagSchema = z.enum(['true', 'false']).transform((text) => text === 'true');
export const InstrumentQuerySchema = closedObject({
  driver: SlugSchema.optional(),
  agent: SlugSchema.optional().describe('bench agent'),
  location: z.string().max(200).optional().describe('exactly as registered'),
  link: z.enum(LinkState).optional(),
  activity: z.enum(ActivityState).optional(),
  service: z.enum(ServiceState).optional(),
  simulated: FlagSchema.optional(),
  paused: FlagSchema.optional(),
  ...pageFields(SlugSchema),
});
export type InstrumentQuery = z.output<typeof InstrumentQuerySchema>;

const SettingSchema = z.union([z.string().max(500), z.number().min(-1e12).max(1e12), z.boolean(), z.null()]);
const BoundSchema = closedObject({ min: z.number().min(-1e9).max(1e9), max: z.number().min(-1e9).max(1e9) });

const UrlSchema = z
  .string()
  .max(300)
  .regex(/^[a-z][a-z0-9+.-]*:\/\/\S+$/, 'a URL such as serial:///dev/ttyUSB0 or tcp://host:port');
const SettingsSchema = z
  .record(z.string().min(1).max(64), SettingSchema)
  .refine((given) => Object.keys(given).length <= 50, 'at most 50 settings');
const NewLimitsSchema = z
  .record(z.string().min(1).max(100), BoundSchema)
  .refine((given) => Object.keys(given).length <= 100, 'at most 100 limits')
  .describe('narrower bounds than the driver has, by <capability>.<parameter>, in the canonical unit of the parameter');
const CalibrationDueSchema = z.iso
  .date('a date is needed, such as 2027-06-30')
  .refine((date) => date >= '1990-01-01' && date < '2200-01-01', {
    message: 'a date from 1990 to 2199 is needed',
  });
const LocationSchema = z.string().trim().max(200);

export const RegistrationSchema = closedObject({
  id: SlugSchema,
  driver: SlugSchema,
  url: UrlSchema,
  agent: SlugSchema.default('bench-1').describe('bench agent that owns it'),
  settings: SettingsSchema.default({}),
  limits: NewLimitsSchema.default({}),
  location: LocationSchema.default(''),
  simulated: z.boolean().default(false),
  onRestart: OnRestartSchema.default('hold'),
}).meta({ id: 'InstrumentRegistration', examples: [REGISTRATION_EXAMPLE] });
export type Registration = z.output<typeof RegistrationSchema>;

export const ChangeSchema = closedObject({
  url: UrlSchema.exactOptional(),
  agent: SlugSchema.exactOptional(),
  settings: SettingsSchema.exactOptional().describe('all of them, in place of those that are there'),
  limits: NewLimitsSchema.exactOptional(),
  location: LocationSchema.exactOptional(),
  onRestart: OnRestartSchema.exactOptional(),
  calibrationDue: CalibrationDueSchema.nullable()
    .exactOptional()
    .describe('last day on which its calibration counts; after it the compiler warns; null for none'),
})
  .refine(
    (given) => Object.keys(given).length > 0,
    'name at least one field to change: url, agent, settings, limits, location, onRestart, calibrationDue',
  )
  .meta({
    id: 'InstrumentChange',
    examples: [{ location: 'room 12, left bench', limits: { 'shaking_incubation.speed': { min: 200, max: 800 } } }],
  });
export type Change = z.output<typeof ChangeSchema>;

export const RetireSchema = closedObject({ reason: ReasonSchema }).meta({
  id: 'RetireRequest',
  examples: [{ reason: 'motor worn out, replaced by shaker-2' }],
});
export type Retire = z.output<typeof RetireSchema>;

export const ServiceChangeSchema = closedObject({
  to: z.enum(ServiceTarget).describe('available takes steps; manual is worked by hand; quarantined is not to be trusted'),
  reason: ReasonSchema.describe('shown to everybody who waits for it'),
  places: PlacesSchema.exactOptional().describe(
    'what stands on each nest; needed before one that was in hand or quarantined, and has or may have labware on it, goes back',
  ),
}).meta({ id: 'ServiceChange', examples: [{ to: 'quarantined', reason: 'readings drift since Tuesday, service is called' }] });
export type ServiceChange = z.output<typeof ServiceChangeSchema>;

export const QueueChangeSchema = closedObject({ reason: ReasonSchema }).meta({
  id: 'QueueChange',
  examples: [{ reason: 'the lamp is being cleaned, back in ten minutes' }],
});
export type QueueChange = z.output<typeof QueueChangeSchema>;

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
  .meta({
    id: 'InstrumentTest',
    examples: [
      {
        requestId: '7a2c6d0e-6a53-4b9f-8a53-2f9a4d1c7b10',
        instrument: 'shaker-1',
        status: 'done',
        requestedBy: 'user:ada',
        createdAt: '2026-11-28T09:00:00.000Z',
        finishedAt: '2026-11-28T09:00:00.120Z',
        href: '/v1/instruments/shaker-1/tests/7a2c6d0e-6a53-4b9f-8a53-2f9a4d1c7b10',
        ok: true,
        identity: { model: 'Heater-Shaker', serialNumber: 'HS-0042', firmware: '1.0.5' },
        checks: [{ verb: 'ensureStopped', holds: true, evidence: 'M123: 0' }],
        roundTripMs: 1.5,
        error: null,
      },
    ],
  });
export type InstrumentTest = z.input<typeof TestSchema>;
