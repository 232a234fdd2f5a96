import type { Database, Tx } from '../database';

/** What an answer at the bench rests on. */
export interface ExchangeCitation {
  readonly kind: 'step' | 'reading' | 'library';
  readonly id: string;
  readonly title: string;
}

/** A tool that the model called, with the SHA-256 of what it was given back. */
export interface ExchangeToolCall {
  readonly tool: string;
  readonly arguments: unknown;
  readonly resultSha256: string;
  readonly failed: boolean;
}

export interface NewExchange {
  readonly runId: string | null;
  readonly step: string | null;
  readonly askedBy: string;
  /** As text; of a recording what was heard, empty when nothing was. */
  readonly question: string;
  readonly attached: readonly { readonly kind: 'audio' | 'photo'; readonly mediaType: string; readonly sha256: string }[];
  /** `unsupported`: there is an answer, and nothing that it rests on. `held`: the question was not sent. */
  readonly status: 'answered' | 'unsupported' | 'held' | 'failed';
  readonly answer: string | null;
  readonly citations: readonly ExchangeCitation[];
  readonly toolCalls: readonly ExchangeToolCall[];
  /** Records of the model's calls. */
  readonly calls: readonly string[];
  readonly failure: { readonly kind: string; readonly message: string } | null;
  /** What was proposed by the way. */
  readonly draft: string | null;
  readonly model: string | null;
  readonly promptVersion: number | null;
  readonly askedAt: Date;
}

/** A question and its answer, as they are kept; they are only added to. */
export interface ExchangeRow extends Omit<NewExchange, 'runId' | 'askedBy'> {
  readonly id: string;
  readonly run: string | null;
  readonly askedBy: { readonly id: string; readonly name: string };
  readonly answeredAt: Date;
}

/** Answers the id. */
export async function insertExchange(tx: Tx, exchange: NewExchange): Promise<string> {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  const { runId, step, askedBy, question, attached, status, answer, citations, toolCalls, calls } = exchange;
  const [row] = await tx.query<{ id: string }>(
    `insert into lab.exchanges (run_id, step, asked_by, question, attached, status, answer, citations, tool_calls, calls, failure, draft, model, prompt_version, asked_at)
     values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8::jsonb, $9::jsonb, $10, $11::jsonb, $12, $13, $14, $15) returning id`,
    [
      ...[runId, step, askedBy, question, json(attached), status, answer, json(citations), json(toolCalls), calls],
      ...[json(exchange.failure), exchange.draft, exchange.model, exchange.promptVersion, exchange.askedAt],
    ],
  );
  return row!.id;
}

const SELECT = `select e.id, e.run_id as run, e.step, json_build_object('id', p.id, 'name', p.name) as "askedBy", e.question, e.attached, e.status, e.answer,
  e.citations, e.tool_calls as "toolCalls", e.calls, e.failure, e.draft, e.model, e.prompt_version as "promptVersion", e.asked_at as "askedAt",
  e.answered_at as "answeredAt" from lab.exchanges e join lab.principals p on p.id = e.asked_by`;

/** Exchanges of a run, the oldest first, after the one of that id. */
export async function listExchanges(
  database: Database,
  { runId, after, limit }: { readonly runId: string; readonly after: string | undefined; readonly limit: number },
): Promise<ExchangeRow[]> {
  return database.query<ExchangeRow>(
    `${SELECT} where e.run_id = $1 and ($2::uuid is null or e.seq > (select seq from lab.exchanges where id = $2)) order by e.seq limit $3`,
    [runId, after ?? null, limit],
  );
}

/** One exchange; null when there is none of that id. */
export async function readExchange(database: Database, id: string): Promise<ExchangeRow | null> {
  const [row] = await database.query<ExchangeRow>(`${SELECT} where e.id = $1`, [id]);
  return row ?? null;
}
