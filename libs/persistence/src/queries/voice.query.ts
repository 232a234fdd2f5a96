import type { Database, Tx } from '../database';

type Reader = Pick<Database, 'query'> | Pick<Tx, 'query'>;

/** What a person says in a run, and what was put down for the task in hand. */
export interface VoiceSessionRow {
  readonly id: string;
  readonly run: string;
  readonly principal: string;
  readonly task: string | null;
  readonly drafts: unknown;
  readonly begunAt: Date;
}

export interface NewVoiceTurn {
  readonly session: string;
  readonly run: string;
  readonly task: string | null;
  /** Null for words that came as text. */
  readonly audio: { readonly sha256: string; readonly mediaType: string; readonly size: number } | null;
  readonly transcript: string;
  readonly command: unknown;
  readonly outcome: VoiceOutcome;
  readonly say: string;
  readonly callId: string | null;
  /** Of a command that waits for a yes: the token's SHA-256, wall seconds that it is good for, and what a yes does. */
  readonly waits: { readonly tokenHash: Buffer; readonly seconds: number; readonly act: unknown } | null;
}

export type VoiceOutcome = 'said' | 'read_back' | 'done' | 'refused' | 'not_understood' | 'unavailable';

export interface VoiceTurnRow {
  readonly id: string;
  readonly session: string;
  readonly run: string;
  readonly task: string | null;
  readonly by: { readonly id: string; readonly name: string };
  readonly audioSha256: string | null;
  readonly transcript: string;
  readonly command: Readonly<Record<string, unknown>> | null;
  readonly outcome: VoiceOutcome;
  readonly say: string;
  readonly call: string | null;
  readonly confirmBy: Date | null;
  readonly atWall: Date;
  readonly atLab: Date;
}

const SESSION = `id, run_id as run, principal_id as principal, task_id as task, drafts, begun_at as "begunAt"`;

/** The session of a person in a run, which is made where there is none. */
export async function openVoiceSession(tx: Tx, runId: string, principalId: string): Promise<VoiceSessionRow> {
  await tx.query(`insert into lab.voice_sessions (run_id, principal_id) values ($1, $2) on conflict do nothing`, [runId, principalId]);
  const [row] = await tx.query<VoiceSessionRow>(
    `select ${SESSION} from lab.voice_sessions where run_id = $1 and principal_id = $2 for update`,
    [runId, principalId],
  );
  return row!;
}

/** Two things that are said at once are taken one after the other. */
export async function lockVoiceSession(tx: Tx, id: string): Promise<VoiceSessionRow | null> {
  const [row] = await tx.query<VoiceSessionRow>(`select ${SESSION} from lab.voice_sessions where id = $1 for update`, [id]);
  return row ?? null;
}

/** The same without waiting for anything that is said in it at the moment. */
export async function readVoiceSession(database: Reader, id: string): Promise<VoiceSessionRow | null> {
  const [row] = await database.query<VoiceSessionRow>(`select ${SESSION} from lab.voice_sessions where id = $1`, [id]);
  return row ?? null;
}

/** What was said last in a session, as a number that grows; 0 where nothing was. Text, because it is a bigint. */
export async function newestVoiceTurn(tx: Tx, session: string): Promise<string> {
  const [row] = await tx.query<{ seq: string }>(`select coalesce(max(seq), 0)::text as seq from lab.voice_turns where session_id = $1`, [
    session,
  ]);
  return row!.seq;
}

export async function updateVoiceSession(tx: Tx, id: string, task: string | null, drafts: unknown): Promise<void> {
  await tx.query(`update lab.voice_sessions set task_id = $2, drafts = $3::jsonb where id = $1`, [id, task, JSON.stringify(drafts)]);
}

/** Writes a turn down. @returns its id, and until when a yes is good */
export async function insertVoiceTurn(tx: Tx, turn: NewVoiceTurn): Promise<{ readonly id: string; readonly confirmBy: Date | null }> {
  const { audio, waits } = turn;
  const [row] = await tx.query<{ id: string; confirmBy: Date | null }>(
    `insert into lab.voice_turns (session_id, run_id, task_id, audio_sha256, audio_type, audio_size, transcript, command, outcome, say, call_id, token_hash,
       token_expires_at, act)
     values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11, $12, clock_timestamp() + $13::float8 * interval '1 second', $14::jsonb)
     returning id, token_expires_at as "confirmBy"`,
    [
      turn.session,
      turn.run,
      turn.task,
      audio?.sha256 ?? null,
      audio?.mediaType ?? null,
      audio?.size ?? null,
      turn.transcript,
      turn.command === null ? null : JSON.stringify(turn.command),
      turn.outcome,
      turn.say,
      turn.callId,
      waits?.tokenHash ?? null,
      waits?.seconds ?? null,
      waits ? JSON.stringify(waits.act) : null,
    ],
  );
  return row!;
}

/** What waits for a yes under a token, once: whatever is answered, nobody can answer it again. Null for a token that is unknown, used or too old. */
export async function takeVoiceToken(
  tx: Tx,
  session: string,
  tokenHash: Buffer,
): Promise<{ readonly act: unknown; readonly task: string | null } | null> {
  const [row] = await tx.query<{ act: unknown; task: string | null }>(
    `update lab.voice_turns set answered_at = clock_timestamp() where session_id = $1 and token_hash = $2 and answered_at is null
       and token_expires_at > clock_timestamp()
       -- Only what was read back last: something else was said since.
       and seq = (select max(seq) from lab.voice_turns where session_id = $1 and token_hash is not null)
     returning act, task_id as task`,
    [session, tokenHash],
  );
  return row ?? null;
}

/** Nothing that waits for a yes in a session is done by one any more. */
export async function dropVoiceTokens(tx: Tx, session: string): Promise<void> {
  await tx.query(
    `update lab.voice_turns set answered_at = clock_timestamp() where session_id = $1 and token_hash is not null and answered_at is null`,
    [session],
  );
}

const TURN = `select t.id, t.session_id as session, t.run_id as run, t.task_id as task, jsonb_build_object('id', p.id, 'name', p.name) as by, t.audio_sha256 as "audioSha256",
    t.transcript, t.command, t.outcome, t.say, t.call_id as call, t.token_expires_at as "confirmBy", t.at_wall as "atWall", t.at_lab as "atLab"
  from lab.voice_turns t join lab.voice_sessions s on s.id = t.session_id join lab.principals p on p.id = s.principal_id`;

/** What was said in a run, in its order; at most `limit`, after the turn of that id. */
export async function listVoiceTurns(
  database: Reader,
  runId: string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<VoiceTurnRow[]> {
  return database.query<VoiceTurnRow>(
    `${TURN} where t.run_id = $1 and ($2::uuid is null or t.seq > (select seq from lab.voice_turns where id = $2)) order by t.seq limit $3`,
    [runId, after ?? null, limit],
  );
}

export async function readVoiceTurn(database: Reader, id: string): Promise<VoiceTurnRow | null> {
  const [row] = await database.query<VoiceTurnRow>(`${TURN} where t.id = $1`, [id]);
  return row ?? null;
}

/** What a person may do in a run now, the oldest first: their own task before one that is open. */
export async function voiceTask(tx: Tx, runId: string, principalId: string, roles: readonly string[]): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>(
    `select id from lab.operator_tasks where run_id = $1 and kind = 'operator' and role = any($3)
       and (status = 'open' or (status = 'claimed' and claimed_by = $2)) order by (status = 'claimed') desc, opened_at, id limit 1`,
    [runId, principalId, roles],
  );
  return row?.id ?? null;
}

/** What else is talked about: the run, what comes, and how long a wait takes; and labels on record for the labware and materials of a task. */
export interface VoiceSurroundings {
  readonly runStatus: string;
  readonly labNow: Date;
  readonly comes: readonly string[];
  readonly waitS: number | null;
  /** Operations at work, and those whose set point is kept after them (`kept`), in their order. */
  readonly underWay: readonly { readonly title: string; readonly instrument: string; readonly kept: boolean }[];
  readonly barcodes: Readonly<Record<string, string>>;
  readonly lots: Readonly<Record<string, readonly string[]>>;
}

/** Titles that are named as what comes next. */
const MOST_TITLES = 5;

export async function readVoiceSurroundings(database: Reader, runId: string): Promise<VoiceSurroundings | null> {
  const [row] = await database.query<VoiceSurroundings>(
    `select r.status as "runStatus", lab.lab_now() as "labNow",
       coalesce((select jsonb_agg(title) from (select coalesce(nullif(s.definition->>'title', ''), s.step_id) as title from lab.step_instances s
         where s.run_id = r.id and s.status in ('pending', 'ready') order by s.position limit ${MOST_TITLES}) c), '[]') as comes,
       (select extract(epoch from min(t.due_lab) - lab.lab_now())::float8 from lab.timers t where t.run_id = r.id and t.fired_at is null) as "waitS",
       coalesce((select jsonb_agg(jsonb_build_object('title', coalesce(nullif(s.definition->>'title', ''), s.step_id), 'instrument', s.instrument_id,
           'kept', s.status = 'succeeded') order by s.position) from lab.step_instances s
         where s.run_id = r.id and s.kind = 'operation' and s.instrument_id is not null and (s.status in ('running', 'holding')
           or (s.status = 'succeeded' and s.definition->>'then' = 'keep' and s.hold_due_lab is not null and s.hold_ended_lab is null))), '[]') as "underWay",
       coalesce((select jsonb_object_agg(l.name, l.barcode) from lab.labware l where l.run_id = r.id and l.barcode is not null), '{}') as barcodes,
       coalesce((select jsonb_object_agg(m->>'id', (select coalesce(jsonb_agg(o.lot), '[]') from lab.lots o where o.material in (m->>'id', m->>'name')))
         from jsonb_array_elements(r.plan->'materials') m), '{}') as lots
     from lab.runs r where r.id = $1`,
    [runId],
  );
  return row ?? null;
}

/** Speech that was made before; its use counts. */
export async function takeSpokenText(
  database: Reader,
  key: string,
): Promise<{ readonly mediaType: string; readonly bytes: Buffer } | null> {
  const [row] = await database.query<{ mediaType: string; bytes: Buffer }>(
    `update lab.spoken_texts set used_at = clock_timestamp() where key = $1 returning media_type as "mediaType", bytes`,
    [key],
  );
  return row ?? null;
}

/** Keeps speech; the texts that were not said for longest go, so that at most `most` are there. */
export async function keepSpokenText(tx: Tx, key: string, mediaType: string, bytes: Buffer, most: number): Promise<void> {
  await tx.query(`insert into lab.spoken_texts (key, media_type, bytes) values ($1, $2, $3) on conflict do nothing`, [
    key,
    mediaType,
    bytes,
  ]);
  await tx.query(`delete from lab.spoken_texts where key in (select key from lab.spoken_texts order by used_at desc offset $1)`, [most]);
}
