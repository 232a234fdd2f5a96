import type { DraftStatus } from '@labwright/domain';
import type { Database, Tx } from '../database';
import type { SignedWith } from '../entities/protocol.entity';

/** What was screened. */
export type ScreeningSubject = 'protocol' | 'note' | 'answer' | 'device' | 'file_name' | 'request' | 'transcript' | 'draft';

export interface NewScreening {
  readonly subject: ScreeningSubject;
  readonly protocolHash?: string | null;
  readonly runId?: string | null;
  readonly instrumentId?: string | null;
  readonly draftId?: string | null;
  readonly outcome: 'clear' | 'hold';
  readonly findings: readonly object[];
  /** `id@edition` of the lists that were read. */
  readonly lists: readonly string[];
  readonly policyVersion: string;
  readonly actor: string;
}

/** Writes a verdict down; answers its id. */
export async function insertScreening(tx: Tx, screening: NewScreening): Promise<string> {
  const {
    subject,
    protocolHash = null,
    runId = null,
    instrumentId = null,
    draftId = null,
    outcome,
    findings,
    lists,
    policyVersion,
    actor,
  } = screening;
  const [row] = await tx.query<{ id: string }>(
    `insert into lab.screenings (subject, protocol_hash, run_id, instrument_id, outcome, findings, lists, policy_version, actor, draft_id)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10) returning id`,
    [subject, protocolHash, runId, instrumentId, outcome, JSON.stringify(findings), lists, policyVersion, actor, draftId],
  );
  return row!.id;
}

export interface ScreeningDecision {
  /** What is decided about: one of the two. */
  readonly protocolHash?: string;
  readonly draftId?: string;
  readonly decision: 'released' | 'rejected';
  /** Fingerprints of what was decided about. */
  readonly findings: readonly string[];
  readonly reason: string;
  readonly signedHash: string;
  readonly decidedBy: string;
  readonly signedWith: SignedWith;
}

/** The newest verdict on a protocol; null when it was never screened. */
export async function latestScreening(
  tx: Tx,
  protocolHash: string,
): Promise<{ readonly id: string; readonly findings: readonly object[] } | null> {
  const [row] = await tx.query<{ id: string; findings: object[] }>(
    `select id, findings from lab.screenings where protocol_hash = $1 order by seq desc limit 1`,
    [protocolHash],
  );
  return row ?? null;
}

export async function insertScreeningDecision(tx: Tx, screeningId: string, decision: ScreeningDecision): Promise<void> {
  const { protocolHash = null, draftId = null, findings, reason, signedHash, decidedBy, signedWith } = decision;
  await tx.query(
    `insert into lab.screening_decisions (screening_id, protocol_hash, draft_id, decision, findings, reason, signed_hash, decided_by, signed_with)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [screeningId, protocolHash, draftId, decision.decision, findings, reason, signedHash, decidedBy, signedWith],
  );
}

/** Fingerprints of everything that officers have released of a protocol. */
export async function releasedFindings(tx: Tx, protocolHash: string): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ finding: string }>(
    `select unnest(findings) as finding from lab.screening_decisions where protocol_hash = $1 and decision = 'released'`,
    [protocolHash],
  );
  return new Set(rows.map(({ finding }) => finding));
}

export interface HoldRow {
  readonly screening: string;
  readonly hash: string;
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly status: string;
  readonly author: { readonly id: string; readonly name: string };
  readonly heldAt: Date;
  readonly policyVersion: string;
  readonly lists: readonly string[];
  readonly findings: readonly object[];
  readonly decision: {
    readonly decision: 'released' | 'rejected';
    readonly reason: string;
    readonly signedHash: string;
    readonly by: { readonly id: string; readonly name: string };
    readonly at: Date;
  } | null;
}

const DECISION = `case when c.id is not null then json_build_object('decision', c.decision, 'reason', c.reason, 'signedHash', c.signed_hash,
  'by', json_build_object('id', o.id, 'name', o.name), 'at', c.decided_at) end`;

/** Protocols that were held, with verdict and decision: those that wait, or all; the oldest first, because it has waited longest. */
export async function listHolds(
  database: Database,
  { waiting, after, limit }: { readonly waiting: boolean; readonly after: string | undefined; readonly limit: number },
): Promise<HoldRow[]> {
  return database.query<HoldRow>(
    `select s.id as screening, p.hash, p.name, p.version, p.title, p.status, json_build_object('id', a.id, 'name', a.name) as author,
       s.created_at as "heldAt", s.policy_version as "policyVersion", s.lists, s.findings,
       ${DECISION} as decision
     from lab.screenings s join lab.protocols p on p.hash = s.protocol_hash join lab.principals a on a.id = p.author
       left join lab.screening_decisions c on c.screening_id = s.id left join lab.principals o on o.id = c.decided_by
     where s.outcome = 'hold' and (not $1 or (c.id is null and p.status = 'held_biosafety'))
       and ($2::uuid is null or s.seq > (select seq from lab.screenings where id = $2))
     order by s.seq limit $3`,
    [waiting, after ?? null, limit],
  );
}

/** Whether a screening is there. */
export async function hasScreening(database: Database, id: string): Promise<boolean> {
  const rows = await database.query(`select 1 from lab.screenings where id = $1`, [id]);
  return rows.length > 0;
}

export interface ScreenedTextRow {
  readonly id: string;
  readonly subject: ScreeningSubject;
  readonly run: string | null;
  readonly instrument: string | null;
  readonly draft: string | null;
  readonly actor: string;
  readonly at: Date;
  readonly findings: readonly object[];
}

/** Texts beside protocols in which something was found, the newest first. */
export async function listScreenedTexts(
  database: Database,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<ScreenedTextRow[]> {
  return database.query<ScreenedTextRow>(
    `select id, subject, run_id as run, instrument_id as instrument, draft_id as draft, actor, created_at as at, findings from lab.screenings
     where subject <> 'protocol' and ($1::uuid is null or seq < (select seq from lab.screenings where id = $1)) order by seq desc limit $2`,
    [after ?? null, limit],
  );
}

export interface HeldDraftRow {
  readonly screening: string;
  readonly draft: string;
  readonly title: string;
  readonly asker: { readonly id: string; readonly name: string };
  /** What was given to be drafted from, or what was written. */
  readonly subject: ScreeningSubject;
  readonly heldAt: Date;
  readonly status: DraftStatus;
  /** Hash of the protocol that it was submitted as, before it was held or after. */
  readonly protocol: string | null;
  readonly policyVersion: string;
  readonly lists: readonly string[];
  readonly findings: readonly object[];
  readonly decision: HoldRow['decision'];
}

/** Drafts that were held, with verdict and decision: those that wait, or all; the one that waits longest first. */
export async function listHeldDrafts(
  database: Database,
  { waiting, after, limit }: { readonly waiting: boolean; readonly after: string | undefined; readonly limit: number },
): Promise<HeldDraftRow[]> {
  return database.query<HeldDraftRow>(
    `select s.id as screening, d.id as draft, d.title, json_build_object('id', a.id, 'name', a.name) as asker, s.subject, s.created_at as "heldAt",
       d.status, d.protocol_hash as protocol, s.policy_version as "policyVersion", s.lists, s.findings, ${DECISION} as decision
     from lab.screenings s join lab.drafts d on d.id = s.draft_id join lab.principals a on a.id = d.asker
       left join lab.screening_decisions c on c.screening_id = s.id left join lab.principals o on o.id = c.decided_by
     where (not $1 or (c.id is null and d.status = 'held_biosafety'))
       and ($2::uuid is null or s.seq > (select seq from lab.screenings where id = $2))
     order by s.seq limit $3`,
    [waiting, after ?? null, limit],
  );
}
