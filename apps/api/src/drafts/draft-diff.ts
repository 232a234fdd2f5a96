import type { RevisionRow } from '@labwright/persistence';
import { ProtocolSchema, diffDocuments, diffProtocols, draftOf, type ItemChange } from '@labwright/protocol';

/** Who wrote a step, before and after; null where it was not there. */
export interface AuthorChange {
  readonly step: string;
  readonly before: RevisionRow['steps'][number]['by'] | null;
  readonly after: RevisionRow['steps'][number]['by'] | null;
  /** The call in whose answer it was written as it is now. */
  readonly callId: string | null;
}

/**
 * What is different between two revisions, also where one cannot be read as a protocol: then as documents, or as the drafts that models wrote
 * where that is all there is. And of each step that is different, who wrote it.
 */
export function diffRevisions(
  before: RevisionRow,
  after: RevisionRow,
): { readonly changes: readonly ItemChange[]; readonly authors: readonly AuthorChange[] } {
  const changes = changesOf(before, after);
  const old = new Map(before.steps.map((each) => [each.step, each]));
  const now = new Map(after.steps.map((each) => [each.step, each]));
  const changed = new Set(changes.filter(({ of }) => of === 'step').map(({ id }) => id));
  const steps = [...new Set([...now.keys(), ...old.keys()])].filter((step) => changed.has(step) || old.get(step)?.by !== now.get(step)?.by);
  const authors = steps.map((step) => ({
    step,
    before: old.get(step)?.by ?? null,
    after: now.get(step)?.by ?? null,
    callId: now.get(step)?.callId ?? null,
  }));
  return { changes, authors };
}

function changesOf(before: RevisionRow, after: RevisionRow): readonly ItemChange[] {
  const [old, now] = [ProtocolSchema.safeParse(before.document), ProtocolSchema.safeParse(after.document)];
  if (old.success && now.success) return diffProtocols(old.data, now.data);
  const hasBoth = before.document !== null && after.document !== null;
  return hasBoth ? diffDocuments(before.document, after.document) : diffDocuments(asDraft(before), asDraft(after));
}

/** The draft of a revision; its document where a person made it and nobody can read that. */
function asDraft({ draft, document }: RevisionRow): unknown {
  if (draft !== null) return draft;
  const read = ProtocolSchema.safeParse(document);
  return read.success ? draftOf(read.data) : document;
}
