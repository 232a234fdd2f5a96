import { LabError, transitionDraft } from '@labwright/domain';
import { insertScreeningDecision, latestDraftScreening, lockDraft, recordEvents, setDecidedDraft, type Tx } from '@labwright/persistence';
import { canonicalHash } from '@labwright/protocol';
import type { DraftFinding } from './released-draft';
import type { Reviewer } from './review-protocol';

export interface DraftDecision {
  readonly decision: 'released' | 'rejected';
  /** In the words of the officer. */
  readonly reason: string;
}

const AFTER = {
  released: 'the biosafety officer has released it: begin it again, give an instruction, change it or submit it',
  rejected: 'the biosafety officer has rejected it, which is final',
} as const;

/**
 * The biosafety officer decides, signed, about a draft that is held. Released, it goes on: a model may be put to work on it, and people change
 * and submit it. Exactly the findings that hold it are released, each in its own text; whatever is written next is screened again, and so is
 * the protocol that it becomes. Rejected is final.
 * @throws LabError NOT_FOUND, ACCESS_SELF_APPROVAL (the asker's own), STATE_EVENT_NOT_ALLOWED (it is not held)
 */
export async function decideDraft(tx: Tx, id: string, { decision, reason }: DraftDecision, by: Reviewer): Promise<void> {
  const draft = await lockDraft(tx, id);
  if (!draft)
    throw new LabError('NOT_FOUND', `there is no draft ${id}; GET /v1/screening/drafts lists those that are held`, { kind: 'draft', id });
  if (draft.asker === by.principalId)
    throw new LabError(
      'ACCESS_SELF_APPROVAL',
      `draft ${id} was made for you; another principal with the role biosafety_officer decides about it`,
      { author: by.actor },
    );
  const { state: status } = transitionDraft(draft.status, decision === 'released' ? 'release' : 'reject');
  const screening = await latestDraftScreening(tx, id);
  if (!screening) throw new LabError('INTERNAL', `draft ${id} is held without a verdict of screening`, { where: 'decideDraft' });
  const findings = (screening.findings as readonly DraftFinding[]).map(({ fingerprint }) => fingerprint);
  const { policyVersion } = screening;
  const signedHash = canonicalHash({
    draft: id,
    revision: draft.revision,
    screening: screening.id,
    decision,
    findings,
    reason,
    policyVersion,
  });
  await insertScreeningDecision(tx, screening.id, {
    ...{ draftId: id, decision, findings, reason, signedHash },
    ...{ decidedBy: by.principalId, signedWith: by.signedWith ?? 'none' },
  });
  await setDecidedDraft(tx, id, { status, problem: `${AFTER[decision]}: ${reason}` });
  const type = decision === 'released' ? 'draft.released' : 'draft.rejected';
  await recordEvents(tx, [{ type, actor: by.actor, data: { draft: id, reason } }]);
}
