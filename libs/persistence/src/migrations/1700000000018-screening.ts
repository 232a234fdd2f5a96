import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The policies of the site as they were accepted, the newest one in force; what screening saw, and what the biosafety officer decided about it.
 * All of them are only added to. A decision without a screening does not exist.
 */
export class Screening1700000000018 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lab.site_policies (
        id bigint generated always as identity primary key,
        hash text not null check (hash ~ '^[0-9a-f]{64}$'),
        document jsonb not null,
        source text not null,
        origin text not null,
        accepted_at timestamptz not null default clock_timestamp()
      );

      create table lab.screenings (
        id uuid primary key default gen_random_uuid(),
        seq bigint generated always as identity unique,
        subject text not null check (subject in ('protocol', 'note', 'answer', 'device', 'file_name', 'request', 'transcript')),
        protocol_hash text references lab.protocols,
        run_id uuid references lab.runs,
        instrument_id text references lab.instruments,
        outcome text not null check (outcome in ('clear', 'hold')),
        findings jsonb not null,
        lists text[] not null,
        policy_version text not null,
        actor text not null,
        created_at timestamptz not null default clock_timestamp(),
        check ((subject = 'protocol') = (protocol_hash is not null))
      );
      create index screenings_protocol on lab.screenings (protocol_hash, seq) where protocol_hash is not null;

      create table lab.screening_decisions (
        id uuid primary key default gen_random_uuid(),
        screening_id uuid not null references lab.screenings unique,
        protocol_hash text not null references lab.protocols,
        decision text not null check (decision in ('released', 'rejected')),
        findings text[] not null,
        reason text not null check (length(reason) between 1 and 2000),
        signed_hash text not null,
        decided_by uuid not null references lab.principals,
        decided_at timestamptz not null default clock_timestamp()
      );
      create index screening_decisions_protocol on lab.screening_decisions (protocol_hash);

      alter table lab.notifications drop constraint notifications_kind_check;
      alter table lab.notifications add constraint notifications_kind_check check
        (kind in ('run_held', 'step_in_doubt', 'task_due', 'task_overdue', 'instrument_lost', 'run_ended', 'biosafety_hold'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from lab.notification_messages where notification_id in (select id from lab.notifications where kind = 'biosafety_hold');
      delete from lab.notifications where kind = 'biosafety_hold';
      alter table lab.notifications drop constraint notifications_kind_check;
      alter table lab.notifications add constraint notifications_kind_check check
        (kind in ('run_held', 'step_in_doubt', 'task_due', 'task_overdue', 'instrument_lost', 'run_ended'));
      drop table lab.screening_decisions, lab.screenings, lab.site_policies`);
  }
}
