import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Wells that a person has taken out of what conditions look at. What was read of them stays as it is. */
export class MaskedWells1700000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lab.masked_wells (
        id bigint generated always as identity primary key,
        labware_id uuid not null references lab.labware,
        well text not null,
        reason text not null,
        masked_by uuid not null references lab.principals,
        masked_at timestamptz not null default clock_timestamp(),
        lifted_at timestamptz
      );
      create unique index masked_wells_once on lab.masked_wells (labware_id, well) where lifted_at is null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table lab.masked_wells`);
  }
}
