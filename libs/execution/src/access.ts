import { createHash, randomBytes } from 'node:crypto';
import { LabError, scopesOf, type PrincipalKind, type Role, type Scope } from '@labwright/domain';
import { ApiKeyEntity, PrincipalEntity, pgCode, recordEvents, type Database, type Tx } from '@labwright/persistence';

/** Who is asking, as the credential says. */
export interface Principal {
  readonly id: string;
  readonly name: string;
  readonly kind: PrincipalKind;
  readonly roles: readonly Role[];
  /** Null for whoever came with a session. */
  readonly keyId: string | null;
  /** Null for whoever came with a key. */
  readonly sessionId: string | null;
  /** What this credential is good for. */
  readonly scopes: ReadonlySet<Scope>;
}

/** What a key is good for. */
export interface KeyTerms {
  readonly expiresAt: Date | null;
  /** Null for whatever its principal may. */
  readonly scopes: readonly Scope[] | null;
}

/** A key as it is given out, once. */
export interface NewKey {
  readonly id: string;
  readonly key: string;
  readonly prefix: string;
  readonly expiresAt: Date | null;
}

const PREFIX = 'lw_';

/** What is kept of a key. */
export function keyHash(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** Gives a principal a new key: 32 random bytes, kept only as a hash. */
export async function createKey(tx: Tx, principalId: string, label: string, terms: Date | null | KeyTerms, actor: string): Promise<NewKey> {
  const { expiresAt, scopes } = terms === null || terms instanceof Date ? { expiresAt: terms, scopes: null } : terms;
  const principal = await tx.repository(PrincipalEntity).findOneBy({ id: principalId });
  if (!principal) throw new LabError('NOT_FOUND', `there is no principal ${principalId}`, { kind: 'principal', id: principalId });
  const key = PREFIX + randomBytes(32).toString('base64url');
  const prefix = key.slice(0, PREFIX.length + 6);
  const inserted = await tx.repository(ApiKeyEntity).insert({
    principalId,
    label,
    prefix,
    hash: keyHash(key),
    expiresAt,
    scopes: scopes && [...scopes],
  });
  await recordEvents(tx, [{ type: 'key.created', actor, data: { principal: principal.name, prefix, ...(scopes ? { scopes } : {}) } }]);
  return { id: (inserted.identifiers[0] as { id: string }).id, key, prefix, expiresAt };
}

/** @throws LabError CONFLICT when the name is taken */
export async function createPrincipal(
  tx: Tx,
  name: string,
  kind: PrincipalKind,
  roles: readonly Role[],
  actor: string,
): Promise<PrincipalEntity> {
  try {
    const inserted = await tx.repository(PrincipalEntity).insert({ name, kind, roles: [...roles] });
    await recordEvents(tx, [{ type: 'principal.created', actor, data: { name, kind, roles } }]);
    return await tx.repository(PrincipalEntity).findOneByOrFail({ id: (inserted.identifiers[0] as { id: string }).id });
  } catch (error) {
    if (pgCode(error) !== '23505') throw error;
    throw new LabError(
      'CONFLICT',
      `there is a principal "${name}" already`,
      { kind: 'principal', id: name, reason: 'the name is taken' },
      'never',
      { cause: error },
    );
  }
}

/** Ends a key at once. @throws LabError NOT_FOUND */
export async function revokeKey(tx: Tx, keyId: string, actor: string): Promise<void> {
  const result = await tx.repository(ApiKeyEntity).update({ id: keyId }, { revokedAt: await tx.wallNow() });
  if (result.affected === 0) throw new LabError('NOT_FOUND', `there is no key ${keyId}`, { kind: 'key', id: keyId });
  await recordEvents(tx, [{ type: 'key.revoked', actor, data: { key: keyId } }]);
}

/** On a database without principals, makes the first: an administrator whose key is given here, and never again. */
export async function bootstrapAdmin(database: Database): Promise<(NewKey & { readonly principalId: string }) | null> {
  return database.transaction(async (tx) => {
    await tx.query('lock table lab.principals in exclusive mode');
    if ((await tx.repository(PrincipalEntity).count()) > 0) return null;
    const admin = await createPrincipal(tx, 'admin', 'user', ['admin'], 'system');
    return { ...(await createKey(tx, admin.id, 'first start', null, 'system')), principalId: admin.id };
  });
}

interface KeyHolder {
  readonly id: string;
  readonly name: string;
  readonly kind: PrincipalKind;
  readonly roles: readonly Role[];
  readonly keyId: string;
  readonly limits: readonly Scope[] | null;
}
const HOLDER = 'p.id, p.name, p.kind, p.roles, k.id as "keyId", k.scopes as limits';

function principalOf({ id, name, kind, roles, keyId, limits }: KeyHolder): Principal {
  return { id, name, kind, roles, keyId, sessionId: null, scopes: scopesOf(kind, roles, limits) };
}

/**
 * The principal of a key. Unknown, revoked and expired keys give the same answer, so that guessing learns nothing.
 * @throws LabError ACCESS_UNAUTHENTICATED
 */
export async function authenticate(database: Database, key: string): Promise<Principal> {
  const [row] = await database.query<KeyHolder>(
    `with used as (update lab.api_keys set last_used_at = now() where hash = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute'))
     select ${HOLDER} from lab.api_keys k join lab.principals p on p.id = k.principal_id
     where k.hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) and p.disabled_at is null`,
    [keyHash(key)],
  );
  if (row) return principalOf(row);
  throw new LabError(
    'ACCESS_UNAUTHENTICATED',
    'this API key is not known, or has been revoked, or has expired; ask an administrator for a new one',
    { scheme: 'Bearer' },
  );
}

/** Whether this is the key, letter for letter, with which a caller came. */
export async function isOwnKey(database: Database, caller: Pick<Principal, 'keyId'>, key: string): Promise<boolean> {
  const rows = await database.query(`select 1 from lab.api_keys where id = $1 and hash = $2`, [caller.keyId, keyHash(key)]);
  return rows.length > 0;
}

/** More keys than this are not remembered by anybody. */
const MOST_HOLDERS = 20_000;

/** Principals by the hash of their key, hexadecimal, of all keys that are good now. */
export async function listKeyHolders(database: Database): Promise<ReadonlyMap<string, Principal>> {
  const rows = await database.query<KeyHolder & { readonly hash: string }>(
    `select encode(k.hash, 'hex') as hash, ${HOLDER} from lab.api_keys k join lab.principals p on p.id = k.principal_id
     where k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) and p.disabled_at is null
     order by k.last_used_at desc nulls last limit ${MOST_HOLDERS}`,
  );
  return new Map(rows.map((row) => [row.hash, principalOf(row)]));
}
