import { randomBytes } from 'node:crypto';
import { openTestDatabase, setUpLab, type LabFixture, type TestDatabase } from '@labwright/testing';
import { canRewriteAudit, grantToApplication } from './application-role';
import { Database } from './database';
import { openMigrated } from './migrate-database';

const DENIED = 'permission denied|must be owner';

describe("the application's role", () => {
  let test: TestDatabase;
  let owner: Database;
  let lab: LabFixture;
  const role = `labwright_spec_${randomBytes(4).toString('hex')}`;
  const url = (password: string): string => {
    const it = new URL(test.url);
    [it.username, it.password] = [role, password];
    return it.toString();
  };

  beforeAll(async () => {
    test = await openTestDatabase();
    owner = await Database.open({ url: test.ownerUrl, name: 'spec owner', pool: 2 });
    lab = await setUpLab(test.database);
  });
  afterAll(async () => {
    await owner.query(`drop owned by ${role}`);
    await owner.query(`drop role ${role}`);
    await owner.close();
    await test.drop();
  });

  it.each([
    ['change an entry', `update lab.audit set actor = 'user:nobody'`],
    ['remove an entry', 'delete from lab.audit where sequence = 1'],
    ['empty the log', 'truncate lab.audit'],
    ['empty it by way of another table', 'truncate lab.audit_head cascade'],
    ['drop the log', 'drop table lab.audit'],
    ['turn its triggers off', 'alter table lab.audit disable trigger all'],
    ['drop a trigger of it', 'drop trigger audit_append on lab.audit'],
    ['put a trigger of its own on it', 'create trigger t before insert on lab.audit for each row execute function lab.audit_refuse()'],
    ['add a rule to it', 'create rule r as on insert to lab.audit do instead nothing'],
    ['change a column of it', 'alter table lab.audit alter column reason drop not null'],
    ['add a column to it', 'alter table lab.audit add more text'],
    ['own it', 'alter table lab.audit owner to labwright_app'],
    ['change what the newest entry is', 'update lab.audit_head set sequence = 0'],
    [
      'change how entries are made',
      'create or replace function lab.audit_append() returns trigger language plpgsql as $$ begin return new; end $$',
    ],
    [
      'use how entries are made',
      'create temporary table a (like lab.audit); create trigger t before insert on a for each row execute function lab.audit_append()',
    ],
    ['switch triggers off for its session', 'set session_replication_role = replica', /permission denied/],
    ['become the owner', 'set role postgres', /permission denied|does not exist/],
    ['write a table of the owner', 'delete from lab.migrations'],
    ['drop the schema', 'drop schema lab cascade'],
  ])('when it tries to %s, is refused', async (_title, statement, refusal: RegExp = new RegExp(DENIED)) => {
    await expect(test.database.query(statement)).rejects.toThrow(refusal);
  });

  it('when it gives itself more rights on the log, has none of them', async () => {
    // Postgres only warns that nothing was granted.
    await test.database.query('grant all on lab.audit to labwright_app');
    await expect(test.database.query('update lab.audit set reason = reason')).rejects.toThrow('permission denied');
  });

  it('when it looks at the log, sees it, and the log has what was done', async () => {
    const acts = await test.database.query<{ act: string }>('select distinct act from lab.audit order by act');
    expect(acts.map(({ act }) => act)).toEqual(
      expect.arrayContaining(['instrument.registered', 'principal.created', 'protocol.approved', 'protocol.submitted']),
    );
    expect(await canRewriteAudit(test.database)).toBe(false);
    expect(await canRewriteAudit(owner)).toBe(true);
  });

  it('when it tries to change anything that an approval signs, is refused; it may revoke', async () => {
    const rows = await test.database.query<{ name: string }>(
      `select column_name as name from information_schema.columns where table_schema = 'lab' and table_name = 'reviews'`,
    );
    const may: string[] = [];
    for (const { name } of rows) {
      await test.database.query(`update lab.reviews set ${name} = ${name}`).then(
        () => may.push(name),
        (error: unknown) => expect(String(error)).toContain('permission denied'),
      );
    }
    expect(may.filter((name) => !name.startsWith('revo'))).toEqual([]);
    expect(may).toEqual(expect.arrayContaining(['revoked_at', 'revoked_by']));
    for (const table of ['exchanges', 'screenings', 'screening_decisions']) {
      await expect(test.database.query(`delete from lab.${table}`)).rejects.toThrow('permission denied');
      await expect(test.database.query(`update lab.${table} set id = id`)).rejects.toThrow('permission denied');
    }
    await expect(test.database.query('delete from lab.reviews')).rejects.toThrow('permission denied');
    await test.database.query(`update lab.reviews set revoked_at = now() where protocol_hash = $1`, [lab.protocolHash]);
  });

  it('when the API starts with the URL of the owner too, has its role made, with this password, and no other one', async () => {
    const log: string[] = [];
    const options = { name: 'spec api', limitMs: 5_000, stopping: new AbortController().signal, log: (line: string) => log.push(line) };
    for (const password of ['first one', 'p@ss/word:2']) {
      const database = await openMigrated({ ...options, url: url(password), ownerUrl: test.ownerUrl });
      expect(await database?.query('select current_user::text as name')).toEqual([{ name: role }]);
      await expect(database?.query('delete from lab.audit')).rejects.toThrow('permission denied');
      await database?.close();
    }
    expect(log).toEqual([]);
    await expect(
      openMigrated({ ...options, url: url('first one'), ownerUrl: test.ownerUrl }).then((it) => it?.close()),
    ).resolves.toBeUndefined();
    await expect(Database.open({ url: url('p@ss/word:2'), name: 'spec' })).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });

  it('when there is one URL and it is the owner, works, and says loudly that the log is not protected', async () => {
    const log: string[] = [];
    const options = { name: 'spec api', limitMs: 5_000, stopping: new AbortController().signal, log: (line: string) => log.push(line) };
    const database = await openMigrated({ ...options, url: test.ownerUrl, ownerUrl: null });
    await database?.close();
    expect(log).toEqual([expect.stringMatching(/^WARNING: the audit log is not protected/)]);
  });

  it('when both URLs name one role, or the application a superuser, refuses', async () => {
    const [self] = await owner.query<{ name: string }>('select current_user::text as name');
    await expect(grantToApplication(owner, { name: self?.name ?? '', password: 'x' })).rejects.toMatchObject({ code: 'SETTING_INVALID' });
  });

  it('when tables are not up to date and it may not change them, says which setting is missing', async () => {
    const [last] = await owner.query<{ name: string }>(
      'delete from lab.migrations where id = (select max(id) from lab.migrations) returning name',
    );
    expect(last?.name).toBeTruthy();
    await expect(test.database.migrate()).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      message: expect.stringContaining('start the API with LABWRIGHT_MIGRATION_URL'),
    });
  });
});
