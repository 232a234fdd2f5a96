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
