import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may act, which instruments there are, where labware can be, and the time of the lab. */
export class Registry1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lab.lab_clock (
        id boolean primary key default true check (id),
        wall_anchor timestamptz not null default clock_timestamp(),
        lab_anchor timestamptz not null default clock_timestamp(),
        rate double precision not null default 1 check (rate > 0 and rate <= 1000),
        scale double precision not null default 1 check (scale >= 1 and scale <= 1000),
        simulated boolean not null default false,
        check (simulated or (rate = 1 and scale = 1))
      );
      insert into lab.lab_clock default values;
      create function lab.lab_now() returns timestamptz language sql volatile as
        $$ select lab_anchor + (clock_timestamp() - wall_anchor) * rate from lab.lab_clock $$;

      create table lab.principals (
        id uuid primary key default gen_random_uuid(),
        name text not null unique check (length(name) between 1 and 100),
        kind text not null check (kind in ('user', 'service')),
        roles text[] not null,
        created_at timestamptz not null default now(),
        disabled_at timestamptz
      );
      create table lab.api_keys (
        id uuid primary key default gen_random_uuid(),
        principal_id uuid not null references lab.principals,
        label text not null default '',
        prefix text not null,
        hash bytea not null unique,
        created_at timestamptz not null default now(),
        expires_at timestamptz,
        revoked_at timestamptz,
        last_used_at timestamptz
      );

      create table lab.drivers (
        id text primary key,
        version text not null,
        manifest jsonb not null,
        settings_schema jsonb not null,
        updated_at timestamptz not null default now()
      );
      create table lab.agents (
        name text primary key,
        instance text not null,
        machine text not null,
        started_at timestamptz not null default now(),
        seen_at timestamptz not null default now()
      );
      create table lab.instruments (
        id text primary key check (id ~ '^[a-z][a-z0-9-]{0,62}$'),
        driver text not null,
        url text not null,
        agent text not null,
        settings jsonb not null default '{}',
        limits jsonb not null default '{}',
        location text not null default '',
        simulated boolean not null,
        link text not null default 'offline',
        link_reason text not null default 'not connected yet',
        activity text not null default 'idle',
        service text not null default 'available',
        service_reason text not null default '',
        identity jsonb,
        last_seen_at timestamptz,
        created_at timestamptz not null default now()
      );
      create unique index instruments_url on lab.instruments (url) where service <> 'retired';
      create table lab.leases (
        instrument_id text primary key references lab.instruments,
        epoch bigint not null default 0,
        owner text not null default '',
        agent text not null default '',
        machine text not null default '',
        expires_at timestamptz not null default '-infinity'
      );
      create table lab.agent_requests (
        id uuid primary key default gen_random_uuid(),
        instrument_id text not null references lab.instruments,
        kind text not null check (kind in ('test')),
        requested_by text not null,
        status text not null default 'pending' check (status in ('pending', 'done', 'failed')),
        result jsonb,
        created_at timestamptz not null default now(),
        finished_at timestamptz
      );

      create table lab.places (
        id text primary key,
        kind text not null check (kind in ('nest', 'bench', 'waste', 'storage')),
        instrument_id text references lab.instruments,
        check ((kind = 'nest') = (instrument_id is not null))
      );
      insert into lab.places (id, kind) values ('bench', 'bench'), ('waste', 'waste');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table lab.places, lab.agent_requests, lab.leases, lab.instruments, lab.agents, lab.drivers, lab.api_keys, lab.principals;
      drop function lab.lab_now(); drop table lab.lab_clock`);
  }
}
