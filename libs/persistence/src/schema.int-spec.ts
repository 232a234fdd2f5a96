import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { getMetadataArgsStorage } from 'typeorm';
import { entities } from './entities/index';
import { migrations } from './migrations/index';

describe('the schema', () => {
  let test: TestDatabase;
  beforeAll(async () => void (test = await openTestDatabase()));
  afterAll(() => test.drop());

  it('when entities and migrations are compared, has every column of every entity with the same nullability', async () => {
    const rows = await test.database.query<{ table: string; column: string; nullable: boolean }>(
      `select table_name as table, column_name as column, is_nullable = 'YES' as nullable from information_schema.columns where table_schema = 'lab'`,
    );
    const real = new Map(rows.map((r) => [`${r.table}.${r.column}`, r.nullable]));
    const storage = getMetadataArgsStorage();
    const wrong: string[] = [];
    for (const entity of entities) {
      const table = storage.tables.find((t) => t.target === entity)?.name ?? '';
      for (const column of storage.columns.filter((c) => c.target === entity)) {
        const name = `${table}.${column.propertyName.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`;
        if (real.get(name) !== (column.options.nullable ?? false)) wrong.push(name);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('when a reading or a command refers to a run, a step or an instrument that is not there, refuses the whole statement and names it', async () => {
    const { database } = test;
    const none = '00000000-0000-4000-8000-00000000dead';
    const reading = (run: string | null, instrument: string) =>
      database.query(
        `insert into lab.readings (run_id, instrument_id, name, unit, quality, raw, simulated, command_id, at_wall, at_lab)
         values ($1, $2, 'temperature', 'Cel', 'missing', '', true, gen_random_uuid(), now(), now())`,
        [run, instrument],
      );
    await expect(reading(none, 'none')).rejects.toThrow(`readings refers to run ${none}, which is not there`);
    await expect(reading(null, 'none')).rejects.toThrow('readings refers to instrument none, which is not there');
    await expect(
      database.query(
        `insert into lab.commands (id, instrument_id, epoch, step_instance_id, kind, label, intent_bytes) values ($1, 'none', 1, $1, 'query', 'q', '')`,
        [none],
      ),
    ).rejects.toThrow(`commands refers to step ${none}, which is not there`);
  });

  it('when it is migrated by two processes at once, is migrated once', async () => {
    await Promise.all([test.database.migrate(), test.database.migrate()]);
    const [row] = await test.database.query<{ n: number }>('select count(*)::int as n from lab.migrations');
    expect(row?.n).toBe(migrations.length);
  });

  it('when two pieces of labware are put on one nest, refuses the second', async () => {
    const { database } = test;
    await database.query(`insert into lab.instruments (id, driver, url, agent, simulated) values ('hs', 'd', 'serial:///x', 'a', true)`);
    await database.query(`insert into lab.places (id, kind, instrument_id) values ('hs.nest', 'nest', 'hs')`);
    await database.query(
      `insert into lab.principals (id, name, kind, roles) values ('00000000-0000-4000-8000-000000000001', 'p', 'user', '{}')`,
    );
    await database.query(
      `insert into lab.protocols (hash, name, version, title, document, source, author, status) values (repeat('a', 64), 'n', '1', 't', '{}', '', '00000000-0000-4000-8000-000000000001', 'approved')`,
    );
    await database.query(
      `with review as (insert into lab.reviews (protocol_hash, decision, parameters, envelope, policy_version, signed_hash, reviewer, reviewer_roles, meaning, expires_at)
         values (repeat('a', 64), 'approved', '{}', '{}', '1', 'h', '00000000-0000-4000-8000-000000000001', '{reviewer}', 'm', now()) returning id)
       insert into lab.runs (id, protocol_hash, review_id, parameters, plan, plan_hash, status, state, created_by)
         select '00000000-0000-4000-8000-000000000002', repeat('a', 64), id, '{}', '{}', 'h', 'ready', '{}', '00000000-0000-4000-8000-000000000001' from review`,
    );
    const put = (name: string, place: string) =>
      database.query(
        `insert into lab.labware (run_id, name, type, place_id) values ('00000000-0000-4000-8000-000000000002', $1, 'plate', $2)`,
        [name, place],
      );
    await put('one', 'hs.nest');
    await put('three', 'bench');
    await put('four', 'bench');
    await expect(put('two', 'hs.nest')).rejects.toThrow(/labware_one_to_a_nest/);
  });
});
