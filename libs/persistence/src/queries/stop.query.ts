import type { Database, Tx } from '../database';
import type { JournalCommand } from './journal.query';

/** A stop that stands at an instrument: the newest one, which says what people see of it. */
export interface StandingStopRow {
  readonly instrument: string;
  readonly request: string;
  readonly requestedBy: string;
  readonly reason: string;
  readonly via: 'api' | 'control_port' | 'signal';
  readonly requestedAt: Date;
  readonly outcome: 'requested' | 'confirmed' | 'unconfirmed';
  readonly sentMs: number | null;
  readonly settledMs: number | null;
  readonly evidence: string;
  readonly nests: readonly { readonly nest: string; readonly labware: string | null; readonly labwareId: string | null }[];
}

/** Stops that stand, by instrument; at most one an instrument. */
export async function listStandingStops(database: Database): Promise<StandingStopRow[]> {
  return database.query<StandingStopRow>(
    `select distinct on (s.instrument_id) s.instrument_id as instrument, s.request_id as request, r.requested_by as "requestedBy", r.reason, r.via,
       r.requested_at as "requestedAt", s.outcome, s.sent_ms as "sentMs", s.settled_ms as "settledMs", s.evidence,
       coalesce((select jsonb_agg(jsonb_build_object('nest', substr(p.id, length(s.instrument_id) + 2), 'labware', l.name, 'labwareId', l.id) order by p.id)
         from lab.places p left join lab.labware l on l.place_id = p.id where p.instrument_id = s.instrument_id), '[]') as nests
     from lab.stops s join lab.stop_requests r on r.id = s.request_id
     where s.rearmed_at is null order by s.instrument_id, s.stopped_at desc`,
  );
}

/** Which of these stops of an instrument a person has re-armed. */
export async function rearmedStops(database: Database, instrumentId: string, requests: readonly string[]): Promise<string[]> {
  if (requests.length === 0) return [];
  const rows = await database.query<{ id: string }>(
    `select request_id as id from lab.stops where instrument_id = $1 and request_id = any($2) and rearmed_at is not null`,
    [instrumentId, requests],
  );
  return rows.map(({ id }) => id);
}

/** Requests whose stop stands at an instrument. */
export async function standingRequests(database: Database, instrumentId: string): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    `select request_id as id from lab.stops where instrument_id = $1 and rearmed_at is null`,
    [instrumentId],
  );
  return rows.map(({ id }) => id);
}

/** Where the bench agents can be told to stop; of all that have ever run, because one that is cut off from here may be alive. */
export interface AgentControl {
  readonly agent: string;
  readonly url: string;
  readonly token: string;
}

export async function listAgentControls(database: Database): Promise<AgentControl[]> {
  return database.query<AgentControl>(
    `select name as agent, control_url as url, control_token as token from lab.agents where control_url is not null and control_token is not null order by name`,
  );
}

/** A command of a spool, which went out without an intent in the database. */
export interface SpooledCommand extends JournalCommand {
  readonly instrumentId: string;
  readonly epoch: number;
  readonly sentAt: Date;
  readonly sentLab: Date;
}

/** Writes them as if their intent had been there; each once, however often it is brought. Steps that are gone are left out of it. */
export async function insertSpooledCommands(tx: Tx, commands: readonly SpooledCommand[]): Promise<void> {
  if (commands.length === 0) return;
  await tx.query(
    `insert into lab.commands (id, instrument_id, epoch, run_id, step_instance_id, attempt, kind, label, intent_bytes, intent_at, intent_lab)
     select v.id, v.instrument, v.epoch, s.run_id, s.id, case when s.id is not null then v.attempt end, v.kind, v.label, decode(v.intent, 'hex'), v.sent_at, v.sent_lab
     from jsonb_to_recordset($1::jsonb) as v(id uuid, instrument text, epoch bigint, step_id uuid, attempt int, kind text, label text, intent text,
       sent_at timestamptz, sent_lab timestamptz)
       join lab.instruments i on i.id = v.instrument left join lab.step_instances s on s.id = v.step_id
     order by v.sent_at on conflict (id) do nothing`,
    [
      JSON.stringify(
        commands.map((c) => ({
          id: c.id,
          instrument: c.instrumentId,
          epoch: c.epoch,
          step_id: c.stepInstanceId,
          attempt: c.attempt,
          kind: c.kind,
          label: c.label,
          intent: Buffer.from(c.bytes).toString('hex'),
          sent_at: c.sentAt,
          sent_lab: c.sentLab,
        })),
      ),
    ],
  );
}
