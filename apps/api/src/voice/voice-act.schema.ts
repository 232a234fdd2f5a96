import { z } from 'zod';

const IdSchema = z.string().min(1).max(100);
const TextSchema = z.string().min(1).max(2_000);
const NumberSchema = z.number().min(-1e12).max(1e12);

/** What a yes does, as it is kept with the turn that waits for it. */
export const VoiceActSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['claim', 'pause', 'resume', 'stop', 'start_over']) }),
  z.object({ kind: z.literal('done'), photos: z.record(IdSchema, z.string()) }),
  z.object({
    kind: z.literal('put'),
    evidence: IdSchema,
    value: z.union([TextSchema, NumberSchema, z.object({ value: NumberSchema, unit: z.string() })]),
  }),
  z.object({ kind: z.literal('accept'), evidence: IdSchema, photo: z.string(), reason: TextSchema }),
  z.object({ kind: z.literal('note'), text: TextSchema }),
]);

/** What was put down for a task, as it is kept with the session. */
export const VoiceDraftsSchema = z.object({
  evidence: z.record(z.string(), z.unknown()).default({}),
  accepts: z.record(z.string(), z.object({ photo: z.string(), reason: z.string() })).default({}),
  notes: z.array(z.string()).default([]),
});
