import { EventType } from '@labwright/domain';
import { z } from 'zod';
import { JsonObjectSchema, TimeSchema, UuidSchema, closedObject } from '../http/field.schema';
import { pageFields, pageSchema } from '../http/page.schema';

export const EventSchema = z
  .object({
    cursor: z.string().describe('go on after this event'),
    type: z.enum(EventType),
    actor: z.string().describe('`user:<name>`, `agent:<name>` or `system`'),
    run: UuidSchema.nullable(),
    stepInstance: UuidSchema.nullable(),
    instrument: z.string().nullable(),
    data: JsonObjectSchema,
    atWall: TimeSchema,
    atLab: TimeSchema,
  })
  .meta({ id: 'Event' });
export const EventPageSchema = pageSchema(EventSchema, 'EventPage');

const CursorSchema = z.string().min(1).max(64);
export const EventQuerySchema = closedObject(pageFields(CursorSchema, 500, 1_000));
export type EventQuery = z.output<typeof EventQuerySchema>;

export const StreamQuerySchema = closedObject({
  run: UuidSchema.optional().describe('events of this run only'),
  after: CursorSchema.optional().describe(
    'cursor; 0 for all from the beginning; from now on where absent. The header Last-Event-ID goes first',
  ),
});
export type StreamQuery = z.output<typeof StreamQuerySchema>;
