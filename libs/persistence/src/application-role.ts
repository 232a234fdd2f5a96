import { LabError } from '@labwright/domain';
import type { Database, Tx } from './database';
import { scramVerifier } from './scram-verifier';

/** What the application may change of a signed decision: that it was revoked, and nothing that the signature covers. */
const REVOCATION = ['revoked_at', 'revoked_by', 'revocation_reason'] as const;
/** Written by the owner alone. */
const OWNERS = ['migrations', 'audit_head'] as const;

/** The login by which the application's services connect, out of their URL. */
export interface ApplicationLogin {
  readonly name: string;
  readonly password: string;
}

/** @throws LabError SETTING_INVALID when the URL names no user */
export function loginOf(url: string): ApplicationLogin {
  const { username, password } = new URL(url);
  if (username !== '') return { name: decodeURIComponent(username), password: decodeURIComponent(password) };
  throw new LabError('SETTING_INVALID', 'DATABASE_URL names no user; write postgres://user:password@host:port/database', {
    setting: 'DATABASE_URL',
    value: 'without a user',
    allowed: 'postgres://user:password@host:port/database',
  });
}

/**
 * Gives the application's role what it needs and no more, as the owner of the tables: it reads and writes the record, adds to the audit log
 * and reads it, and neither changes nor removes an entry of it, a signed decision, or a table. Makes the role when it is missing, and gives
 * it the password of the URL. May be repeated.
 * @throws LabError SETTING_INVALID when the owner may not make roles
 */
export async function grantToApplication(owner: Database, login: ApplicationLogin): Promise<void> {
  await owner.transaction(async (tx) => {
    // Not by two processes at once: both would make the role.
    await tx.query('select pg_advisory_xact_lock(7415304)');
    const [self] = await tx.query<{ name: string }>('select current_user as name');
    if (self?.name === login.name) throw sameRole(login.name);
    await ensureRole(tx, login);
    const role = quoted(login.name);
    const [database] = await tx.query<{ name: string }>('select current_database() as name');
    await tx.query(`grant connect, create, temporary on database ${quoted(database?.name ?? '')} to ${role}`);
    await tx.query(`grant usage on schema lab to ${role}`);
    await tx.query(`revoke all on all tables in schema lab from ${role}`);
    await tx.query(`grant select, insert, update, delete on all tables in schema lab to ${role}`);
    await tx.query(`grant usage, select on all sequences in schema lab to ${role}`);
    await tx.query(`revoke update, delete on lab.audit, lab.reviews, lab.exchanges, lab.screenings, lab.screening_decisions from ${role}`);
    await tx.query(`revoke insert, update, delete on ${OWNERS.map((table) => `lab.${table}`).join(', ')} from ${role}`);
    const revocable = await tx.query<{ name: string }>(
      `select column_name as name from information_schema.columns where table_schema = 'lab' and table_name = 'reviews' and column_name = any ($1)`,
      [REVOCATION],
    );
    await tx.query(`grant update (${revocable.map(({ name }) => quoted(name)).join(', ')}) on lab.reviews to ${role}`);
    await handOverQueue(tx, login.name);
  });
}

/** Whether this connection can change or remove entries of the audit log, by whatever right. */
export async function canRewriteAudit(database: Database): Promise<boolean> {
  const [row] = await database.query<{ can: boolean }>(
    `select pg_catalog.has_table_privilege('lab.audit', 'update') or has_table_privilege('lab.audit', 'delete')
       or has_table_privilege('lab.audit', 'truncate') or pg_has_role(c.relowner, 'member')
       or (select rolsuper or rolcreaterole or rolreplication from pg_roles where rolname = current_user) as can
     from pg_class c where c.oid = 'lab.audit'::regclass`,
  );
  return row?.can ?? true;
}

async function ensureRole(tx: Tx, { name, password }: ApplicationLogin): Promise<void> {
  const [known] = await tx.query<{ super: boolean }>('select rolsuper as super from pg_roles where rolname = $1', [name]);
  if (known?.super) throw sameRole(name);
  const [rights] = await tx.query<{ may: boolean }>('select rolsuper or rolcreaterole as may from pg_roles where rolname = current_user');
  if (!rights?.may) {
    if (known) return;
    throw new LabError(
      'SETTING_INVALID',
      `there is no role "${name}" of DATABASE_URL, and the role of LABWRIGHT_MIGRATION_URL may not make one; make it with: create role ${quoted(name)} login password '...'`,
      { setting: 'DATABASE_URL', value: name, allowed: 'a role that is there' },
    );
  }
  const secret = password === '' ? '' : ` password '${scramVerifier(password)}'`;
  await tx.query(
    `${known ? 'alter' : 'create'} role ${quoted(name)} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls${secret}`,
  );
}

/** The queue is no record: its schema belongs to the application, which keeps it up to date itself. One that the owner made is handed over. */
async function handOverQueue(tx: Tx, role: string): Promise<void> {
  await tx.query(`
    do $$
    declare
      heir constant text := ${literal(role)};
      it record;
    begin
      if not exists (select from pg_namespace where nspname = 'bullmq' and pg_get_userbyid(nspowner) <> heir) then return; end if;
      execute format('alter schema bullmq owner to %I', heir);
      for it in select oid::regclass as name from pg_class where relnamespace = 'bullmq'::regnamespace and relkind in ('r', 'p', 'v') loop
        execute format('alter table %s owner to %I', it.name, heir);
      end loop;
      for it in select oid::regprocedure as name from pg_proc where pronamespace = 'bullmq'::regnamespace loop
        execute format('alter routine %s owner to %I', it.name, heir);
      end loop;
      for it in select oid::regtype as name from pg_type where typnamespace = 'bullmq'::regnamespace and typtype in ('e', 'd') loop
        execute format('alter type %s owner to %I', it.name, heir);
      end loop;
    end $$`);
}

function sameRole(name: string): LabError {
  return new LabError(
    'SETTING_INVALID',
    `the role "${name}" of DATABASE_URL owns the tables or is a superuser; give the application a role of its own there, and leave this one to LABWRIGHT_MIGRATION_URL`,
    { setting: 'DATABASE_URL', value: name, allowed: 'a role that is neither the owner nor a superuser' },
  );
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
