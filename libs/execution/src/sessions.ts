import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { LabError, scopesOf, type PrincipalKind, type Role } from '@labwright/domain';
import { recordEvents, type Database, type Tx } from '@labwright/persistence';
import { keyHash, type Principal } from './access';
import { hashPassword, isPassword, needGoodPassword } from './passwords';

/** Wall hours that a session lasts at most, and without a request. */
const [LASTS_H, IDLE_H] = [12, 2] as const;
/** Wrong passwords in a row for one name before it is locked, and for how long, minutes. */
const [FAILURES, LOCKED_MIN] = [10, 15] as const;
/** Wall hours in which the link of a setup is good. */
const SETUP_H = 24;

/** A session as it is given out, once. */
export interface NewSession {
  /** For the cookie; kept only as a hash. */
  readonly token: string;
  readonly csrfToken: string;
  readonly expiresAt: Date;
  readonly principal: Principal;
}

interface Holder {
  readonly id: string;
  readonly name: string;
  readonly kind: PrincipalKind;
  readonly roles: readonly Role[];
}

/** What a page has to send with each change, so that another page cannot make one with the cookie alone. Follows from the cookie. */
export function csrfTokenOf(token: string): string {
  return createHash('sha256').update(`csrf:${token}`).digest('base64url');
}

/** Compares without telling by its time how far two tokens agree. */
export function isCsrfToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(csrfTokenOf(token))];
  return a.length === b.length && timingSafeEqual(a, b);
}

const asPrincipal = ({ id, name, kind, roles }: Holder, sessionId: string): Principal => ({
  id,
  name,
  kind,
  roles,
  keyId: null,
  sessionId,
  scopes: scopesOf(kind, roles, null),
});

/**
 * Begins a session of a person. An unknown name, a wrong password and a principal without one give the same answer in the same time.
 * @throws LabError ACCESS_UNAUTHENTICATED, ACCESS_RATE_LIMITED after ten wrong passwords for one name
 */
export async function signIn(database: Database, name: string, password: string): Promise<NewSession> {
  await needUnlocked(database, name);
  const [row] = await database.query<Holder & { readonly hash: string | null }>(
    `select id, name, kind, roles, password_hash as hash from lab.principals where name = $1 and disabled_at is null and kind = 'user'`,
    [name],
  );
  const right = await isPassword(password, row?.hash ?? null);
  if (!row || !right) {
    await countFailure(database, name);
    throw new LabError(
      'ACCESS_UNAUTHENTICATED',
      'no principal of this name has this password; an administrator can give a new link to set one',
      {
        scheme: 'Bearer',
      },
    );
  }
  return database.transaction(async (tx) => {
    await tx.query('delete from lab.login_failures where name_hash = $1', [keyHash(name)]);
    const token = randomBytes(32).toString('base64url');
    const [made] = await tx.query<{ id: string; expiresAt: Date }>(
      `insert into lab.sessions (principal_id, hash, expires_at) values ($1, $2, now() + make_interval(hours => ${LASTS_H}))
       returning id, expires_at as "expiresAt"`,
      [row.id, keyHash(token)],
    );
    if (!made) throw new LabError('INTERNAL', 'a session was not written', { where: 'sessions/sign-in' });
    await recordEvents(tx, [{ type: 'session.begun', actor: `user:${row.name}`, data: { session: made.id } }]);
    return { token, csrfToken: csrfTokenOf(token), expiresAt: made.expiresAt, principal: asPrincipal(row, made.id) };
  });
}

/** The principal of a session that goes on. @throws LabError ACCESS_UNAUTHENTICATED */
export async function sessionOf(database: Database, token: string): Promise<Principal> {
  const [row] = await database.query<Holder & { readonly sessionId: string }>(
    `with seen as (update lab.sessions set last_seen_at = now() where hash = $1 and ended_at is null and last_seen_at < now() - interval '1 minute')
     select p.id, p.name, p.kind, p.roles, s.id as "sessionId" from lab.sessions s join lab.principals p on p.id = s.principal_id
     where s.hash = $1 and s.ended_at is null and s.expires_at > now() and s.last_seen_at > now() - make_interval(hours => ${IDLE_H})
       and p.disabled_at is null`,
    [keyHash(token)],
  );
  if (row) return asPrincipal(row, row.sessionId);
  throw new LabError('ACCESS_UNAUTHENTICATED', 'this session is over; sign in again', { scheme: 'Bearer' });
}

/** Ends a session at once. */
export async function signOut(tx: Tx, sessionId: string, actor: string): Promise<void> {
  await tx.query('update lab.sessions set ended_at = now() where id = $1 and ended_at is null', [sessionId]);
  await recordEvents(tx, [{ type: 'session.ended', actor, data: { session: sessionId } }]);
}

/** A link by which a principal sets a password, once, within a day. Earlier ones of the same principal end. */
export async function newSetupToken(
  tx: Tx,
  principalId: string,
  actor: string,
): Promise<{ readonly token: string; readonly expiresAt: Date }> {
  const [principal] = await tx.query<{ name: string; kind: PrincipalKind }>(
    `select name, kind from lab.principals where id = $1 for update`,
    [principalId],
  );
  if (!principal) throw new LabError('NOT_FOUND', `there is no principal ${principalId}`, { kind: 'principal', id: principalId });
  if (principal.kind !== 'user')
    throw new LabError('CONFLICT', `"${principal.name}" is a ${principal.kind}, and only people have passwords; give it a key`, {
      kind: 'principal',
      id: principal.name,
      reason: 'not a person',
    });
  const token = randomBytes(32).toString('base64url');
  await tx.query('update lab.setup_tokens set used_at = now() where principal_id = $1 and used_at is null', [principalId]);
  const [made] = await tx.query<{ expiresAt: Date }>(
    `insert into lab.setup_tokens (hash, principal_id, created_by, expires_at) values ($1, $2, $3, now() + make_interval(hours => ${SETUP_H}))
     returning expires_at as "expiresAt"`,
    [keyHash(token), principalId, actor],
  );
  await recordEvents(tx, [{ type: 'password.link_given', actor, data: { principal: principal.name } }]);
  return { token, expiresAt: made?.expiresAt ?? new Date() };
}

/** Sets the password of whoever has the link. All sessions of that principal end. @throws LabError ACCESS_UNAUTHENTICATED, INPUT_INVALID */
export async function setPasswordByLink(database: Database, token: string, password: string): Promise<string> {
  const [found] = await database.query<{ id: string; name: string }>(
    `select p.id, p.name from lab.setup_tokens t join lab.principals p on p.id = t.principal_id
     where t.hash = $1 and t.used_at is null and t.expires_at > now() and p.disabled_at is null`,
    [keyHash(token)],
  );
  const over = new LabError('ACCESS_UNAUTHENTICATED', 'this link is not known, or was used, or is more than a day old; ask for a new one', {
    scheme: 'Bearer',
  });
  if (!found) throw over;
  needGoodPassword(password, found.name);
  const hash = await hashPassword(password);
  return database.transaction(async (tx) => {
    const used = await tx.query(`update lab.setup_tokens set used_at = now() where hash = $1 and used_at is null returning principal_id`, [
      keyHash(token),
    ]);
    if (used.length === 0) throw over;
    await storePassword(tx, found, hash);
    return found.name;
  });
}

/** Sets a new password for whoever knows the old one. All other sessions end. @throws LabError ACCESS_UNAUTHENTICATED, INPUT_INVALID */
export async function changePassword(database: Database, caller: Principal, current: string, next: string): Promise<void> {
  await needPassword(database, caller, current);
  needGoodPassword(next, caller.name);
  const hash = await hashPassword(next);
  await database.transaction((tx) => storePassword(tx, caller, hash, caller.sessionId));
}

/** Asks a person for the password again, as for a signature. @throws LabError ACCESS_UNAUTHENTICATED, ACCESS_RATE_LIMITED */
export async function needPassword(database: Database, caller: Pick<Principal, 'id' | 'name'>, password: string): Promise<void> {
  await needUnlocked(database, caller.name);
  const [row] = await database.query<{ hash: string | null }>('select password_hash as hash from lab.principals where id = $1', [
    caller.id,
  ]);
  if (await isPassword(password, row?.hash ?? null)) return;
  await countFailure(database, caller.name);
  throw new LabError('ACCESS_UNAUTHENTICATED', `this is not the password of ${caller.name}`, { scheme: 'Bearer' });
}

async function storePassword(
  tx: Tx,
  { id, name }: { readonly id: string; readonly name: string },
  hash: string,
  kept: string | null = null,
): Promise<void> {
  await tx.query('update lab.principals set password_hash = $2, password_set_at = now() where id = $1', [id, hash]);
  await tx.query('update lab.sessions set ended_at = now() where principal_id = $1 and ended_at is null and id is distinct from $2', [
    id,
    kept,
  ]);
  await tx.query('delete from lab.login_failures where name_hash = $1', [keyHash(name)]);
  await recordEvents(tx, [{ type: 'password.set', actor: `user:${name}`, data: { principal: name } }]);
}

async function needUnlocked(database: Database, name: string): Promise<void> {
  const [row] = await database.query<{ seconds: number }>(
    `select ceil(extract(epoch from locked_until - now()))::int as seconds from lab.login_failures where name_hash = $1 and locked_until > now()`,
    [keyHash(name)],
  );
  if (!row) return;
  const message = `too many wrong passwords for this name; try again in ${Math.ceil(row.seconds / 60)} min`;
  throw new LabError('ACCESS_RATE_LIMITED', message, { retryAfterS: row.seconds });
}

/** Counts a wrong password. A day without one forgets the others. */
async function countFailure(database: Database, name: string): Promise<void> {
  await database.query(`delete from lab.login_failures where last_at < now() - interval '1 day'`);
  await database.query(
    `insert into lab.login_failures as f (name_hash, failures) values ($1, 1)
     on conflict (name_hash) do update set last_at = now(), failures = f.failures + 1,
       locked_until = case when (f.failures + 1) % ${FAILURES} = 0 then now() + make_interval(mins => ${LOCKED_MIN}) else f.locked_until end`,
    [keyHash(name)],
  );
}
