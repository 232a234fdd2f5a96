import type { DraftStatus } from '@labwright/domain';
import { canonicalHash, type Diagnostic } from '@labwright/protocol';
import type { Database, Tx } from '../database';

/** A text that was given along. */
export interface DraftFile {
  readonly name: string;
  readonly text: string;
}

export interface NewDraft {
  /** Id of the principal who asked. */
  readonly asker: string;
  /** Beginning of the request, for lists. */
  readonly title: string;
  readonly request: string;
  readonly constraints: Readonly<Record<string, unknown>>;
  readonly files: readonly DraftFile[];
  /** Of a written protocol; empty without one. */
  readonly sentences: readonly { readonly number: number; readonly text: string }[];
  readonly status: DraftStatus;
  /** The run that it is proposed from, whose budget its calls count against; null for a person's request. */
  readonly runId: string | null;
}

/** Who wrote a step, with the sentences and the call that it came of. */
export interface StepProvenanceRow {
  readonly step: string;
  readonly by: 'person' | 'model' | 'model_then_person';
  readonly sentences: readonly number[];
  readonly callId: string | null;
}

export interface NewRevision {
  readonly madeBy: 'person' | 'model';
  readonly actor: string;
  readonly round: number | null;
  readonly instruction: string | null;
  readonly draft: unknown;
  readonly document: unknown;
  readonly diagnostics: readonly Diagnostic[];
  readonly assumptions: readonly object[];
  readonly questions: readonly object[];
  readonly sentences: readonly object[];
  readonly callId: string | null;
  readonly steps: readonly StepProvenanceRow[];
}

/** How a model's work on a draft ended. */
export interface DraftEnd {
  readonly status: DraftStatus;
  readonly questions: readonly object[];
  /** Why there is no more, in words; null where there is nothing to say. */
  readonly problem: string | null;
  readonly failure: string | null;
}

export async function insertDraft(tx: Tx, draft: NewDraft): Promise<string> {
  const { asker, title, request, constraints, files, sentences, status, runId } = draft;
  const [row] = await tx.query<{ id: string }>(
    `insert into lab.drafts (asker, title, request, constraints, files, sentences, status, run_id)
     values ($1, $2, $3, $4::jsonb, $5::jsonb, $6::jsonb, $7, $8) returning id`,
    [asker, title, request, JSON.stringify(constraints), JSON.stringify(files), JSON.stringify(sentences), status, runId],
  );
  return row!.id;
}

/** Status and owner of a draft, locked until the transaction is over; null when there is none. `work` is what a model is at now. */
export async function lockDraft(
  tx: Tx,
  id: string,
): Promise<{ readonly status: DraftStatus; readonly asker: string; readonly revision: number; readonly work: string | null } | null> {
  const [row] = await tx.query<{ status: DraftStatus; asker: string; revision: number; work: string | null }>(
    `select status, asker, revision, worker as work from lab.drafts where id = $1 for update`,
    [id],
  );
  return row ?? null;
}

/** Number of the newest event of a draft; 0 where there is none. */
export async function latestDraftEvent(tx: Pick<Tx | Database, 'query'>, id: string): Promise<string> {
  const [row] = await tx.query<{ seq: string }>(`select coalesce(max(seq), 0)::text as seq from lab.draft_events where draft_id = $1`, [
    id,
  ]);
  return row?.seq ?? '0';
}

export async function endDrafting(tx: Tx, id: string, { status, questions, problem, failure }: DraftEnd): Promise<void> {
  await tx.query(
    `update lab.drafts set status = $2, questions = $3::jsonb, problem = $4, failure = $5, worker = null, alive_until = null,
       updated_at = clock_timestamp() where id = $1`,
    [id, status, JSON.stringify(questions), problem, failure],
  );
}

export async function setDraftStatus(tx: Tx, id: string, status: DraftStatus, protocolHash: string | null = null): Promise<void> {
  await tx.query(
    `update lab.drafts set status = $2, protocol_hash = coalesce($3, protocol_hash), updated_at = clock_timestamp() where id = $1`,
    [id, status, protocolHash],
  );
}

/** Adds a revision, with the provenance of its steps; answers its number. The draft is to be locked. */
export async function insertRevision(tx: Tx, draftId: string, revision: NewRevision): Promise<number> {
  const json = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));
  const [row] = await tx.query<{ number: number }>(
    `with made as (update lab.drafts set revision = revision + 1, updated_at = clock_timestamp() where id = $1 returning revision)
     insert into lab.draft_revisions (draft_id, number, made_by, actor, round, instruction, draft, document, diagnostics, assumptions, questions, sentences, call_id, document_hash)
     select $1, made.revision, $2, $3, $4, $5, $6::json, $7::json, $8::jsonb, $9::jsonb, $10::jsonb, $11::jsonb, $12::uuid, $13 from made returning number`,
    [
      draftId,
      revision.madeBy,
      revision.actor,
      revision.round,
      revision.instruction,
      json(revision.draft),
      json(revision.document),
      json(revision.diagnostics),
      json(revision.assumptions),
      json(revision.questions),
      json(revision.sentences),
      revision.callId,
      revision.document === null ? null : canonicalHash(revision.document),
    ],
  );
  const { number } = row!;
  const steps = revision.steps.map((each, ordinal) => ({ ...each, ordinal }));
  await tx.query(
    `insert into lab.draft_steps (draft_id, revision, ordinal, step, made_by, sentences, call_id)
     select $1, $2, s.ordinal, s.step, s.by, s.sentences, s."callId"
     from jsonb_to_recordset($3::jsonb) as s(ordinal int, step text, by text, sentences int[], "callId" uuid)`,
    [draftId, number, JSON.stringify(steps)],
  );
  return number;
}

/** What is told of a draft, beside its rows. */
export interface DraftEventRow {
  readonly seq: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

export async function addDraftEvents(
  tx: Pick<Tx | Database, 'query'>,
  draftId: string,
  events: readonly { readonly type: string; readonly data: object }[],
): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `insert into lab.draft_events (draft_id, type, data) select $1, e.type, e.data from jsonb_to_recordset($2::jsonb) as e(type text, data jsonb)`,
    [draftId, JSON.stringify(events)],
  );
}

/** Pieces of text are of use only while they come: the answer that they make is in its revision. */
export async function dropDraftText(tx: Tx, draftId: string): Promise<void> {
  await tx.query(`delete from lab.draft_events where draft_id = $1 and type = 'text'`, [draftId]);
}

/** Events of a draft after one, in their order. */
export async function listDraftEvents(database: Database, draftId: string, after: string, limit: number): Promise<DraftEventRow[]> {
  return database.query<DraftEventRow>(
    `select e.seq::text as seq, e.type, e.data, e.at from lab.draft_events e where e.draft_id = $1 and e.seq > $2::bigint order by e.seq limit $3`,
    [draftId, after, limit],
  );
}
