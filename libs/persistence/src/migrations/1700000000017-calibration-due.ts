import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The last day on which an instrument's calibration counts. */
export class CalibrationDue1700000000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table lab.instruments add calibration_due date');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table lab.instruments drop column calibration_due');
  }
}
