import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every call of a model: what it was for, what was sent (as a digest), what came and what it cost. A row is written before its call and
 * ended once; one that is still under way after a crash was asked, and nobody knows what came of it. An ended row never changes.
 */
export class ModelCalls1700000000024 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lab.model_calls (
        id uuid primary key default gen_random_uuid(),
        seq bigint generated always as identity unique,
        purpose text not null check (purpose ~ '^[a-z]+(_[a-z]+)*$' and length(purpose) <= 50),
        provider text not null check (length(provider) between 1 and 50),
        api text not null check (length(api) between 1 and 50),
        model_asked text not null check (length(model_asked) <= 200),
        prompt_name text check (length(prompt_name) <= 50),
        prompt_version integer,
        prompt_sha256 text check (prompt_sha256 ~ '^[0-9a-f]{64}$'),
        input_sha256 text not null check (input_sha256 ~ '^[0-9a-f]{64}$'),
        round integer not null check (round between 1 and 100),
        actor text not null check (length(actor) between 1 and 200),
        run_id uuid references lab.runs,
        step_instance_id uuid,
        draft_id uuid,
        at_wall timestamptz not null default clock_timestamp(),
        status text not null default 'under_way' check (status in ('under_way', 'answered', 'failed')),
        model_returned text check (length(model_returned) <= 200),
        response_id text check (length(response_id) <= 200),
        input_tokens integer check (input_tokens >= 0),
        output_tokens integer check (output_tokens >= 0),
        counted_tokens bigint not null default 0 check (counted_tokens >= 0),
        cost_usd numeric(14, 6) check (cost_usd >= 0),
        latency_ms integer check (latency_ms >= 0),
        failure text check (length(failure) <= 50),
        message text check (length(message) <= 2000),
        refusal text check (length(refusal) <= 2000),
        error_code text check (length(error_code) <= 200),
        check ((status = 'failed') = (failure is not null)),
        check ((prompt_name is null) = (prompt_sha256 is null))
      );
      create index model_calls_run on lab.model_calls (run_id, seq) where run_id is not null;
      create index model_calls_draft on lab.model_calls (draft_id, seq) where draft_id is not null;
      create index model_calls_actor on lab.model_calls (actor, at_wall);

      create function lab.keep_model_calls() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' or old.status <> 'under_way' then
          raise exception 'the record of model call % is closed', old.id using errcode = 'integrity_constraint_violation';
        end if;
        return new;
      end $$;
      create trigger model_calls_kept before update or delete on lab.model_calls for each row execute function lab.keep_model_calls();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table lab.model_calls; drop function lab.keep_model_calls()`);
  }
}
