import { LabError, type Role } from '@labwright/domain';
import { isOwnKey, needPassword, type Principal, type Reviewer } from '@labwright/execution';
import type { Database } from '@labwright/persistence';
import { actingOf } from '../access/caller';

/**
 * Who signs, after the credential was given once more (21 CFR 11.200): the password of a session's principal, or the key that the request came
 * with. @throws LabError ACCESS_UNAUTHENTICATED, ACCESS_RATE_LIMITED
 */
export async function signerOf(database: Database, caller: Principal, credential: string): Promise<Reviewer> {
  const by = { ...actingOf(caller), roles: [...caller.roles] as Role[] };
  if (caller.sessionId !== null) {
    await needPassword(database, caller, credential);
    return { ...by, signedWith: 'password' };
  }
  if (await isOwnKey(database, caller, credential)) return { ...by, signedWith: 'key' };
  throw new LabError(
    'ACCESS_UNAUTHENTICATED',
    'a signature needs the credential again: "credential" is not the key that this request came with',
    {
      scheme: 'Bearer',
    },
  );
}
