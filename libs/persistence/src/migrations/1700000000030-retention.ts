import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was told about a notification goes with it. */
export class Retention1700000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lab.notification_messages drop constraint notification_messages_notification_id_fkey,
        add constraint notification_messages_notification_id_fkey foreign key (notification_id) references lab.notifications on delete cascade`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lab.notification_messages drop constraint notification_messages_notification_id_fkey,
        add constraint notification_messages_notification_id_fkey foreign key (notification_id) references lab.notifications`);
  }
}
