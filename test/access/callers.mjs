/* Everybody who may come to the API, with what the domain says that they may: one principal a role, and credentials that are less than that. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { dist } from '../api/lab.mjs';

const require = createRequire(import.meta.url);
const lib = (name) => require(path.join(dist, `libs/${name}/src`));

/** @returns {Promise<{name: string, key: string | null, scopes: Set<string> | null}[]>} scopes null for whoever is not known */
export async function callers(database, keys) {
  const { Roles, scopesOf } = lib('domain');
  const { createKey, createPrincipal, revokeKey } = lib('execution');
  const roles = Roles.map((role) => ({ name: role, key: keys[role], scopes: scopesOf('user', [role], null) }));
  const others = await database.transaction(async (tx) => {
    const keyFor = async (name, kind, own, terms = null) => {
      const { id } = await createPrincipal(tx, name, kind, own, 'spec');
      return createKey(tx, id, 'fuzz', terms, 'spec');
    };
    const all = [...Roles];
    const model = await keyFor('the model', 'model', []);
    const device = await keyFor('a device', 'device', []);
    const limited = await keyFor('limited', 'user', all, { expiresAt: null, scopes: ['lab:read'] });
    const expired = await keyFor('expired', 'user', all, new Date(Date.now() - 1_000));
    const revoked = await keyFor('revoked', 'user', all);
    await revokeKey(tx, revoked.id, 'spec');
    const disabled = await keyFor('disabled', 'user', all);
    await tx.query(`update lab.principals set disabled_at = now() where name = 'disabled'`);
    return [
      { name: 'model', key: model.key, scopes: scopesOf('model', [], null) },
      { name: 'device', key: device.key, scopes: scopesOf('device', [], null) },
      { name: 'key limited to lab:read', key: limited.key, scopes: scopesOf('user', all, ['lab:read']) },
      { name: 'expired key', key: expired.key, scopes: null },
      { name: 'revoked key', key: revoked.key, scopes: null },
      { name: 'disabled principal', key: disabled.key, scopes: null },
    ];
  });
  return [...roles, ...others, { name: 'nobody', key: null, scopes: null }];
}
