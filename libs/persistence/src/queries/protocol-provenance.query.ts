import type { Database, Tx } from '../database';
import type { StepProvenanceRow } from './draft.query';

/** Who wrote a step of a protocol, and of what. */
export interface ProtocolStepRow extends StepProvenanceRow {
  /** Those sentences of the written protocol, one after the other; null where there are none, or they are somebody else's. */
  readonly source: string | null;
  readonly draft: string;
  /** What answered the call; null where there was none. */
  readonly model: { readonly provider: string; readonly model: string; readonly simulated: boolean } | null;
}

/** Provenance of the steps of a protocol, in their order; none of one that people wrote themselves. */
export async function listProtocolSteps(database: Pick<Database | Tx, 'query'>, hash: string): Promise<ProtocolStepRow[]> {
  return database.query<ProtocolStepRow>(
    `select s.step, s.made_by as by, s.sentences, s.source, s.call_id as "callId", s.draft_id as draft, case when c.id is not null then
       jsonb_build_object('provider', c.provider, 'model', coalesce(c.model_returned, c.model_asked), 'simulated', c.provider = 'simulated') end as model
     from lab.protocol_steps s left join lab.model_calls c on c.id = s.call_id where s.protocol_hash = $1 order by s.ordinal`,
    [hash],
  );
}

/** A revision of a draft. */
export interface RevisionPlace {
  readonly draft: string;
  readonly revision: number;
}

/** The newest revision that says this document, of this principal's drafts before those of others; null when no draft ever said it. */
export async function revisionSaying(tx: Tx, documentHash: string, principalId: string): Promise<RevisionPlace | null> {
  const [row] = await tx.query<RevisionPlace>(
    `select d.id as draft, r.number as revision from lab.draft_revisions r join lab.drafts d on d.id = r.draft_id
     where r.document_hash = $1 order by (d.asker = $2) desc, d.seq desc, r.number desc limit 1`,
    [documentHash, principalId],
  );
  return row ?? null;
}

/**
 * Keeps the provenance of a draft's revision beside the protocol that it has become; one that has its own keeps it. Sentences are quoted where
 * the draft is of the protocol's author: the written protocol of somebody else is theirs to show.
 */
export async function keepProvenance(tx: Tx, protocolHash: string, { draft, revision }: RevisionPlace): Promise<void> {
  await tx.query(
    `insert into lab.protocol_steps (protocol_hash, ordinal, step, made_by, sentences, source, call_id, draft_id)
     select p.hash, s.ordinal, s.step, s.made_by, s.sentences, case when d.asker = p.author then
       (select string_agg(x->>'text', ' ' order by (x->>'number')::int) from jsonb_array_elements(d.sentences) x
        where (x->>'number')::int = any (s.sentences)) end, s.call_id, s.draft_id
     from lab.draft_steps s join lab.drafts d on d.id = s.draft_id join lab.protocols p on p.hash = $1
     where s.draft_id = $2 and s.revision = $3 and not exists (select 1 from lab.protocol_steps where protocol_hash = $1)`,
    [protocolHash, draft, revision],
  );
}
