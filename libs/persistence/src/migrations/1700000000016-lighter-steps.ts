import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a step waits for stands beside its definition: every look at a run asks for it, of every step, and a definition is long. A clock
 * that stays as it is tells nobody: the statement that paces the lab comes with every step, and rarely changes anything.
 */
export class LighterSteps1700000000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lab.step_instances add after jsonb generated always as (coalesce(definition->'after', '[]')) stored;
      drop trigger clock_notify on lab.lab_clock;
      create trigger clock_notify after update on lab.lab_clock for each row execute function lab.notify('lab_clock');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger clock_notify on lab.lab_clock;
      create trigger clock_notify after update on lab.lab_clock for each statement execute function lab.notify('lab_clock');
      alter table lab.step_instances drop column after;
    `);
  }
}
