import type { DraftStatus } from '@labwright/domain';
import type { Diagnostic } from '@labwright/protocol';
import type { Database, Tx } from '../database';
import type { DraftFile, StepProvenanceRow } from './draft.query';

/** A draft as lists show it. */
export interface DraftSummaryRow {
  readonly id: string;
  readonly title: string;
  readonly status: DraftStatus;
  readonly asker: { readonly id: string; readonly name: string };
  readonly revision: number;
  /** Hash of the protocol that it has become. */
  readonly protocol: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface DraftRow extends DraftSummaryRow {
  readonly request: string;
  readonly constraints: Readonly<Record<string, unknown>>;
  readonly files: readonly DraftFile[];
  readonly sentences: readonly { readonly number: number; readonly text: string }[];
  /** What a model is asked to do with the newest revision; null for the request alone. */
  readonly instruction: string | null;
  readonly questions: readonly { readonly about: string; readonly question: string }[];
  readonly problem: string | null;
  readonly failure: string | null;
  /** Provider, name and interface of the model that was put to work last; null before that. */
  readonly model: { readonly provider: string; readonly model: string } | null;
  /** The run that it was proposed from; null for a person's request. */
  readonly run: string | null;
}

/** A revision as the history of a draft shows it. */
export interface RevisionSummaryRow {
  readonly number: number;
  readonly by: 'person' | 'model';
  readonly actor: string;
  readonly round: number | null;
  readonly instruction: string | null;
  readonly callId: string | null;
  readonly errors: number;
  readonly warnings: number;
  readonly createdAt: Date;
}

export interface RevisionRow extends RevisionSummaryRow {
  /** What the model wrote; null of a person's. */
  readonly draft: unknown;
  readonly document: unknown;
  readonly diagnostics: readonly Diagnostic[];
  readonly assumptions: readonly { readonly step: string | null; readonly assumption: string }[];
  readonly sentences: readonly {
    readonly number: number;
    readonly text: string;
    readonly steps: readonly string[];
    readonly why: string | null;
  }[];
  readonly steps: readonly StepProvenanceRow[];
}

const SUMMARY = `d.id, d.title, d.status, jsonb_build_object('id', a.id, 'name', a.name) as asker, d.revision, d.protocol_hash as protocol,
  d.created_at as "createdAt", d.updated_at as "updatedAt"`;
const SOURCES = `lab.drafts d join lab.principals a on a.id = d.asker`;
const REVISION = `number, made_by as by, actor, round, instruction, call_id as "callId", created_at as "createdAt",
  (select count(*) from jsonb_array_elements(diagnostics) x where x->>'severity' = 'error')::int as errors,
  (select count(*) from jsonb_array_elements(diagnostics) x where x->>'severity' = 'warning')::int as warnings`;
const STEP = `jsonb_build_object('step', s.step, 'by', s.made_by, 'sentences', s.sentences, 'callId', s.call_id)`;

export interface DraftFilter {
  /** Only those of this principal; of all where absent. */
  readonly asker?: string | undefined;
  readonly status?: DraftStatus | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Drafts, the newest first, after the draft of that id. */
export async function listDrafts(database: Database, { asker, status, after, limit }: DraftFilter): Promise<DraftSummaryRow[]> {
  return database.query<DraftSummaryRow>(
    `select ${SUMMARY} from ${SOURCES} where ($1::uuid is null or d.asker = $1) and ($2::text is null or d.status = $2)
       and ($3::uuid is null or d.seq < (select seq from lab.drafts where id = $3)) order by d.seq desc limit $4`,
    [asker ?? null, status ?? null, after ?? null, limit],
  );
}

/** One draft; null when there is none of that id. */
export async function readDraft(database: Pick<Database | Tx, 'query'>, id: string): Promise<DraftRow | null> {
  const [row] = await database.query<DraftRow>(
    `select ${SUMMARY}, d.request, d.constraints, d.files, d.sentences, d.instruction, d.questions, d.problem, d.failure, d.model,
       d.run_id as run
     from ${SOURCES} where d.id = $1`,
    [id],
  );
  return row ?? null;
}

/** The revisions of a draft, the oldest first. */
export async function listRevisions(database: Database, draftId: string): Promise<RevisionSummaryRow[]> {
  return database.query<RevisionSummaryRow>(`select ${REVISION} from lab.draft_revisions where draft_id = $1 order by number`, [draftId]);
}

/** One revision with everything in it; null when there is none of that number. */
export async function readRevision(database: Pick<Database | Tx, 'query'>, draftId: string, number: number): Promise<RevisionRow | null> {
  const [row] = await database.query<RevisionRow>(
    `select ${REVISION}, draft, document, diagnostics, assumptions, sentences,
       coalesce((select jsonb_agg(${STEP} order by s.ordinal) from lab.draft_steps s where s.draft_id = r.draft_id and s.revision = r.number), '[]') as steps
     from lab.draft_revisions r where draft_id = $1 and number = $2`,
    [draftId, number],
  );
  return row ?? null;
}

/**
 * Ids of the steps that any revision has had since the model was given this instruction: of what it was to change, and of what it wrote since.
 * Begun again, a work has to account for all of them.
 */
export async function listStepsSince(database: Database, draftId: string, instruction: string | null): Promise<readonly string[]> {
  const rows = await database.query<{ step: string }>(
    `select distinct step from lab.draft_steps where draft_id = $1 and revision >= coalesce((select max(number) from lab.draft_revisions
       where draft_id = $1 and (made_by = 'person' or instruction is distinct from $2)), 1) order by step`,
    [draftId, instruction],
  );
  return rows.map(({ step }) => step);
}
