import { z } from 'zod';
import { TimeSchema } from '../http/field.schema';

export const LiveSchema = z.object({ status: z.literal('live') }).meta({ id: 'Live' });

export const ReadySchema = z
  .object({
    status: z.literal('ready'),
    database: z.object({ migrations: z.number().int().describe('migrations applied') }),
    agents: z.array(z.object({ name: z.string(), machine: z.string(), seenAt: TimeSchema, agoMs: z.number() })),
    instruments: z
      .object({ online: z.number().int(), connecting: z.number().int(), offline: z.number().int() })
      .describe('instruments by link'),
    audit: z.object({
      protected: z.boolean().describe('the role of this API can neither change nor remove entries of the audit log'),
      anchors: z.array(
        z.object({
          target: z.string(),
          anchoredAt: TimeSchema.nullable(),
          sequence: z.number().int().describe('the entry that was anchored last'),
          failingSince: TimeSchema.nullable(),
          problem: z.string(),
        }),
      ),
      warnings: z.array(z.string()).describe('what is wrong with the protection of the audit log'),
    }),
  })
  .meta({ id: 'Ready' });

export const ClockSchema = z
  .object({
    labNow: TimeSchema.describe('lab time'),
    wallNow: TimeSchema.describe('wall time of the database'),
    rate: z.number().describe('lab milliseconds in one wall millisecond, now'),
    scale: z.number().describe('the same while every step waits or holds'),
    simulated: z.boolean(),
  })
  .meta({ id: 'Clock' });
