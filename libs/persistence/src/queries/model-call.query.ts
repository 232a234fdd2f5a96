import type { Database, Tx } from '../database';

/** What is known of a call before it is made. */
export interface NewModelCall {
  readonly purpose: string;
  readonly provider: string;
  readonly api: string;
  readonly modelAsked: string;
  readonly promptName: string | null;
  readonly promptVersion: number | null;
  readonly promptSha256: string | null;
  readonly inputSha256: string;
  readonly round: number;
  /** Id of the principal who asked, or `system`. */
  readonly actor: string;
  readonly runId: string | null;
  readonly stepInstanceId: string | null;
  readonly draftId: string | null;
  /** What it may take at most, which counts until it has ended. */
  readonly heldTokens: number;
  readonly heldCost: number | null;
}

/** Whose budgets a call counts for. */
type BudgetSubject = Pick<NewModelCall, 'actor' | 'runId' | 'draftId'>;

/** What came of a call. */
export interface EndedModelCall {
  readonly status: 'answered' | 'failed';
  readonly modelReturned: string | null;
  readonly responseId: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly countedTokens: number;
  readonly cost: number | null;
  readonly latencyMs: number;
  readonly failure: string | null;
  readonly message: string | null;
  readonly refusal: string | null;
  readonly errorCode: string | null;
}

/** Writes a call down that is about to be made; answers its id. */
export async function insertModelCall(tx: Tx, call: NewModelCall): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    `insert into lab.model_calls (purpose, provider, api, model_asked, prompt_name, prompt_version, prompt_sha256, input_sha256, round, actor,
       run_id, step_instance_id, draft_id, counted_tokens, cost_usd)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning id`,
    [
      call.purpose,
      call.provider,
      call.api,
      call.modelAsked.slice(0, 200),
      call.promptName,
      call.promptVersion,
      call.promptSha256,
      call.inputSha256,
      call.round,
      call.actor,
      call.runId,
      call.stepInstanceId,
      call.draftId,
      call.heldTokens,
      call.heldCost,
    ],
  );
  return row!.id;
}

/** Ends the record of a call, once. Texts of an endpoint are cut to what the table takes. */
export async function endModelCall(tx: Tx, id: string, call: EndedModelCall): Promise<void> {
  await tx.query(
    `update lab.model_calls set status = $2, model_returned = $3, response_id = $4, input_tokens = $5, output_tokens = $6, counted_tokens = $7,
       cost_usd = $8, latency_ms = $9, failure = $10, message = $11, refusal = $12, error_code = $13 where id = $1`,
    [
      id,
      call.status,
      cut(call.modelReturned, 200),
      cut(call.responseId, 200),
      call.inputTokens,
      call.outputTokens,
      call.countedTokens,
      call.cost,
      call.latencyMs,
      call.failure,
      cut(call.message, 2_000),
      cut(call.refusal, 2_000),
      cut(call.errorCode, 200),
    ],
  );
}

export interface SpentOnModels {
  readonly run: number;
  readonly draft: number;
  readonly person: number;
  readonly personCost: number;
}

/**
 * Until this transaction is over, no other call of this person, run or draft begins: what is spent and the row of the next call belong together.
 * Always in this order, so that no two wait for each other.
 */
export async function lockModelBudgets(tx: Tx, { actor, runId, draftId }: BudgetSubject): Promise<void> {
  const keys = [`person ${actor}`, ...(runId === null ? [] : [`run ${runId}`]), ...(draftId === null ? [] : [`draft ${draftId}`])];
  for (const key of keys) await tx.query(`select pg_advisory_xact_lock(hashtextextended('model budget ' || $1, 0))`, [key]);
}

/** Tokens spent, or held by calls under way, for a run and a draft, and by one person in the last 24 hours, with US dollars where models have a price. */
export async function spentOnModels(tx: Tx, { actor, runId, draftId }: BudgetSubject): Promise<SpentOnModels> {
  const [row] = await tx.query<SpentOnModels>(
    `select (select coalesce(sum(counted_tokens), 0)::float8 from lab.model_calls where run_id = $2) as run,
       (select coalesce(sum(counted_tokens), 0)::float8 from lab.model_calls where draft_id = $3) as draft,
       coalesce(sum(counted_tokens), 0)::float8 as person, coalesce(sum(cost_usd), 0)::float8 as "personCost"
     from lab.model_calls where actor = $1 and at_wall > clock_timestamp() - interval '24 hours'`,
    [actor, runId, draftId],
  );
  return row!;
}

export interface ModelCallRow
  extends
    Omit<NewModelCall, 'runId' | 'stepInstanceId' | 'draftId' | 'actor' | 'heldTokens' | 'heldCost'>,
    Omit<EndedModelCall, 'status' | 'latencyMs'> {
  readonly id: string;
  readonly run: string | null;
  readonly step: string | null;
  readonly draft: string | null;
  /** Null for the lab itself. */
  readonly actor: { readonly id: string; readonly name: string } | null;
  readonly at: Date;
  readonly status: 'under_way' | 'answered' | 'failed';
  readonly latencyMs: number | null;
}

export interface ModelCallFilter {
  readonly run?: string | undefined;
  readonly draft?: string | undefined;
  readonly after: string | undefined;
  readonly limit: number;
}

/** Calls of models, the newest first. */
export async function listModelCalls(database: Database, { run, draft, after, limit }: ModelCallFilter): Promise<ModelCallRow[]> {
  return database.query<ModelCallRow>(
    `select c.id, purpose, provider, api, model_asked as "modelAsked", prompt_name as "promptName", prompt_version as "promptVersion",
       prompt_sha256 as "promptSha256", input_sha256 as "inputSha256", round, run_id as run, step_instance_id as step, draft_id as draft,
       case when p.id is not null then json_build_object('id', p.id, 'name', p.name) end as actor, at_wall as at, status,
       model_returned as "modelReturned", response_id as "responseId", input_tokens as "inputTokens", output_tokens as "outputTokens",
       counted_tokens::float8 as "countedTokens", cost_usd::float8 as cost, latency_ms as "latencyMs", failure, message, refusal,
       error_code as "errorCode"
     from lab.model_calls c left join lab.principals p on p.id::text = c.actor
     where ($1::uuid is null or run_id = $1) and ($2::uuid is null or draft_id = $2)
       and ($3::uuid is null or c.seq < (select seq from lab.model_calls where id = $3)) order by c.seq desc limit $4`,
    [run ?? null, draft ?? null, after ?? null, limit],
  );
}

/** Whether a call is there. */
export async function hasModelCall(database: Database, id: string): Promise<boolean> {
  const rows = await database.query(`select 1 from lab.model_calls where id = $1`, [id]);
  return rows.length > 0;
}

function cut(text: string | null, most: number): string | null {
  // Postgres takes no NUL in a text.
  return text === null ? null : text.replaceAll('\0', '').slice(0, most);
}
