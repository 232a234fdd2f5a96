import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the audit log was last anchored outside of the database, and why it could not be since. */
export class AuditAnchor1700000000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lab.audit_anchors (
        target text primary key check (length(target) between 1 and 500),
        anchored_at timestamptz,
        sequence bigint not null default 0,
        failing_since timestamptz,
        problem text not null default '' check (length(problem) <= 1000)
      );
      -- What people can be told of is a closed set of libs/notify; a word of it has this form.
      alter table lab.notifications drop constraint notifications_kind_check,
        add constraint notifications_kind_check check (kind ~ '^[a-z]+(_[a-z]+)*$' and length(kind) <= 50);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table lab.audit_anchors; delete from lab.notifications where kind = 'audit_unanchored';
      alter table lab.notifications drop constraint notifications_kind_check, add constraint notifications_kind_check
        check (kind in ('run_held', 'step_in_doubt', 'task_due', 'task_overdue', 'instrument_lost', 'run_ended'))`);
  }
}
