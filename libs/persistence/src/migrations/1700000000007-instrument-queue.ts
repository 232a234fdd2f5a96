import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Instruments can be paused for the queue, and the view of the queue stays quick: it looks at the few steps that are under way or wait, among
 * the many that are over or have not come yet.
 */
export class InstrumentQueue1700000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lab.instruments add paused_at timestamptz, add pause_reason text not null default '';
      create index steps_live on lab.step_instances (status, instrument_id)
        where status in ('ready', 'dispatched', 'running', 'holding', 'awaiting_operator', 'in_body', 'in_doubt');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index lab.steps_live; alter table lab.instruments drop column paused_at, drop column pause_reason`);
  }
}
