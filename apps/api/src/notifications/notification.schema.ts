import { z } from 'zod';
import { PrincipalRefSchema, TimeSchema, UuidSchema, closedObject } from '../http/field.schema';
import { pageFields, pageSchema } from '../http/page.schema';

const MessageSchema = z.object({
  contact: z.string(),
  channel: z.string().describe('mail or webhook'),
  status: z.enum(['pending', 'sent', 'failed']),
  tries: z.number().int(),
  error: z.string().nullable().describe('of the last try'),
  sentAt: TimeSchema.nullable(),
});

export const NotificationSchema = z
  .object({
    id: UuidSchema,
    kind: z.enum([
      'run_held',
      'step_in_doubt',
      'task_due',
      'task_overdue',
      'instrument_lost',
      'run_ended',
      'biosafety_hold',
      'audit_unanchored',
      'photo_doubtful',
    ]),
    run: UuidSchema.nullable(),
    task: UuidSchema.nullable(),
    instrument: z.string().nullable(),
    title: z.string(),
    happened: z.string(),
    place: z.string(),
    toDo: z.string(),
    createdAt: TimeSchema,
    messages: z.array(MessageSchema).describe('who has been told, and what became of it'),
    nextContactAt: TimeSchema.nullable().describe('when the next contact is told if nobody acknowledges'),
    acknowledgedBy: PrincipalRefSchema.nullable(),
    acknowledgedAt: TimeSchema.nullable(),
    note: z.string(),
    resolvedAt: TimeSchema.nullable().describe('when its reason was over, without an acknowledgement'),
  })
  .meta({ id: 'Notification' });
export const NotificationPageSchema = pageSchema(NotificationSchema, 'NotificationPage');

export const NotificationQuerySchema = closedObject({
  open: z.enum(['true', 'false']).default('false').describe('true: only those that are neither acknowledged nor over'),
  ...pageFields(UuidSchema),
});
export type NotificationQuery = z.output<typeof NotificationQuerySchema>;

export const AcknowledgementSchema = closedObject({
  note: z.string().trim().max(2_000).default('').describe('for those who read it later'),
}).meta({ id: 'Acknowledgement' });
export type Acknowledgement = z.output<typeof AcknowledgementSchema>;
