import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit log. The database itself gives each entry its number, times, link and hash, and keeps the newest in `lab.audit_head`, which is
 * locked until the act is committed: there is one chain without gaps, whoever writes, and no act without its entry. `lab.audit_hash` is the
 * canonical JSON (RFC 8785) of an object whose fields are texts, one number and one null at most; `libs/audit` computes the same.
 */
export class Audit1700000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lab.audit (
        sequence bigint primary key check (sequence > 0),
        at_wall timestamptz not null,
        at_lab timestamptz not null,
        actor_id uuid,
        actor text not null check (length(actor) between 1 and 200),
        actor_kind text not null check (length(actor_kind) between 1 and 50),
        credential text not null default '' check (length(credential) <= 200),
        act text not null check (act ~ '^[a-z]+[.][a-z_]+$'),
        subject_kind text not null check (length(subject_kind) <= 50),
        subject_id text not null check (length(subject_id) <= 200),
        changed text not null check (octet_length(changed) <= 8192),
        reason text not null default '' check (length(reason) <= 2000),
        request_id text not null default '' check (length(request_id) <= 100),
        previous text not null check (previous ~ '^[0-9a-f]{64}$'),
        hash text not null check (hash ~ '^[0-9a-f]{64}$')
      );
      create index audit_subject on lab.audit (subject_kind, subject_id, sequence);
      create index audit_actor on lab.audit (actor, sequence);
      create index audit_act on lab.audit (act, sequence);
      create table lab.audit_head (
        id boolean primary key default true check (id),
        sequence bigint not null default 0,
        hash text not null default repeat('0', 64)
      );
      insert into lab.audit_head default values;

      create function lab.audit_time(at timestamptz) returns text language sql immutable set search_path = pg_catalog as
        $$ select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;
      create function lab.audit_hash(e lab.audit) returns text language sql stable set search_path = pg_catalog as $$
        select encode(sha256(convert_to(
          '{"act":' || to_json(e.act)::text || ',"actor":' || to_json(e.actor)::text || ',"actorId":' || coalesce(to_json(e.actor_id::text)::text, 'null')
          || ',"actorKind":' || to_json(e.actor_kind)::text || ',"atLab":' || to_json(lab.audit_time(e.at_lab))::text
          || ',"atWall":' || to_json(lab.audit_time(e.at_wall))::text || ',"changed":' || to_json(e.changed)::text
          || ',"credential":' || to_json(e.credential)::text || ',"previous":' || to_json(e.previous)::text || ',"reason":' || to_json(e.reason)::text
          || ',"requestId":' || to_json(e.request_id)::text || ',"sequence":' || e.sequence::text
          || ',"subjectId":' || to_json(e.subject_id)::text || ',"subjectKind":' || to_json(e.subject_kind)::text || '}', 'UTF8')), 'hex') $$;

      -- With the rights of the owner: who writes entries has none to change what the newest is.
      create function lab.audit_append() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
        begin
          if tg_relid <> 'lab.audit'::regclass then raise exception 'lab.audit_append is for lab.audit alone'; end if;
          select h.sequence + 1, h.hash into new.sequence, new.previous from lab.audit_head h for update;
          new.at_wall := clock_timestamp();
          new.at_lab := lab.lab_now();
          new.hash := lab.audit_hash(new);
          update lab.audit_head set sequence = new.sequence, hash = new.hash;
          return new;
        end $$;
      create function lab.audit_refuse() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
          raise exception 'the audit log is append-only: % of % is refused', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
        end $$;
      revoke execute on function lab.audit_append() from public;
      create trigger audit_append before insert on lab.audit for each row execute function lab.audit_append();
      create trigger audit_refuse before update or delete or truncate on lab.audit for each statement execute function lab.audit_refuse();
      create trigger audit_head_refuse before insert or delete or truncate on lab.audit_head for each statement execute function lab.audit_refuse();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function lab.audit_hash(lab.audit); drop table lab.audit, lab.audit_head;
      drop function lab.audit_append(), lab.audit_refuse(), lab.audit_time(timestamptz)`);
  }
}
