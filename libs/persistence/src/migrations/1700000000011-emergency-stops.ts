import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Emergency stops: who asked for one and why, and what became of it at each instrument until a person has re-armed that. The ids come from
 * whoever asked, so that what is told twice (by the API, by a bench agent, by its spool after an outage) is written once.
 */
export class EmergencyStops1700000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lab.stop_requests (
        id uuid primary key,
        instrument_id text,
        requested_by text not null,
        reason text not null,
        via text not null check (via in ('api', 'control_port', 'signal')),
        requested_at timestamptz not null,
        recorded_at timestamptz not null default clock_timestamp()
      );
      create table lab.stops (
        request_id uuid not null references lab.stop_requests,
        instrument_id text not null references lab.instruments,
        service_before text not null,
        outcome text not null default 'requested' check (outcome in ('requested', 'confirmed', 'unconfirmed')),
        sent_ms double precision,
        settled_ms double precision,
        evidence text not null default '',
        stopped_at timestamptz not null default clock_timestamp(),
        rearmed_at timestamptz,
        rearmed_by text,
        primary key (request_id, instrument_id)
      );
      create index stops_standing on lab.stops (instrument_id) where rearmed_at is null;
      alter table lab.agents add control_url text, add control_token text;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `drop table lab.stops, lab.stop_requests; alter table lab.agents drop column control_url, drop column control_token`,
    );
  }
}
