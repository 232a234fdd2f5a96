import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a model saw in photos that are evidence, and what people said to the lab: a check for each photo of a task, a session for each person
 * and run, a turn for each thing said. `call_id` is that of the record of calls; the sound itself is not kept, only its hash.
 */
export class PhotoChecksAndVoice1700000000026 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lab.photos drop constraint photos_media_type_check,
        add constraint photos_media_type_check check (media_type in ('image/jpeg', 'image/png', 'image/webp'));

      create table lab.photo_checks (
        id uuid primary key default gen_random_uuid(),
        task_id uuid not null references lab.operator_tasks,
        evidence_id text not null check (length(evidence_id) between 1 and 100),
        photo text not null references lab.photos,
        status text not null default 'waiting' check (status in ('waiting', 'checked', 'unavailable')),
        verdict text check (verdict in ('pass', 'fail', 'unsure')),
        quality text check (quality in ('good', 'poor', 'unusable')),
        observations jsonb not null default '[]',
        problem text not null default '' check (length(problem) <= 2000),
        provider text not null default '',
        model text not null default '',
        prompt_version integer,
        call_id uuid,
        asked_by uuid not null references lab.principals,
        asked_at timestamptz not null default clock_timestamp(),
        tries integer not null default 0,
        tried_at timestamptz,
        checked_at timestamptz,
        accepted_by uuid references lab.principals,
        accepted_reason text check (length(accepted_reason) between 1 and 2000),
        accepted_at timestamptz,
        unique (task_id, evidence_id, photo),
        check ((status = 'checked') = (verdict is not null)),
        check ((accepted_by is null) = (accepted_reason is null))
      );
      create index photo_checks_waiting on lab.photo_checks (asked_at) where status = 'waiting';

      create table lab.voice_sessions (
        id uuid primary key default gen_random_uuid(),
        run_id uuid not null references lab.runs,
        principal_id uuid not null references lab.principals,
        task_id uuid references lab.operator_tasks,
        -- What was said and confirmed for the task, until it is completed: {evidence: {id: value}, accepts: {id: reason}, notes: [text]}.
        drafts jsonb not null default '{}',
        begun_at timestamptz not null default clock_timestamp(),
        unique (run_id, principal_id)
      );

      create table lab.voice_turns (
        id uuid primary key default gen_random_uuid(),
        seq bigint generated always as identity unique,
        session_id uuid not null references lab.voice_sessions,
        run_id uuid not null references lab.runs,
        task_id uuid references lab.operator_tasks,
        audio_sha256 text check (audio_sha256 ~ '^[0-9a-f]{64}$'),
        audio_type text,
        audio_size integer,
        transcript text not null check (length(transcript) <= 4000),
        command jsonb,
        -- What a yes would do, where one is waited for.
        act jsonb,
        outcome text not null check (outcome in ('said', 'read_back', 'done', 'refused', 'not_understood', 'unavailable')),
        say text not null check (length(say) <= 4000),
        call_id uuid,
        -- Of a command that waits for a yes: hash of its token, until when, and whether it was answered.
        token_hash bytea,
        token_expires_at timestamptz,
        answered_at timestamptz,
        at_wall timestamptz not null default clock_timestamp(),
        at_lab timestamptz not null default lab.lab_now(),
        check ((audio_sha256 is null) = (audio_type is null)),
        check ((token_hash is null) = (token_expires_at is null))
      );
      create index voice_turns_session on lab.voice_turns (session_id, seq);
      create index voice_turns_run on lab.voice_turns (run_id, seq);

      create table lab.spoken_texts (
        key text primary key check (key ~ '^[0-9a-f]{64}$'),
        media_type text not null,
        bytes bytea not null,
        used_at timestamptz not null default clock_timestamp()
      );
      alter table lab.spoken_texts alter bytes set storage external;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table lab.spoken_texts, lab.voice_turns, lab.voice_sessions, lab.photo_checks;
      -- The older schema knows no such photo; evidence that named one keeps its hash.
      delete from lab.photos where media_type = 'image/webp';
      alter table lab.photos drop constraint photos_media_type_check,
        add constraint photos_media_type_check check (media_type in ('image/jpeg', 'image/png'));
    `);
  }
}
