import { ScopeNames, roleScopes } from '@labwright/domain';
import { hasCode } from '@labwright/domain';
import { methodsOf, routeAccess } from './route-access';
import { mustMatch } from './route-check';

function refusal(routes: readonly string[], table: Record<string, unknown>): string {
  try {
    mustMatch(routes, table);
  } catch (error) {
    return hasCode(error, 'INTERNAL') ? error.message : 'another error';
  }
  return 'none';
}

describe('the table of access', () => {
  it('when a route has no entry, refuses to start and names it', () => {
    expect(refusal(['GET /a', 'POST /b'], { 'GET /a': 'any' })).toContain('without an entry in route-access.ts: POST /b');
  });

  it('when an entry has no route, refuses to start and names it', () => {
    expect(refusal(['GET /a'], { 'GET /a': 'any', 'GET /c': 'any' })).toContain('in route-access.ts without a route: GET /c');
  });

  it('when both agree, lets it start', () => {
    expect(refusal(['GET /a'], { 'GET /a': 'any' })).toBe('none');
  });

  it('opens nothing to strangers but health, the document with its reader, the ways in, schemas, and metrics, which have a rule of their own', () => {
    const open = Object.keys(routeAccess).filter((key) => routeAccess[key] === 'public');
    expect(open).toEqual([
      'GET /v1/health/live',
      'GET /v1/health/ready',
      'GET /v1/openapi.json',
      'GET /docs',
      'GET /docs/:asset',
      'GET /metrics',
      'POST /v1/session',
      'POST /v1/setup',
      'GET /setup',
      'GET /v1/schemas/protocol',
      'GET /v1/schemas/draft',
      'GET /v1/schemas/policy',
    ]);
  });

  it('lets an admin neither review, submit, start nor answer', () => {
    const scopes = ['approve', 'reject', 'start', 'answer'].map(
      (verb) => routeAccess[Object.keys(routeAccess).find((key) => key.endsWith(`/${verb}`)) ?? ''],
    );
    for (const scope of [...scopes, routeAccess['POST /v1/protocols']]) expect(roleScopes.admin).not.toContain(scope);
  });

  it('has no scope that no route needs, but those that wait for theirs', () => {
    const needed = new Set(Object.values(routeAccess));
    expect(ScopeNames.filter((scope) => !needed.has(scope))).toEqual(['policy:write']);
  });

  it('tells which methods a path takes', () => {
    expect(methodsOf('/v1/runs')).toEqual(['GET', 'POST']);
    expect(methodsOf('/v1/runs/1/start')).toEqual(['POST']);
    expect(methodsOf('/v1/nothing')).toEqual([]);
  });
});
