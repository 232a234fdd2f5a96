import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Drafts, each revision of them with the provenance of its steps, and what was told while a model wrote. `alive_until` is renewed by the
 * process that has a model at work; where it is over, nobody is. What is submitted takes its provenance along, beside the protocol.
 */
export class Drafts1700000000025 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lab.drafts (
        id uuid primary key default gen_random_uuid(),
        seq bigint generated always as identity unique,
        asker uuid not null references lab.principals,
        title text not null check (length(title) between 1 and 200),
        request text not null check (length(request) <= 20000),
        constraints jsonb not null default '{}',
        files jsonb not null default '[]',
        sentences jsonb not null default '[]',
        status text not null check (status in ('drafting', 'drafted', 'needs_answers', 'held_biosafety', 'failed', 'cancelled', 'interrupted', 'submitted')),
        -- Number of the newest revision; 0 before the first.
        revision int not null default 0,
        -- What a model is asked to do now, or was when it did not end.
        instruction text check (length(instruction) <= 5000),
        questions jsonb not null default '[]',
        problem text,
        failure text,
        model jsonb,
        worker uuid,
        alive_until timestamptz,
        protocol_hash text references lab.protocols,
        created_at timestamptz not null default clock_timestamp(),
        updated_at timestamptz not null default clock_timestamp()
      );
      create index drafts_asker on lab.drafts (asker, seq);
      create index drafts_working on lab.drafts (alive_until) where status = 'drafting';

      create table lab.draft_revisions (
        draft_id uuid not null references lab.drafts,
        number int not null check (number > 0),
        made_by text not null check (made_by in ('person', 'model')),
        actor text not null,
        -- Of a model: 0 for a draft, then the number of the repair.
        round int,
        -- Beside the request; null for a first draft and a person's change.
        instruction text,
        -- json, so that fields stay in the order in which they were written.
        draft json,
        document json,
        diagnostics jsonb not null,
        assumptions jsonb not null default '[]',
        questions jsonb not null default '[]',
        sentences jsonb not null default '[]',
        call_id uuid,
        created_at timestamptz not null default clock_timestamp(),
        primary key (draft_id, number),
        check ((made_by = 'model') = (round is not null))
      );

      create table lab.draft_steps (
        draft_id uuid not null,
        revision int not null,
        ordinal int not null,
        step text not null,
        made_by text not null check (made_by in ('person', 'model', 'model_then_person')),
        sentence int,
        call_id uuid,
        primary key (draft_id, revision, ordinal),
        foreign key (draft_id, revision) references lab.draft_revisions (draft_id, number)
      );

      create table lab.draft_events (
        draft_id uuid not null references lab.drafts,
        seq bigint generated always as identity,
        type text not null,
        data jsonb not null,
        at timestamptz not null default clock_timestamp(),
        primary key (draft_id, seq)
      );

      create table lab.protocol_steps (
        protocol_hash text not null references lab.protocols,
        ordinal int not null,
        step text not null,
        made_by text not null check (made_by in ('person', 'model', 'model_then_person')),
        sentence int,
        source text,
        call_id uuid,
        draft_id uuid not null references lab.drafts,
        primary key (protocol_hash, ordinal)
      );

      alter table lab.screenings add draft_id uuid references lab.drafts;
      alter table lab.screenings drop constraint screenings_subject_check;
      alter table lab.screenings add constraint screenings_subject_check check
        (subject in ('protocol', 'note', 'answer', 'device', 'file_name', 'request', 'transcript', 'draft'));
      create index screenings_draft on lab.screenings (draft_id, seq) where draft_id is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from lab.screenings where draft_id is not null or subject = 'draft';
      alter table lab.screenings drop constraint screenings_subject_check;
      alter table lab.screenings add constraint screenings_subject_check check
        (subject in ('protocol', 'note', 'answer', 'device', 'file_name', 'request', 'transcript'));
      alter table lab.screenings drop column draft_id;
      drop table lab.protocol_steps, lab.draft_events, lab.draft_steps, lab.draft_revisions, lab.drafts`);
  }
}
