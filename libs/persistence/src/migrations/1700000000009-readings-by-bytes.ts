import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A reading is known by its bytes too. What a device says by itself belongs to the last question to it, and between two questions it may
 * say several: only the same bytes once more are a reading that is there already.
 */
export class ReadingsByBytes1700000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index lab.readings_once;
      create unique index readings_once on lab.readings
        (command_id, name, well, coalesce(step_instance_id, '00000000-0000-0000-0000-000000000000'), (md5(raw)::uuid));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index lab.readings_once;
      create unique index readings_once on lab.readings (command_id, name, well, coalesce(step_instance_id, '00000000-0000-0000-0000-000000000000'));
    `);
  }
}
