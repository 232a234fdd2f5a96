import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What people outside are told: notifications with their way from contact to contact, and each message to one address. `key` is what a
 * notification is about, so that however many dispatchers look, one is made. `offline_since` says since when an instrument is not online.
 */
export class Notifications1700000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lab.notifications (
        id uuid primary key default gen_random_uuid(),
        seq bigint generated always as identity unique,
        key text not null unique,
        kind text not null check (kind in ('run_held', 'step_in_doubt', 'task_due', 'task_overdue', 'instrument_lost', 'run_ended')),
        run_id uuid references lab.runs,
        step_instance_id uuid references lab.step_instances,
        task_id uuid references lab.operator_tasks,
        instrument_id text references lab.instruments,
        title text not null,
        happened text not null,
        place text not null,
        to_do text not null,
        contacts text[] not null,
        level integer not null default 0,
        escalate_ms bigint,
        escalate_at timestamptz,
        created_at timestamptz not null default clock_timestamp(),
        acknowledged_by uuid references lab.principals,
        acknowledged_at timestamptz,
        acknowledged_note text not null default '',
        resolved_at timestamptz
      );
      create index notifications_escalating on lab.notifications (escalate_at) where escalate_at is not null;
      create index notifications_open on lab.notifications (seq) where acknowledged_at is null and resolved_at is null;
      create table lab.notification_messages (
        id uuid primary key default gen_random_uuid(),
        notification_id uuid not null references lab.notifications,
        level integer not null,
        contact text not null,
        channel text not null,
        status text not null default 'pending' check (status in ('pending', 'sent', 'failed')),
        tries integer not null default 0,
        next_try_at timestamptz not null default clock_timestamp(),
        last_error text,
        sent_at timestamptz,
        unique (notification_id, level, contact, channel)
      );
      create index notification_messages_pending on lab.notification_messages (next_try_at) where status = 'pending';
      create table lab.notification_cursor (
        id boolean primary key default true check (id),
        cursor text not null
      );

      alter table lab.instruments add column offline_since timestamptz;
      update lab.instruments set offline_since = clock_timestamp() where link <> 'online';
      create function lab.note_offline() returns trigger language plpgsql as $$ begin
        if new.link = 'online' then new.offline_since = null;
        else new.offline_since = coalesce(new.offline_since, clock_timestamp()); end if;
        return new;
      end $$;
      create trigger instruments_offline before insert or update of link on lab.instruments for each row execute function lab.note_offline();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger instruments_offline on lab.instruments; drop function lab.note_offline();
      alter table lab.instruments drop column offline_since;
      drop table lab.notification_cursor, lab.notification_messages, lab.notifications`);
  }
}
