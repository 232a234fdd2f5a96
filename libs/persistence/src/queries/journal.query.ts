import type { Database, Tx } from '../database';

export interface JournalKey {
  readonly instrumentId: string;
  readonly epoch: number;
  readonly owner: string;
}

export interface JournalCommand {
  readonly id: string;
  readonly kind: 'query' | 'setpoint' | 'action';
  readonly label: string;
  readonly bytes: Uint8Array;
  readonly runId: string | null;
  readonly stepInstanceId: string | null;
  readonly attempt: number | null;
  /** The verb of a manual session that it belongs to. */
  readonly requestId?: string | null;
}

export interface JournalAnswer {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly outcome: 'succeeded' | 'failed' | 'unknown';
  readonly durationMs: number;
  readonly error: unknown;
}

/**
 * The intent, committed before the first byte. Gives false, and writes nothing, when the lease is not ours any more or has less than a
 * second left: then no byte may leave.
 */
export async function insertIntent(database: Database, key: JournalKey, command: JournalCommand): Promise<boolean> {
  const rows = await database.prepared<{ id: string }>(
    `insert into lab.commands (id, instrument_id, epoch, run_id, step_instance_id, attempt, kind, label, intent_bytes, request_id)
     select $1, l.instrument_id, l.epoch, $5, $6, $7, $8, $9, $10, $11 from lab.leases l
     where l.instrument_id = $2 and l.epoch = $3 and l.owner = $4 and l.expires_at > clock_timestamp() + interval '1 second'
     returning id`,
    [
      command.id,
      key.instrumentId,
      key.epoch,
      key.owner,
      command.runId,
      command.stepInstanceId,
      command.attempt,
      command.kind,
      command.label,
      Buffer.from(command.bytes),
      command.requestId ?? null,
    ],
  );
  return rows.length === 1;
}

/** Replies to commands whose intent is in the journal. The first answer stands. */
export async function updateAnswers(tx: Tx, answers: readonly JournalAnswer[]): Promise<void> {
  if (answers.length === 0) return;
  await tx.prepared(
    `update lab.commands c set reply_bytes = decode(v.reply, 'hex'), replied_at = clock_timestamp(), duration_ms = v.ms, outcome = v.outcome, error = v.error
     from jsonb_to_recordset($1::jsonb) as v(id uuid, reply text, ms float8, outcome text, error jsonb)
     where c.id = v.id and c.outcome is null`,
    [JSON.stringify(answers.map((a) => ({ id: a.id, reply: hex(a.bytes), ms: a.durationMs, outcome: a.outcome, error: a.error ?? null })))],
  );
}

/** A query with its answer. */
export interface JournalQuery extends JournalCommand {
  readonly instrumentId: string;
  readonly epoch: number;
  readonly answer: JournalAnswer;
  readonly sentAt: Date;
  readonly sentLab: Date;
}

/** Queries change nothing at the device, so question and answer are written together, those of many instruments in one statement. */
export async function insertQueries(tx: Pick<Tx, 'prepared'>, queries: readonly JournalQuery[]): Promise<void> {
  if (queries.length === 0) return;
  const column = <T>(of: (query: JournalQuery) => T): T[] => queries.map(of);
  await tx.prepared(
    `insert into lab.commands (id, instrument_id, epoch, run_id, step_instance_id, attempt, kind, label, intent_bytes, intent_at, intent_lab, reply_bytes, replied_at, duration_ms, outcome, error)
     select v.id, v.instrument, v.epoch, v.run, v.step, v.attempt, v.kind, v.label, decode(v.intent, 'hex'), v.sent_at, v.sent_lab, decode(v.reply, 'hex'),
       v.sent_at + v.ms * interval '1 millisecond', v.ms, v.outcome, v.error::jsonb
     from unnest($1::uuid[], $2::text[], $3::bigint[], $4::uuid[], $5::uuid[], $6::int[], $7::text[], $8::text[], $9::text[], $10::timestamptz[],
       $11::timestamptz[], $12::text[], $13::float8[], $14::text[], $15::text[])
       as v(id, instrument, epoch, run, step, attempt, kind, label, intent, sent_at, sent_lab, reply, ms, outcome, error)
     on conflict (id) do nothing`,
    [
      column((q) => q.id),
      column((q) => q.instrumentId),
      column((q) => q.epoch),
      column((q) => q.runId),
      column((q) => q.stepInstanceId),
      column((q) => q.attempt),
      column((q) => q.kind),
      column((q) => q.label),
      column((q) => hex(q.bytes)),
      column((q) => q.sentAt),
      column((q) => q.sentLab),
      column((q) => hex(q.answer.bytes)),
      column((q) => q.answer.durationMs),
      column((q) => q.answer.outcome),
      column((q) => (q.answer.error === null || q.answer.error === undefined ? null : JSON.stringify(q.answer.error))),
    ],
  );
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
