import { LabError } from '@labwright/domain';
import { examplesFor, surroundings, type DataBlock, type DraftTask, type LibraryProtocol } from '@labwright/drafting';
import type { DraftRow, RevisionRow } from '@labwright/persistence';
import { ProtocolSchema, draftOf, type Draft, type Fleet } from '@labwright/protocol';
import type { SitePolicy } from '@labwright/safety';

/** What a draft is made for. */
export interface DraftLab {
  readonly fleet: Fleet;
  readonly policy: SitePolicy;
  readonly library: readonly LibraryProtocol[];
}

/** What a model is asked to do with a draft: its request, and its newest revision where there is one. Pure. */
export function draftTask(draft: DraftRow, revision: RevisionRow | null, { fleet, policy, library }: DraftLab): DraftTask {
  const { request, constraints, files, sentences, instruction, questions } = draft;
  const data: DataBlock[] = [
    { kind: 'request', value: { request } },
    ...(Object.keys(constraints).length > 0 ? [{ kind: 'constraints', value: constraints } as const] : []),
    ...(files.length > 0 ? [{ kind: 'files', value: files } as const] : []),
    ...(sentences.length > 0 ? [{ kind: 'sentences', value: sentences } as const] : []),
    ...surroundings(fleet, policy),
    { kind: 'examples', value: examplesFor([request, ...sentences.map(({ text }) => text)].join(' '), library) },
    ...(revision ? [{ kind: 'current_draft', value: draftToChange(revision) } as const] : []),
    ...(instruction === null
      ? []
      : [{ kind: 'instruction', value: { instruction, ...(questions.length > 0 ? { askedBefore: questions } : {}) } } as const]),
  ];
  const changes = revision && {
    ...{ document: revision.document ?? revision.draft, steps: revision.steps, sentences: revision.sentences },
    // One that is begun again without an instruction is still to be what was asked for.
    instruction: instruction ?? request,
  };
  return { data, sentences, changes };
}

/** @throws LabError CONFLICT when it is a person's that is no protocol */
export function draftToChange({ draft, document, number }: RevisionRow): Draft {
  const read = document === null ? null : ProtocolSchema.safeParse(document);
  if (read?.success) return draftOf(read.data);
  if (draft !== null) return draft as Draft;
  const reason = `revision ${number} cannot be read as a protocol, so no model can change it; mend its findings of the schema first`;
  throw new LabError('CONFLICT', reason, { kind: 'draft', id: String(number), reason });
}
