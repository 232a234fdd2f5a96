import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the instrument said of an attempt that nobody saw the end of, null while it has not been asked; and steps that begin again by themselves. */
export class Doubts1700000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lab.attempts add verdict text check (verdict in ('done', 'not_done', 'unknown')), add evidence text;
      update lab.attempts set verdict = 'unknown' where status = 'in_doubt';
      alter table lab.timers drop constraint timers_kind_check;
      alter table lab.timers add check (kind in ('hold_over', 'wait_over', 'round_due', 'window_opens', 'retry_due'));
      create index attempts_in_doubt on lab.attempts (instrument_id) where status = 'in_doubt' and verdict is null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index lab.attempts_in_doubt; alter table lab.attempts drop column verdict, drop column evidence;
      delete from lab.timers where kind = 'retry_due';
      alter table lab.timers drop constraint timers_kind_check;
      alter table lab.timers add check (kind in ('hold_over', 'wait_over', 'round_due', 'window_opens'))`);
  }
}
