import { LabError } from '@labwright/domain';
import { barredDraftOf, keepProvenance, revisionSaying, type RevisionPlace, type Tx } from '@labwright/persistence';

/**
 * What a draft of somebody says is not submitted by hand while screening holds that draft, or after it was rejected.
 * @throws LabError CONFLICT with the draft
 */
export async function mustNotBeBarred(tx: Tx, hash: string, { principalId }: { readonly principalId: string }): Promise<void> {
  const draft = await barredDraftOf(tx, hash, principalId);
  if (!draft) return;
  const way =
    draft.status === 'rejected'
      ? 'the biosafety officer has rejected it, which is final'
      : 'it is held: a biosafety officer releases or rejects it, by POST /v1/drafts/{id}/release or /reject';
  const reason = `the text is revision ${draft.revision} of draft ${draft.id}, and ${way}`;
  throw new LabError('CONFLICT', reason, { kind: 'draft', id: draft.id, reason });
}

/** Who wrote the steps, where a draft says the protocol: of the revision that it comes of, or of the newest one that says it. */
export async function bringProvenance(
  tx: Tx,
  hash: string,
  { principalId }: { readonly principalId: string },
  from: RevisionPlace | null,
): Promise<void> {
  const said = from ?? (await revisionSaying(tx, hash, principalId));
  if (said) await keepProvenance(tx, hash, said);
}
