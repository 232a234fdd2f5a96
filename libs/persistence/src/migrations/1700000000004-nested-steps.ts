import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps in steps, the readings that conditions use, consults, and instruments that runs share. The rate of a simulated lab goes up to an
 * hour in a second.
 */
export class NestedSteps1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lab.lab_clock drop constraint lab_clock_rate_check, drop constraint lab_clock_scale_check;
      alter table lab.lab_clock add check (rate > 0 and rate <= 3600), add check (scale >= 1 and scale <= 3600);

      alter table lab.step_instances
        add position integer[],
        add parent_id uuid references lab.step_instances,
        add round integer not null default 0,
        add next_round_lab timestamptz,
        add settling_ms double precision;
      update lab.step_instances set position = array[ordinal];
      alter table lab.step_instances alter position set not null, drop column ordinal;
      create index steps_children on lab.step_instances (parent_id, iteration_path) where parent_id is not null;
      create index steps_open on lab.step_instances (run_id, position) where status not in ('succeeded', 'failed', 'skipped', 'cancelled');

      alter table lab.timers drop constraint timers_kind_check;
      alter table lab.timers add check (kind in ('hold_over', 'wait_over', 'round_due', 'window_opens'));

      alter table lab.operator_tasks
        add kind text not null default 'operator' check (kind in ('operator', 'consult')),
        add shows text[] not null default '{}',
        add adjust jsonb not null default '[]',
        add answer jsonb;
      create table lab.adjustments (
        id bigint generated always as identity primary key,
        run_id uuid not null references lab.runs,
        task_id uuid not null references lab.operator_tasks,
        param text not null,
        old_value double precision not null,
        new_value double precision not null,
        made_by uuid not null references lab.principals,
        at_lab timestamptz not null default lab.lab_now()
      );
      create index adjustments_run on lab.adjustments (run_id, id);

      alter table lab.readings add wavelength double precision;
      drop index lab.readings_once;
      create unique index readings_once on lab.readings (command_id, name, well, coalesce(step_instance_id, '00000000-0000-0000-0000-000000000000'));
      create index readings_step on lab.readings (step_instance_id, id) where step_instance_id is not null;

      create table lab.saved_readings (
        id bigint generated always as identity primary key,
        run_id uuid not null references lab.runs,
        step_instance_id uuid not null references lab.step_instances,
        attempt integer not null,
        name text not null,
        kind text not null,
        labware text,
        well text not null default '',
        sample text,
        value double precision,
        unit text not null,
        quality text not null,
        reason text,
        raw_value double precision,
        blank double precision,
        path_cm double precision,
        simulated boolean not null,
        at_lab timestamptz not null,
        at_wall timestamptz not null,
        check (quality <> 'ok' or value is not null)
      );
      create index saved_readings_run on lab.saved_readings (run_id, name, id);

      alter table lab.reservations add settings jsonb, add planned_place text references lab.places;
      update lab.reservations set planned_place = place_id;
      alter table lab.reservations alter planned_place set not null;
      create table lab.instrument_access (
        instrument_id text primary key references lab.instruments,
        run_id uuid not null references lab.runs,
        step_instance_id uuid not null references lab.step_instances,
        since_lab timestamptz not null default lab.lab_now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table lab.instrument_access, lab.saved_readings, lab.adjustments;
      alter table lab.reservations drop column settings, drop column planned_place;
      drop index lab.readings_once, lab.readings_step;
      create unique index readings_once on lab.readings (command_id, name, well);
      alter table lab.readings drop column wavelength;
      alter table lab.operator_tasks drop column kind, drop column shows, drop column adjust, drop column answer;
      alter table lab.timers drop constraint timers_kind_check;
      alter table lab.timers add check (kind in ('hold_over', 'wait_over'));
      alter table lab.step_instances add ordinal integer;
      update lab.step_instances set ordinal = position[1];
      alter table lab.step_instances alter ordinal set not null, drop column position, drop column parent_id, drop column round,
        drop column next_round_lab, drop column settling_ms;
      alter table lab.lab_clock drop constraint lab_clock_rate_check, drop constraint lab_clock_scale_check;
      alter table lab.lab_clock add check (rate > 0 and rate <= 1000), add check (scale >= 1 and scale <= 1000);
    `);
  }
}
