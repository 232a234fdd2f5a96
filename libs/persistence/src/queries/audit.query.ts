import { actOfEvent, changedText, type Act, type AuditEntry, type ChainHead, type Happening } from '@labwright/audit';
import type { AuditAct } from '@labwright/domain';
import { requestOf } from '../acting';
import type { AtEnd, Database, Tx } from '../database';

/** Acts are written last, so that the newest entry is locked for as short as can be; `flushEvents` does not write them. */
export const AUDIT_RANK = 9;

/** An act that is no event. */
export interface NewAct {
  readonly act: AuditAct;
  readonly actor: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly changed: Readonly<Record<string, unknown>>;
  readonly reason?: string;
}

interface PendingAct extends Act {
  readonly requestId: string;
  readonly credential: string;
}

/** Keeps those events that are acts in the audit log of the transaction that they are recorded in. */
export function auditEvents(tx: Tx, events: readonly Happening[]): void {
  for (const event of events) {
    const act = actOfEvent(event);
    if (act) tx.atEnd(ACTS).push({ ...act, ...requestOf(act.actor) });
  }
}

/** Keeps an act that is no event in the audit log, in the transaction that does it. */
export function recordAct(tx: Tx, { changed, reason = '', ...act }: NewAct): void {
  tx.atEnd(ACTS).push({ ...act, reason, changed: changedText(changed), ...requestOf(act.actor) });
}

const ACTS: AtEnd<PendingAct[]> = {
  rank: AUDIT_RANK,
  begin: () => [],
  async finish(tx, acts) {
    if (acts.length === 0) return;
    await tx.prepared(
      `insert into lab.audit (actor_id, actor, actor_kind, credential, act, subject_kind, subject_id, changed, reason, request_id)
       select p.id, a.actor, coalesce(p.kind, case when a.actor like 'agent:%' then 'agent' when a.actor = 'system' then 'system' when a.actor like '%:%' then 'unknown' else 'program' end),
         a.credential, a.act, a."subjectKind", a."subjectId", a.changed, a.reason, a."requestId"
       from jsonb_to_recordset($1::jsonb)
         as a(actor text, credential text, act text, "subjectKind" text, "subjectId" text, changed text, reason text, "requestId" text, n int)
       left join lab.principals p on p.name = substring(a.actor from '^(?:user|service|model):(.*)$') order by a.n`,
      [JSON.stringify(acts.map((each, n) => ({ ...each, n })))],
    );
  },
};

const COLUMNS = `sequence::float8 as sequence, lab.audit_time(at_wall) as "atWall", lab.audit_time(at_lab) as "atLab", actor_id::text as "actorId", actor,
  actor_kind as "actorKind", credential, act, subject_kind as "subjectKind", subject_id as "subjectId", changed, reason, request_id as "requestId",
  previous, hash`;

export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly act?: string | undefined;
  readonly subjectKind?: string | undefined;
  readonly subjectId?: string | undefined;
  /** Entries after this number. */
  readonly after: number;
  readonly limit: number;
}

/** Entries in their order. */
export async function listAudit(
  database: Database,
  { actor, act, subjectKind, subjectId, after, limit }: AuditFilter,
): Promise<AuditEntry[]> {
  return database.query<AuditEntry>(
    `select ${COLUMNS} from lab.audit a
     where sequence > $1 and ($2::text is null or actor = $2) and ($3::text is null or act = $3) and ($4::text is null or subject_kind = $4)
       and ($5::text is null or subject_id = $5)
     order by a.sequence limit $6`,
    [after, actor ?? null, act ?? null, subjectKind ?? null, subjectId ?? null, limit],
  );
}

/** What the log says its newest entry is; number 0 before the first. */
export async function readAuditHead(database: Database): Promise<ChainHead> {
  const [head] = await database.query<ChainHead>('select sequence::float8 as sequence, hash from lab.audit_head');
  return head ?? { sequence: 0, hash: '' };
}
