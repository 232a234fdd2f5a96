import type { DraftRow, RevisionRow, RevisionSummaryRow } from '@labwright/persistence';
import type { z } from 'zod';
import type { DraftSchema } from './draft.schema';

export function draftView(
  draft: DraftRow,
  revisions: readonly RevisionSummaryRow[],
  current: RevisionRow | null,
): z.input<typeof DraftSchema> {
  const { files, model, sentences: _sentences, ...rest } = draft;
  const shown = {
    ...rest,
    constraints: { ...rest.constraints },
    questions: [...rest.questions],
    files: files.map(({ name, text }) => ({ name, characters: text.length })),
    model: model && { provider: model.provider, model: model.model, simulated: model.provider === 'simulated' },
    revisions: [...revisions],
    current,
  };
  return shown as z.input<typeof DraftSchema>;
}
