import { ReadingQuality } from '@labwright/domain';
import { z } from 'zod';
import { JsonObjectSchema, TimeSchema, UuidSchema, closedObject } from '../http/field.schema';
import { pageFields, pageSchema } from '../http/page.schema';

const NumberCursorSchema = z.string().regex(/^\d{1,18}$/, 'a number, as `next` gave it');

export const ReadingSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    well: z.string().describe('empty for a reading that is not of a well'),
    wavelength: z.number().nullable().describe('of an absorbance, nm'),
    value: z.number().nullable().describe('in `unit`; null when the device gave no number'),
    unit: z.string().describe('UCUM'),
    quality: z.enum(ReadingQuality),
    target: z.number().nullable().describe('set point in force at the device, in `unit`'),
    instrument: z.string(),
    stepInstance: UuidSchema.nullable(),
    step: z.string().nullable(),
    simulated: z.boolean(),
    atWall: TimeSchema,
    atLab: TimeSchema,
    rawHex: z.string().describe('bytes that it came from'),
    command: UuidSchema,
  })
  .meta({ id: 'Reading' });
export const ReadingPageSchema = pageSchema(ReadingSchema, 'ReadingPage');
export const ReadingQuerySchema = closedObject({
  name: z.string().min(1).max(100).optional(),
  ...pageFields(NumberCursorSchema, 500, 5_000),
});
export type ReadingQuery = z.output<typeof ReadingQuerySchema>;

const MomentSchema = z.iso.datetime({ offset: true, error: 'a moment as ISO 8601 is needed, such as 2026-11-02T09:12:00Z' });

export const ExportQuerySchema = closedObject({
  name: z.string().min(1).max(100).optional().describe('readings of this name only'),
  from: MomentSchema.optional().describe('lab time, this moment included'),
  to: MomentSchema.optional().describe('lab time, this moment excluded'),
}).refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to), {
  path: ['to'],
  error: '"to" has to be later than "from"',
});
export type ExportQuery = z.output<typeof ExportQuerySchema>;

export const SavedReadingSchema = z
  .object({
    id: z.string(),
    name: z.string().describe('as conditions name it'),
    kind: z.string().describe('quantity kind'),
    labware: z.string().nullable(),
    well: z.string().describe('empty for a reading that is not of a plate'),
    sample: z.string().nullable(),
    value: z.number().nullable().describe('corrected as the protocol says, in `unit`; null where there is none'),
    unit: z.string().describe('UCUM'),
    quality: z.enum(ReadingQuality),
    reason: z.string().nullable().describe('why it is not ok'),
    rawValue: z.number().nullable().describe('what the instrument gave'),
    blank: z.number().nullable().describe('what was subtracted, mean of the blanks'),
    pathCm: z.number().nullable().describe('path of light that it was divided by, by the recorded volume'),
    simulated: z.boolean(),
    step: z.string(),
    iterationPath: z.string(),
    stepInstance: UuidSchema,
    attempt: z.number().int(),
    atLab: TimeSchema,
    atWall: TimeSchema,
  })
  .meta({ id: 'SavedReading' });
export const SavedReadingPageSchema = pageSchema(SavedReadingSchema, 'SavedReadingPage');

const BytesSchema = z.object({ hex: z.string(), text: z.string().describe('printable ASCII as it is, the rest escaped') });

export const CommandSchema = z
  .object({
    seq: z.string().describe('number in the journal; pass it as `after`'),
    id: UuidSchema,
    instrument: z.string(),
    epoch: z.string(),
    stepInstance: UuidSchema.nullable(),
    step: z.string().nullable(),
    attempt: z.number().int().nullable(),
    label: z.string(),
    kind: z.enum(['query', 'setpoint', 'action']),
    intent: BytesSchema.describe('bytes sent'),
    intentAt: TimeSchema,
    intentLab: TimeSchema,
    reply: BytesSchema.nullable().describe('bytes received; null while unanswered'),
    repliedAt: TimeSchema.nullable(),
    durationMs: z.number().nullable().describe('wall milliseconds'),
    outcome: z.enum(['succeeded', 'failed', 'unknown']).nullable(),
    error: JsonObjectSchema.nullable(),
  })
  .meta({ id: 'Command' });
export const CommandPageSchema = pageSchema(CommandSchema, 'CommandPage');
export const CommandQuerySchema = closedObject(pageFields(NumberCursorSchema, 500, 5_000));
export type CommandQuery = z.output<typeof CommandQuerySchema>;
