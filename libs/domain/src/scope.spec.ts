import { Roles } from './role';
import { roleScopes, rolesWith, ScopeNames, scopesOf } from './scope';

describe('scopes', () => {
  it('each belongs to some role, and no role has one twice', () => {
    for (const scope of ScopeNames) expect([scope, rolesWith(scope).length > 0]).toEqual([scope, true]);
    for (const role of Roles) expect(new Set(roleScopes[role]).size).toBe(roleScopes[role].length);
  });

  it('of several roles add up', () => {
    const both = scopesOf('user', ['scientist', 'reviewer'], null);
    expect(both.has('protocols:write') && both.has('protocols:review')).toBe(true);
    expect(scopesOf('user', ['scientist'], null).has('protocols:review')).toBe(false);
  });

  it('of a limited credential are those that it names and its principal has, and stopping', () => {
    expect([...scopesOf('user', ['scientist'], ['lab:read', 'protocols:review'])].toSorted()).toEqual(['estop:write', 'lab:read']);
    expect([...scopesOf('user', ['scientist'], [])]).toEqual(['estop:write']);
  });

  it('of a model are reading and nothing else, whatever roles somebody gave it', () => {
    expect([...scopesOf('model', ['admin', 'reviewer', 'scientist'], null)]).toEqual(['lab:read']);
    expect([...scopesOf('device', ['technician'], null)]).toEqual([]);
  });

  it('never let one role both make a protocol and approve it, nor approve and start', () => {
    for (const role of Roles) {
      const own = scopesOf('user', [role], null);
      expect([role, own.has('protocols:review') && (own.has('protocols:write') || own.has('runs:write'))]).toEqual([role, false]);
    }
  });
});
