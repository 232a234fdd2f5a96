import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a step waits for, and its windows, stand beside its definition: every look at a run asks for them, of every step, and a definition is long. A clock
 * that stays as it is tells nobody: the statement that paces the lab comes with every step, and rarely changes anything.
 *
 * Commands and readings come in bulk. A foreign key looks each of their references up row by row; runs, steps and instruments are never
 * deleted, so one look at the different ones of a statement says the same.
 */
export class LighterSteps1700000000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lab.step_instances add after jsonb generated always as (coalesce(definition->'after', '[]')) stored,
        add timing jsonb generated always as (definition->'timing') stored;
      drop trigger clock_notify on lab.lab_clock;
      create trigger clock_notify after update on lab.lab_clock for each row execute function lab.notify('lab_clock');

      create function lab.refer_to_known() returns trigger language plpgsql as $$
        declare unknown text;
        begin
          select 'run ' || a.id into unknown from (select distinct run_id as id from added) a
            where a.id is not null and not exists (select 1 from lab.runs k where k.id = a.id) limit 1;
          if unknown is null then
            select 'step ' || a.id into unknown from (select distinct step_instance_id as id from added) a
              where a.id is not null and not exists (select 1 from lab.step_instances k where k.id = a.id) limit 1;
          end if;
          if unknown is null then
            select 'instrument ' || a.id into unknown from (select distinct instrument_id as id from added) a
              where not exists (select 1 from lab.instruments k where k.id = a.id) limit 1;
          end if;
          if unknown is not null then
            raise foreign_key_violation using message = format('%s refers to %s, which is not there', tg_table_name, unknown);
          end if;
          return null;
        end $$;
    `);
    for (const table of BULK) {
      await runner.query(`
        alter table lab.${table} drop constraint ${table}_run_id_fkey, drop constraint ${table}_step_instance_id_fkey,
          drop constraint ${table}_instrument_id_fkey;
        create trigger ${table}_known after insert on lab.${table} referencing new table as added
          for each statement execute function lab.refer_to_known();
      `);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of BULK) {
      await runner.query(`
        drop trigger ${table}_known on lab.${table};
        alter table lab.${table} add foreign key (run_id) references lab.runs, add foreign key (step_instance_id) references lab.step_instances,
          add foreign key (instrument_id) references lab.instruments;
      `);
    }
    await runner.query(`
      drop function lab.refer_to_known();
      drop trigger clock_notify on lab.lab_clock;
      create trigger clock_notify after update on lab.lab_clock for each statement execute function lab.notify('lab_clock');
      alter table lab.step_instances drop column after, drop column timing;
    `);
  }
}

const BULK = ['commands', 'readings'] as const;
