import type { Tx } from '../database';

/** Days for which records are kept, each 1 or more. */
export interface KeptDays {
  readonly transcripts: number;
  readonly telemetry: number;
  readonly notifications: number;
}

/** How many of each have gone. */
export type Removed = { readonly [Kind in keyof KeptDays]: number };

interface Gone {
  readonly n: number;
}

/** What was decided by voice stays, and the hash of the recording; the words go. */
const TRANSCRIPTS = `with gone as (update lab.voice_turns set transcript = '', say = '', command = null where id in (
      select id from lab.voice_turns where at_wall < clock_timestamp() - make_interval(days => $1)
        and (transcript <> '' or say <> '' or command is not null) order by seq limit $2) returning 1)
    select count(*)::int as n from gone`;
/** What an instrument said when no run had it. */
const TELEMETRY = `with gone as (delete from lab.readings where id in (
      select id from lab.readings where run_id is null and at_wall < clock_timestamp() - make_interval(days => $1) limit $2) returning 1)
    select count(*)::int as n from gone`;
/** Only what is over: nobody loses what still wants somebody. */
const NOTIFICATIONS = `with gone as (delete from lab.notifications where id in (
      select id from lab.notifications where created_at < clock_timestamp() - make_interval(days => $1)
        and (resolved_at is not null or acknowledged_at is not null) order by seq limit $2) returning 1)
    select count(*)::int as n from gone`;

/** Removes what is older than it is kept, at most `most` of each kind, counted in days of wall time. */
export async function removeExpired(tx: Tx, kept: KeptDays, most: number): Promise<Removed> {
  const [transcripts] = await tx.query<Gone>(TRANSCRIPTS, [kept.transcripts, most]);
  const [telemetry] = await tx.query<Gone>(TELEMETRY, [kept.telemetry, most]);
  const [notifications] = await tx.query<Gone>(NOTIFICATIONS, [kept.notifications, most]);
  return { transcripts: transcripts?.n ?? 0, telemetry: telemetry?.n ?? 0, notifications: notifications?.n ?? 0 };
}
