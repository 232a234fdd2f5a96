import { RecoveryChoice } from '@labwright/domain';
import { z } from 'zod';
import { PlacesSchema, ReasonSchema, closedObject } from '../http/field.schema';

const ChoiceSchema = z.enum(RecoveryChoice);

/** What a recovery task shows. */
export const RecoverySchema = z
  .object({
    reason: z.string().describe('among the reasons for which the run is held'),
    asksStep: z.boolean().describe('true where a step is asked about; false where only the run stands still'),
    instrument: z.string().nullable(),
    evidence: z
      .array(
        z.object({
          what: z.enum(['error', 'sent', 'answered', 'asked', 'reading']),
          text: z.string(),
          at: z.string().nullable().describe('wall time, ISO 8601'),
        }),
      )
      .describe('what was sent and came back, what the instrument was asked and answered, what it read'),
    options: z.array(
      z.object({
        choice: ChoiceSchema,
        consequence: z.string(),
        needsPlaces: z.boolean().describe('the answer has to say what is in each nest of the instrument'),
      }),
    ),
    places: z
      .array(z.object({ nest: z.string(), labware: z.string().nullable(), name: z.string().nullable() }))
      .describe('while it is open: where the record says that labware is, to be confirmed or corrected'),
  })
  .meta({ id: 'Recovery' });

export const RecoveryAnswerSchema = closedObject({
  choice: ChoiceSchema.describe('one of the options of the task'),
  note: ReasonSchema.describe('what was seen at the instrument'),
  places: PlacesSchema.optional(),
}).meta({
  id: 'RecoveryAnswer',
  examples: [
    { choice: 'not_happened', note: 'the vial is as full as before', places: [{ nest: 'pioreactor-1.vial', labware: 'culture' }] },
  ],
});
export type RecoveryAnswerBody = z.output<typeof RecoveryAnswerSchema>;
