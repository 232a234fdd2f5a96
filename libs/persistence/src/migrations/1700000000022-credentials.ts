import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Passwords and sessions of people, limits of keys, and principals that are a model or a device. */
export class Credentials1700000000022 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lab.principals drop constraint principals_kind_check;
      alter table lab.principals add constraint principals_kind_check check (kind in ('user', 'service', 'model', 'device'));
      alter table lab.principals add password_hash text check (password_hash like '$argon2id$%');
      alter table lab.principals add password_set_at timestamptz;
      -- Null: whatever its principal may.
      alter table lab.api_keys add scopes text[];

      create table lab.sessions (
        id uuid primary key default gen_random_uuid(),
        principal_id uuid not null references lab.principals,
        -- SHA-256 of the cookie.
        hash bytea not null unique,
        created_at timestamptz not null default now(),
        last_seen_at timestamptz not null default now(),
        expires_at timestamptz not null,
        ended_at timestamptz
      );
      create index sessions_principal on lab.sessions (principal_id) where ended_at is null;

      -- Who has one may set the password of its principal, once.
      create table lab.setup_tokens (
        hash bytea primary key,
        principal_id uuid not null references lab.principals,
        created_by text not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        used_at timestamptz
      );

      -- By the name that was given, whether or not anybody has it: who guesses learns nothing of names either.
      create table lab.login_failures (
        name_hash bytea primary key,
        failures int not null,
        last_at timestamptz not null default now(),
        locked_until timestamptz
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table lab.login_failures, lab.setup_tokens, lab.sessions;
      alter table lab.api_keys drop column scopes;
      alter table lab.principals drop column password_set_at, drop column password_hash;
      alter table lab.principals drop constraint principals_kind_check;
      alter table lab.principals add constraint principals_kind_check check (kind in ('user', 'service'));
    `);
  }
}
