import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The record: every command on the wire, every reading, every event, and the outbox that wakes workers.
 * Events carry the id of their transaction: readers that go by (transaction, id) up to the oldest open transaction miss none.
 */
export class Record1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lab.commands (
        id uuid primary key,
        seq bigint generated always as identity unique,
        instrument_id text not null references lab.instruments,
        epoch bigint not null,
        run_id uuid references lab.runs,
        step_instance_id uuid references lab.step_instances,
        attempt integer,
        kind text not null check (kind in ('query', 'setpoint', 'action')),
        label text not null,
        intent_bytes bytea not null,
        intent_at timestamptz not null default clock_timestamp(),
        intent_lab timestamptz not null default lab.lab_now(),
        reply_bytes bytea,
        replied_at timestamptz,
        duration_ms double precision,
        outcome text check (outcome in ('succeeded', 'failed', 'unknown')),
        error jsonb
      );
      create index commands_run on lab.commands (run_id, intent_at, seq) where run_id is not null;
      create index commands_instrument on lab.commands (instrument_id, seq);
      create index commands_unanswered on lab.commands (instrument_id) where outcome is null;

      create table lab.readings (
        id bigint generated always as identity primary key,
        run_id uuid references lab.runs,
        step_instance_id uuid references lab.step_instances,
        instrument_id text not null references lab.instruments,
        name text not null,
        well text not null default '',
        value double precision,
        unit text not null,
        quality text not null,
        target double precision,
        raw bytea not null,
        simulated boolean not null,
        command_id uuid not null,
        at_wall timestamptz not null,
        at_lab timestamptz not null,
        check (quality <> 'ok' or value is not null)
      );
      create index readings_run on lab.readings (run_id, name, at_lab, id);
      create unique index readings_once on lab.readings (command_id, name, well);

      create table lab.events (
        id bigint generated always as identity primary key,
        xid xid8 not null default pg_current_xact_id(),
        type text not null,
        run_id uuid references lab.runs,
        step_instance_id uuid references lab.step_instances,
        instrument_id text references lab.instruments,
        actor text not null,
        data jsonb not null default '{}',
        at_wall timestamptz not null default clock_timestamp(),
        at_lab timestamptz not null default lab.lab_now()
      );
      create index events_order on lab.events (xid, id);
      create index events_run on lab.events (run_id, xid, id) where run_id is not null;

      create table lab.outbox (
        id bigint generated always as identity primary key,
        queue text not null,
        name text not null,
        payload jsonb not null,
        created_at timestamptz not null default clock_timestamp()
      );

      create function lab.notify() returns trigger language plpgsql as $$ begin perform pg_notify(tg_argv[0], ''); return null; end $$;
      create trigger events_notify after insert on lab.events for each statement execute function lab.notify('lab_events');
      create trigger outbox_notify after insert on lab.outbox for each statement execute function lab.notify('lab_outbox');
      create trigger clock_notify after update on lab.lab_clock for each statement execute function lab.notify('lab_clock');
      create trigger timers_notify after insert on lab.timers for each statement execute function lab.notify('lab_timers');
      create trigger instruments_notify after insert or update of url, driver, settings, agent, service on lab.instruments
        for each statement execute function lab.notify('lab_instruments');
      create trigger requests_notify after update on lab.agent_requests for each statement execute function lab.notify('lab_requests');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table lab.outbox, lab.events, lab.readings, lab.commands; drop function lab.notify() cascade`);
  }
}
