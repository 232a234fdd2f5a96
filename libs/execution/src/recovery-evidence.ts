import type { RecoveryEvidence, Tx } from '@labwright/persistence';
import type { StepRow } from './run-store';

/** Commands and readings shown at most; the journal and the readings of the run have the others. */
const MOST = 12;

/** What is known of the last attempt of a step: what was sent and came back, what its instrument was asked, what it read. The oldest first. */
export async function evidenceOf(tx: Tx, step: StepRow): Promise<readonly RecoveryEvidence[]> {
  return [...(await wireOf(tx, step)), ...(await readingsOf(tx, step)), ...(await askedOf(tx, step))];
}

async function wireOf(tx: Tx, { id, attempt }: StepRow): Promise<readonly RecoveryEvidence[]> {
  const rows = await tx.query<{
    label: string;
    kind: string;
    at: Date;
    outcome: string | null;
    error: string | null;
    reply: string;
    replied: Date;
  }>(
    `select * from (
       select seq, label, kind, intent_at as at, outcome, error->>'message' as error, left(encode(coalesce(reply_bytes, ''), 'escape'), 200) as reply,
         replied_at as replied
       from lab.commands where step_instance_id = $1 and attempt = $2 and (kind <> 'query' or outcome is distinct from 'succeeded')
       order by seq desc limit $3) last order by seq`,
    [id, attempt, MOST],
  );
  return rows.flatMap(({ label, kind, at, outcome, error, reply, replied }): RecoveryEvidence[] => {
    const words = { query: 'asked', setpoint: 'set', action: 'done' }[kind] ?? kind;
    const sent = { what: 'sent', text: `${label}, by which something is ${words}`, at: at.toISOString() } as const;
    if (outcome === null) return [sent, { what: 'answered', text: `${label}: no reply is recorded`, at: null }];
    const came = error ?? (reply ? `"${reply}"` : 'without words');
    return [sent, { what: 'answered', text: `${label}: ${outcome}, ${came}`, at: replied?.toISOString() ?? null }];
  });
}

async function readingsOf(tx: Tx, { id }: StepRow): Promise<readonly RecoveryEvidence[]> {
  const rows = await tx.query<{ name: string; value: number | null; unit: string; quality: string; at: Date }>(
    `select distinct on (name) name, value, unit, quality, at_wall as at from lab.readings where step_instance_id = $1 and well = ''
     order by name, id desc limit $2`,
    [id, MOST],
  );
  return rows.map(({ name, value, unit, quality, at }) => ({
    what: 'reading',
    text: value === null ? `${name}: ${quality}` : `${name}: ${Number(value.toPrecision(6))} ${unit}`,
    at: at.toISOString(),
  }));
}

async function askedOf(tx: Tx, { id, attempt }: StepRow): Promise<readonly RecoveryEvidence[]> {
  const [row] = await tx.query<{ verdict: string | null; evidence: string | null; message: string | null; at: Date | null }>(
    `select a.verdict, a.evidence, a.error->>'message' as message, a.ended_at as at from lab.attempts a where step_instance_id = $1 and number = $2`,
    [id, attempt],
  );
  if (!row) return [];
  const error: RecoveryEvidence[] = row.message ? [{ what: 'error', text: row.message, at: row.at?.toISOString() ?? null }] : [];
  return row.evidence ? [...error, { what: 'asked', text: `asked what became of it, it says: ${row.evidence}`, at: null }] : error;
}
