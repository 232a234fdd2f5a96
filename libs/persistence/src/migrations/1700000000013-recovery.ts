import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What holds a run is a task for a person, with evidence and choices, beside the task of its step if that has one; missed windows that a
 * person is asked about or that are let be; and until when a state was kept after its hold.
 */
export class Recovery1700000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lab.operator_tasks drop constraint operator_tasks_kind_check, drop constraint operator_tasks_step_instance_id_attempt_key,
        add constraint operator_tasks_kind_check check (kind in ('operator', 'consult', 'recovery')), add recovery jsonb,
        add check ((kind = 'recovery') = (recovery is not null));
      create unique index operator_tasks_of_attempt on lab.operator_tasks (step_instance_id, attempt) where kind <> 'recovery';
      create index operator_tasks_recovery on lab.operator_tasks (run_id) where kind = 'recovery';
      alter table lab.step_instances add window_missed text check (window_missed in ('asked', 'accepted')), add hold_ended_lab timestamptz;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lab.step_instances drop column window_missed, drop column hold_ended_lab;
      drop index lab.operator_tasks_of_attempt, lab.operator_tasks_recovery;
      delete from lab.operator_tasks where kind = 'recovery';
      alter table lab.operator_tasks drop column recovery, drop constraint operator_tasks_kind_check,
        add constraint operator_tasks_kind_check check (kind in ('operator', 'consult')),
        add constraint operator_tasks_step_instance_id_attempt_key unique (step_instance_id, attempt);
    `);
  }
}
