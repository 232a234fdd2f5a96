import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Protocols by hash, their reviews, and the runs with everything that one consists of. */
export class ProtocolsAndRuns1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lab.protocols (
        hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
        name text not null,
        version text not null,
        title text not null,
        document jsonb not null,
        source text not null,
        author uuid not null references lab.principals,
        status text not null,
        diagnostics jsonb not null default '[]',
        created_at timestamptz not null default now(),
        unique (name, version)
      );
      create table lab.reviews (
        id uuid primary key default gen_random_uuid(),
        protocol_hash text not null references lab.protocols,
        decision text not null check (decision in ('approved', 'rejected')),
        parameters jsonb not null,
        envelope jsonb not null,
        policy_version text not null,
        signed_hash text not null,
        reviewer uuid not null references lab.principals,
        meaning text not null,
        self_approved boolean not null default false,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        revoked_at timestamptz,
        revoked_by uuid references lab.principals
      );
      create index reviews_protocol on lab.reviews (protocol_hash, created_at);

      create table lab.runs (
        id uuid primary key default gen_random_uuid(),
        protocol_hash text not null references lab.protocols,
        review_id uuid not null references lab.reviews,
        parameters jsonb not null,
        plan jsonb not null,
        plan_hash text not null,
        status text not null,
        state jsonb not null,
        priority integer not null default 0 check (priority between -100 and 100),
        created_by uuid not null references lab.principals,
        idempotency_key text,
        created_at timestamptz not null default clock_timestamp(),
        started_at timestamptz,
        ended_at timestamptz,
        started_lab timestamptz,
        ended_lab timestamptz,
        unique (created_by, idempotency_key)
      );
      create index runs_open on lab.runs (priority desc, started_at) where ended_at is null;

      create table lab.step_instances (
        id uuid primary key default gen_random_uuid(),
        run_id uuid not null references lab.runs,
        step_id text not null,
        iteration_path text not null default '',
        ordinal integer not null,
        kind text not null,
        definition jsonb not null,
        instrument_id text references lab.instruments,
        status text not null,
        attempt integer not null default 0,
        waiting_for text,
        waiting_place text references lab.places,
        error jsonb,
        dispatched_at timestamptz,
        started_lab timestamptz,
        hold_started_lab timestamptz,
        hold_due_lab timestamptz,
        ended_at timestamptz,
        ended_lab timestamptz,
        unique (run_id, step_id, iteration_path)
      );
      create index steps_dispatched on lab.step_instances (dispatched_at) where status = 'dispatched';
      create index steps_at_instrument on lab.step_instances (instrument_id, status) where status in ('dispatched', 'running', 'holding', 'in_doubt');
      create index steps_waiting on lab.step_instances (run_id) where status = 'ready';
      create index steps_busy on lab.step_instances (status) where status in ('dispatched', 'running', 'awaiting_operator');

      create table lab.attempts (
        step_instance_id uuid not null references lab.step_instances,
        number integer not null,
        instrument_id text references lab.instruments,
        epoch bigint,
        owner text,
        status text not null,
        dispatched_at timestamptz not null default clock_timestamp(),
        claimed_at timestamptz,
        ended_at timestamptz,
        error jsonb,
        primary key (step_instance_id, number)
      );
      create index attempts_running on lab.attempts (instrument_id) where status = 'running';

      create table lab.labware (
        id uuid primary key default gen_random_uuid(),
        run_id uuid not null references lab.runs,
        name text not null,
        type text not null,
        barcode text,
        place_id text not null references lab.places,
        unique (run_id, name)
      );
      create unique index labware_one_to_a_nest on lab.labware (place_id) where place_id not in ('bench', 'waste');

      create table lab.reservations (
        id uuid primary key default gen_random_uuid(),
        place_id text not null references lab.places,
        instrument_id text not null references lab.instruments,
        run_id uuid not null references lab.runs,
        step_instance_id uuid not null references lab.step_instances,
        reserved_at timestamptz not null default clock_timestamp(),
        released_at timestamptz
      );
      create unique index reservations_one_to_a_place on lab.reservations (place_id) where released_at is null;
      create index reservations_run on lab.reservations (run_id) where released_at is null;

      create table lab.operator_tasks (
        id uuid primary key default gen_random_uuid(),
        run_id uuid not null references lab.runs,
        step_instance_id uuid not null references lab.step_instances,
        attempt integer not null,
        status text not null,
        role text not null,
        title text not null,
        instruction text not null,
        say text,
        moves jsonb not null,
        evidence jsonb not null,
        claimed_by uuid references lab.principals,
        claimed_at timestamptz,
        completed_by uuid references lab.principals,
        completed_at timestamptz,
        completed_lab timestamptz,
        scripted boolean not null default false,
        note text not null default '',
        opened_at timestamptz not null default clock_timestamp(),
        opened_lab timestamptz not null,
        due_lab timestamptz,
        unique (step_instance_id, attempt)
      );
      create index tasks_open on lab.operator_tasks (opened_at) where status in ('open', 'claimed');
      create table lab.evidence (
        id uuid primary key default gen_random_uuid(),
        task_id uuid not null references lab.operator_tasks,
        evidence_id text not null,
        kind text not null,
        value jsonb not null,
        recorded_by uuid not null references lab.principals,
        recorded_at timestamptz not null default clock_timestamp(),
        unique (task_id, evidence_id)
      );

      create table lab.timers (
        id uuid primary key default gen_random_uuid(),
        kind text not null check (kind in ('hold_over', 'wait_over')),
        run_id uuid not null references lab.runs,
        step_instance_id uuid not null references lab.step_instances,
        attempt integer not null,
        due_lab timestamptz not null,
        fired_at timestamptz
      );
      create index timers_due on lab.timers (due_lab) where fired_at is null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table lab.timers, lab.evidence, lab.operator_tasks, lab.reservations, lab.labware, lab.attempts, lab.step_instances,
      lab.runs, lab.reviews, lab.protocols`);
  }
}
