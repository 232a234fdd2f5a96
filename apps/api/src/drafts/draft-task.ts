import { LabError } from '@labwright/domain';
import {
  examplesFor,
  shownText,
  shownValue,
  surroundings,
  type DataBlock,
  type DraftTask,
  type LibraryProtocol,
} from '@labwright/drafting';
import type { DraftRow, RevisionRow } from '@labwright/persistence';
import { ProtocolSchema, draftOf, type Draft, type Fleet } from '@labwright/protocol';
import type { SitePolicy } from '@labwright/safety';

/** What a draft is made for. */
export interface DraftLab {
  readonly fleet: Fleet;
  readonly policy: SitePolicy;
  readonly library: readonly LibraryProtocol[];
}

/** A revision that is gone on with, and ids of the steps that were there since the instruction was given. */
export type RevisionToChange = RevisionRow & { readonly since: readonly string[] };

/** Characters of each text that a model is shown at most: as many as are taken, so that a bound is there whatever is in the row. */
const MOST = {
  request: 20_000,
  value: 500,
  fileName: 120,
  file: 100_000,
  sentence: 100_000,
  instruction: 5_000,
  draft: 100_000,
  question: 2_000,
};

/**
 * What a model is asked to do with a draft: its request, and its newest revision where there is one. What people gave is shown without hidden
 * characters and cut; it was screened, and is kept, as it was given. Pure.
 */
export function draftTask(draft: DraftRow, revision: RevisionToChange | null, { fleet, policy, library }: DraftLab): DraftTask {
  const { request, constraints, files, sentences, instruction, questions } = draft;
  const data: DataBlock[] = [
    { kind: 'request', value: { request: shownText(request, MOST.request) } },
    ...(Object.keys(constraints).length > 0 ? [{ kind: 'constraints', value: shownValue(constraints, MOST.value) } as const] : []),
    ...(files.length > 0 ? [{ kind: 'files', value: files.map(shownFile) } as const] : []),
    ...(sentences.length > 0 ? [{ kind: 'sentences', value: shownValue(sentences, MOST.sentence) } as const] : []),
    ...surroundings(fleet, policy),
    { kind: 'examples', value: examplesFor([request, ...sentences.map(({ text }) => text)].join(' '), library) },
    ...(revision ? [{ kind: 'current_draft', value: shownValue(draftToChange(revision), MOST.draft) } as const] : []),
    ...(instruction === null ? [] : [{ kind: 'instruction', value: shownInstruction(instruction, questions) } as const]),
  ];
  const changes = revision && {
    document: revision.document ?? revision.draft,
    steps: revision.steps,
    sentences: revision.sentences,
    instruction,
    since: revision.since,
  };
  return { data, sentences, changes };
}

function shownFile({ name, text }: DraftRow['files'][number]) {
  return { name: shownText(name, MOST.fileName), text: shownText(text, MOST.file) };
}

function shownInstruction(instruction: string, questions: DraftRow['questions']) {
  return {
    instruction: shownText(instruction, MOST.instruction),
    ...(questions.length > 0 ? { askedBefore: shownValue(questions, MOST.question) } : {}),
  };
}

/** @throws LabError CONFLICT when it is a person's that is no protocol */
export function draftToChange({ draft, document, number }: RevisionRow): Draft {
  const read = document === null ? null : ProtocolSchema.safeParse(document);
  if (read?.success) return draftOf(read.data);
  if (draft !== null) return draft as Draft;
  const reason = `revision ${number} cannot be read as a protocol, so no model can change it; mend its findings of the schema first`;
  throw new LabError('CONFLICT', reason, { kind: 'draft', id: String(number), reason });
}
