import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What belongs to a signature beside who and when: the roles that the signer had, and with what the signer proved to be the one. */
export class Signatures1700000000023 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lab.reviews add reviewer_roles text[] not null default '{reviewer}';
      alter table lab.reviews alter reviewer_roles drop default;
      alter table lab.reviews add signed_with text not null default 'none' check (signed_with in ('password', 'key', 'none'));
      alter table lab.reviews add revocation_reason text;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table lab.reviews drop column revocation_reason, drop column signed_with, drop column reviewer_roles');
  }
}
