import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What becomes of holds when their instrument restarts, and sessions in which a person works an instrument by hand, down to each command. */
export class Health1700000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lab.instruments add on_restart text not null default 'hold' check (on_restart in ('hold', 'restore'));
      create table lab.manual_sessions (
        id uuid primary key default gen_random_uuid(),
        instrument_id text not null references lab.instruments,
        reason text not null,
        begun_by text not null,
        begun_at timestamptz not null default clock_timestamp(),
        ended_by text,
        ended_at timestamptz,
        end_reason text,
        places jsonb
      );
      create unique index manual_sessions_one_open on lab.manual_sessions (instrument_id) where ended_at is null;
      alter table lab.agent_requests drop constraint agent_requests_kind_check, drop constraint agent_requests_status_check,
        add session_id uuid references lab.manual_sessions, add call jsonb, add reason text not null default '',
        add check (kind in ('test', 'verb')), add check (status in ('pending', 'running', 'done', 'failed')),
        add check ((kind = 'verb') = (session_id is not null and call is not null));
      create index agent_requests_session on lab.agent_requests (session_id) where session_id is not null;
      alter table lab.commands add request_id uuid references lab.agent_requests;
      create index commands_request on lab.commands (request_id) where request_id is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table lab.commands drop column request_id;
      delete from lab.agent_requests where kind = 'verb';
      alter table lab.agent_requests drop column session_id cascade, drop column call cascade, drop column reason;
      drop table lab.manual_sessions;
      alter table lab.instruments drop column on_restart`);
  }
}
