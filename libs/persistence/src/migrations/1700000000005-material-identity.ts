import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which plate it was, which bottle the liquid came from, and what a person photographed. */
export class MaterialIdentity1700000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lab.labware add identity text not null default 'known' check (identity in ('known', 'unknown'));
      create index labware_barcode on lab.labware (barcode) where barcode is not null;

      create table lab.lots (
        id uuid primary key default gen_random_uuid(),
        material text not null,
        lot text not null,
        expires_on date,
        note text not null default '',
        registered_by uuid not null references lab.principals,
        registered_at timestamptz not null default clock_timestamp(),
        unique (material, lot)
      );
      create index lots_order on lab.lots (registered_at, id);

      create table lab.run_materials (
        id bigint generated always as identity primary key,
        run_id uuid not null references lab.runs,
        material text not null,
        lot_id uuid not null references lab.lots,
        task_id uuid not null references lab.operator_tasks,
        recorded_at timestamptz not null default clock_timestamp(),
        recorded_lab timestamptz not null default lab.lab_now(),
        unique (task_id, material, lot_id)
      );
      create index run_materials_run on lab.run_materials (run_id, id);

      create table lab.photos (
        sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
        media_type text not null check (media_type in ('image/jpeg', 'image/png')),
        bytes bytea not null,
        size integer not null check (size > 0 and size = octet_length(bytes)),
        width integer,
        height integer,
        uploaded_by uuid not null references lab.principals,
        uploaded_at timestamptz not null default clock_timestamp()
      );
      -- Images are compressed already; trying again would only cost time.
      alter table lab.photos alter bytes set storage external;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table lab.photos, lab.run_materials, lab.lots;
      drop index lab.labware_barcode;
      alter table lab.labware drop column identity;
    `);
  }
}
