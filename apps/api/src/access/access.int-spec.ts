import { Roles, roleScopes, rolesWith, type Scope } from '@labwright/domain';
import { revokeKey } from '@labwright/execution';
import { ApiKeyEntity } from '@labwright/persistence';
import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';
import { routeAccess } from './route-access';

const UUID = '00000000-0000-4000-8000-000000000000';

/** A path that fits the pattern of a route and names nothing. */
function pathOf(pattern: string): string {
  return pattern
    .replace(':hash', '0'.repeat(64))
    .replace(':requestId', UUID)
    .replace(/:id/, pattern.includes('/instruments/') || pattern.includes('/drivers/') ? 'nothing' : UUID);
}

const routes = Object.entries(routeAccess).map(([key, access]) => {
  const [method = '', pattern = ''] = key.split(' ');
  return { method, pattern, access };
});
const closed = routes.filter(({ access }) => access !== 'public');

describe('access', () => {
  let test: TestDatabase;
  let subject: ApiFixture;

  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url);
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  it.each(closed)('when nobody says who they are, refuses $method $pattern', async ({ method, pattern }) => {
    const { status, headers, body } = await subject.call(method, pathOf(pattern));
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'ACCESS_UNAUTHENTICATED' });
    expect(headers.get('www-authenticate')).toContain('Bearer');
  });

  const refusals = closed.flatMap(({ method, pattern, access }) =>
    Roles.filter((role) => access !== 'any' && access !== 'public' && !roleScopes[role].includes(access)).map((role) => ({
      method,
      pattern,
      role,
      access,
    })),
  );
  it.each(refusals)(
    'when a $role calls $method $pattern, refuses and names needed and own roles',
    async ({ method, pattern, role, access }) => {
      const { status, type, body } = await subject.call(method, pathOf(pattern), { as: role });
      expect({ status, type, code: body.code, context: body.context }).toEqual({
        status: 403,
        type: 'application/problem+json',
        code: 'ACCESS_FORBIDDEN',
        context: { needed: rolesWith(access as Scope), has: [role], scope: access },
      });
    },
  );

  const admissions = closed
    // A stream does not end; and a key has no session to end.
    .filter(({ pattern }) => pattern !== '/v1/events')
    .flatMap(({ method, pattern, access }) =>
      (access === 'any' || access === 'public' ? Roles : rolesWith(access)).map((role) => ({ method, pattern, role })),
    );
  it.each(admissions)('when a $role calls $method $pattern, lets them through', async ({ method, pattern, role }) => {
    const { status } = await subject.call(method, pathOf(pattern), { as: role });
    expect([401, 403, 500]).not.toContain(status);
  });

  it.each([
    ['no scheme', 'lw_abc'],
    ['another scheme', 'Basic YTpi'],
    ['a key that nobody has', `Bearer lw_${'a'.repeat(43)}`],
    ['an empty key', 'Bearer '],
    ['a very long key', `Bearer lw_${'a'.repeat(5_000)}`],
  ])('when the header has %s, refuses with 401', async (_title, authorization) => {
    const { status, body } = await subject.call('GET', '/v1/me', { headers: { authorization } });
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'ACCESS_UNAUTHENTICATED' });
  });

  it('when a key is revoked or has expired, refuses it from then on', async () => {
    const id = await subject.principal('leaver', 'scientist');
    const { body: me } = await subject.get('/v1/me', 'leaver');
    expect(me).toMatchObject({ id, name: 'leaver', roles: ['scientist'] });
    await test.database.repository(ApiKeyEntity).update({ principalId: id }, { expiresAt: new Date(Date.now() - 1_000) });
    expect((await subject.get('/v1/me', 'leaver')).status).toBe(401);
    await test.database.repository(ApiKeyEntity).update({ principalId: id }, { expiresAt: null });
    expect((await subject.get('/v1/me', 'leaver')).status).toBe(200);
    await test.database.transaction((tx) => revokeKey(tx, me.keyId, 'spec'));
    expect((await subject.get('/v1/me', 'leaver')).status).toBe(401);
  });

  it('when an admin gives a new principal a key, the key works, is shown once, and ends when it is revoked', async () => {
    const made = await subject.post('/v1/principals', 'admin', { name: 'Ada L.', roles: ['scientist'] });
    expect(made).toMatchObject({ status: 201, body: { name: 'Ada L.', kind: 'user', roles: ['scientist'], keys: [] } });
    const given = await subject.post(`/v1/principals/${made.body.id}/keys`, 'admin', { label: 'laptop', days: 2 });
    expect(given.status).toBe(201);
    const authorization = `Bearer ${given.body.key}`;
    expect((await subject.call('GET', '/v1/me', { headers: { authorization } })).body).toMatchObject({ name: 'Ada L.' });
    const { body: shown } = await subject.get(`/v1/principals/${made.body.id}`, 'admin');
    expect(JSON.stringify(shown)).not.toContain(given.body.key);
    expect(shown.keys).toMatchObject([{ id: given.body.id, label: 'laptop', prefix: given.body.prefix, revokedAt: null }]);
    expect((await subject.call('DELETE', `/v1/keys/${given.body.id}`, { as: 'admin' })).status).toBe(204);
    expect((await subject.call('GET', '/v1/me', { headers: { authorization } })).status).toBe(401);
    expect(subject.logged.join()).not.toContain('lw_');
  });

  it('when a principal is asked for with a role that does not exist or a name that is taken, says so', async () => {
    const wrong = await subject.post('/v1/principals', 'admin', { name: 'x', roles: ['king'] });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ in: 'body', pointer: '/roles/0' }] } });
    const taken = await subject.post('/v1/principals', 'admin', { name: 'scientist', roles: ['scientist'] });
    expect(taken).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
  });
});
