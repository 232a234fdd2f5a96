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

/** Queries change nothing at the device, so question and answer are written together, in bulk. */
export async function insertQueries(
  tx: Tx,
  key: JournalKey,
  queries: readonly (JournalCommand & { readonly answer: JournalAnswer; readonly sentAt: Date; readonly sentLab: Date })[],
): Promise<void> {
  if (queries.length === 0) return;
  await tx.prepared(
    `insert into lab.commands (id, instrument_id, epoch, run_id, step_instance_id, attempt, kind, label, intent_bytes, intent_at, intent_lab, reply_bytes, replied_at, duration_ms, outcome, error)
     select v.id, $2, $3, v.run_id, v.step_id, v.attempt, v.kind, v.label, decode(v.intent, 'hex'), v.sent_at, v.sent_lab, decode(v.reply, 'hex'),
       v.sent_at + v.ms * interval '1 millisecond', v.ms, v.outcome, v.error
     from jsonb_to_recordset($1::jsonb) as v(id uuid, run_id uuid, step_id uuid, attempt int, kind text, label text, intent text, sent_at timestamptz, sent_lab timestamptz,
       reply text, ms float8, outcome text, error jsonb)
     on conflict (id) do nothing`,
    [
      JSON.stringify(
        queries.map((q) => ({
          id: q.id,
          run_id: q.runId,
          step_id: q.stepInstanceId,
          attempt: q.attempt,
          kind: q.kind,
          label: q.label,
          intent: hex(q.bytes),
          sent_at: q.sentAt,
          sent_lab: q.sentLab,
          reply: hex(q.answer.bytes),
          ms: q.answer.durationMs,
          outcome: q.answer.outcome,
          error: q.answer.error ?? null,
        })),
      ),
      key.instrumentId,
      key.epoch,
    ],
  );
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
