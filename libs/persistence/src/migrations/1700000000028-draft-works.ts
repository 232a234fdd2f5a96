import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A draft that is proposed from a run names it, so that its calls count against the budget of the run. `worker` is one work, not a process. */
export class DraftWorks1700000000028 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lab.drafts add run_id uuid references lab.runs;
      comment on column lab.drafts.worker is 'the work of a model that has the draft now; each time that one is put to work is another';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      comment on column lab.drafts.worker is null;
      alter table lab.drafts drop column run_id;
    `);
  }
}
