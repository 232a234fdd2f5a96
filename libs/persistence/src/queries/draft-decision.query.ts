import type { DraftStatus } from '@labwright/domain';
import type { Tx } from '../database';

/** What held a draft last; null when nothing ever did. */
export async function latestDraftScreening(
  tx: Tx,
  draftId: string,
): Promise<{ readonly id: string; readonly findings: readonly object[]; readonly policyVersion: string } | null> {
  const [row] = await tx.query<{ id: string; findings: object[]; policyVersion: string }>(
    `select id, findings, policy_version as "policyVersion" from lab.screenings where draft_id = $1 order by seq desc limit 1`,
    [draftId],
  );
  return row ?? null;
}

/** Fingerprints of everything that officers have released of a draft. */
export async function releasedOfDraft(tx: Tx, draftId: string): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ finding: string }>(
    `select unnest(findings) as finding from lab.screening_decisions where draft_id = $1 and decision = 'released'`,
    [draftId],
  );
  return new Set(rows.map(({ finding }) => finding));
}

/** Where a decision leaves a draft, and what its asker is told. */
export async function setDecidedDraft(tx: Tx, id: string, { status, problem }: { status: DraftStatus; problem: string }): Promise<void> {
  await tx.query(`update lab.drafts set status = $2, problem = $3, failure = null, updated_at = clock_timestamp() where id = $1`, [
    id,
    status,
    problem,
  ]);
}

/** Keeps an instruction that holds a draft, for whoever decides, and for beginning with it once it is released. */
export async function keepHeldInstruction(tx: Tx, id: string, instruction: string): Promise<void> {
  await tx.query(`update lab.drafts set instruction = $2 where id = $1`, [id, instruction]);
}

/** A draft of this principal that says this document in one of its revisions and is held or rejected; null when there is none. */
export async function barredDraftOf(
  tx: Tx,
  documentHash: string,
  principalId: string,
): Promise<{ readonly id: string; readonly status: DraftStatus; readonly revision: number } | null> {
  const [row] = await tx.query<{ id: string; status: DraftStatus; revision: number }>(
    `select d.id, d.status, r.number as revision from lab.draft_revisions r join lab.drafts d on d.id = r.draft_id
     where r.document_hash = $1 and d.asker = $2 and d.status in ('held_biosafety', 'rejected') order by d.seq desc, r.number desc limit 1`,
    [documentHash, principalId],
  );
  return row ?? null;
}

/**
 * Whether screening ever held a protocol `p`, or the draft that it came of before it was submitted; as SQL. What holds a draft later is of its
 * later revisions, and takes nothing from the protocol or its runs.
 */
export const HAD_FINDING = `(exists (select from lab.screenings c where c.protocol_hash = p.hash and c.outcome = 'hold')
  or exists (select from lab.screenings c where c.outcome = 'hold' and c.created_at <= p.created_at and c.draft_id in
    (select d.id from lab.drafts d where d.protocol_hash = p.hash union select t.draft_id from lab.protocol_steps t where t.protocol_hash = p.hash)))`;
