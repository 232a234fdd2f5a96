import type { Database } from '../database';

/** One command of the journal as people read it. */
export interface CommandRow {
  readonly id: string;
  readonly seq: string;
  readonly instrument: string;
  readonly epoch: string;
  readonly stepInstanceId: string | null;
  readonly stepId: string | null;
  readonly attempt: number | null;
  readonly kind: 'query' | 'setpoint' | 'action';
  readonly label: string;
  readonly intentHex: string;
  readonly intentAt: Date;
  readonly intentLab: Date;
  readonly replyHex: string | null;
  readonly repliedAt: Date | null;
  readonly durationMs: number | null;
  readonly outcome: 'succeeded' | 'failed' | 'unknown' | null;
  readonly error: Record<string, unknown> | null;
}

/**
 * Commands of a run in the order of the wire, after the one with that sequence number; at most `limit`. The order is that of the first
 * bytes: queries are stored in bulk, after commands that were sent later.
 */
export async function listCommands(
  database: Database,
  options: { readonly runId: string; readonly after?: string | undefined; readonly limit: number },
): Promise<CommandRow[]> {
  return database.query<CommandRow>(
    `select c.id, c.seq::text, c.instrument_id as instrument, c.epoch::text, c.step_instance_id as "stepInstanceId", s.step_id as "stepId", c.attempt,
       c.kind, c.label, encode(c.intent_bytes, 'hex') as "intentHex", c.intent_at as "intentAt", c.intent_lab as "intentLab",
       encode(c.reply_bytes, 'hex') as "replyHex", c.replied_at as "repliedAt", c.duration_ms as "durationMs", c.outcome, c.error
     from lab.commands c left join lab.step_instances s on s.id = c.step_instance_id
     where c.run_id = $1 and ($2::bigint is null or (c.intent_at, c.seq) > (select intent_at, seq from lab.commands where seq = $2))
     order by c.intent_at, c.seq limit $3`,
    [options.runId, options.after ?? null, options.limit],
  );
}
