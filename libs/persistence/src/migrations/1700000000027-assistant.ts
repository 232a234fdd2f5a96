import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a model was asked about a run, beside the task of the person who answers where it does not: one row a task, claimed by one process.
 * And exchanges at the bench: what people asked, and what was answered with what it rests on.
 */
export class Assistant1700000000027 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lab.model_questions (
        id uuid primary key default gen_random_uuid(),
        task_id uuid not null references lab.operator_tasks unique,
        run_id uuid not null references lab.runs,
        step_instance_id uuid not null references lab.step_instances,
        -- consult: its answer may settle the task; advice: it is shown to the person, and settles nothing.
        kind text not null check (kind in ('consult', 'advice')),
        status text not null default 'open' check (status in ('open', 'asking', 'settled', 'shown', 'no_answer')),
        asked_at timestamptz not null default clock_timestamp(),
        expires_at timestamptz not null,
        claimed_by text,
        decision text check (decision in ('continue', 'adjust', 'stop', 'ask')),
        -- As the model gave it: param, value, unit.
        adjust jsonb not null default '[]',
        reason text not null default '',
        readings text[] not null default '{}',
        model text,
        prompt_version integer,
        call_id text,
        -- Why a person decides, in words; empty where the model's answer settled it.
        outcome text not null default '',
        draft text,
        -- Among the reasons for which its run is held.
        hold_reason text,
        ended_at timestamptz,
        check ((status in ('open', 'asking')) = (ended_at is null)),
        check (status not in ('settled', 'shown') or decision is not null)
      );
      create index model_questions_waiting on lab.model_questions (asked_at) where ended_at is null;
      create index model_questions_run on lab.model_questions (run_id, asked_at);

      create table lab.exchanges (
        id uuid primary key default gen_random_uuid(),
        seq bigint generated always as identity unique,
        run_id uuid references lab.runs,
        step text,
        asked_by uuid not null references lab.principals,
        question text not null check (length(question) <= 20000),
        attached jsonb not null,
        status text not null check (status in ('answered', 'unsupported', 'held', 'failed')),
        answer text,
        citations jsonb not null,
        tool_calls jsonb not null,
        calls text[] not null,
        failure jsonb,
        draft text,
        model text,
        prompt_version integer,
        asked_at timestamptz not null,
        answered_at timestamptz not null default clock_timestamp()
      );
      create index exchanges_run on lab.exchanges (run_id, seq);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table lab.exchanges, lab.model_questions');
  }
}
