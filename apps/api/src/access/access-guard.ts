import { LabError, ScopeNames, hasCode, rolesWith, type Scope } from '@labwright/domain';
import { authenticate, isCsrfToken, sessionOf, type Principal } from '@labwright/execution';
import { Database } from '@labwright/persistence';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { routeKey, type ApiRequest } from '../http/api-request';
import { RateLimits } from './rate-limits';
import { routeAccess } from './route-access';
import { CSRF_HEADER, sessionTokenOf } from './session-cookie';
import { StopMemory } from './stop-memory';

/** Stopping waits for no database: whoever was known last may. */
const STOP = 'POST /v1/estop';
/** `Authorization: Bearer lw_...`; the scheme is not case-sensitive (RFC 9110). */
const BEARER = /^Bearer +(lw_[A-Za-z0-9_-]{1,100})$/i;
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Lets a request in when its key or session has the scope that the table of access names for the route. What the table does not name is
 * refused.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly database: Database,
    private readonly memory: StopMemory,
    private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const route = request.route as { path: string } | undefined;
    const key = routeKey(request.method, route?.path ?? '');
    const access = Object.hasOwn(routeAccess, key) ? routeAccess[key] : undefined;
    if (access === undefined) throw new LabError('INTERNAL', `${key} has no entry in the table of access`, { where: 'access/guard' });
    if (access === 'public') return true;
    request.principal = key === STOP ? await this.stopping(request) : await this.caller(request);
    if (access === 'any' || request.principal.scopes.has(access)) return true;
    throw forbidden(request.principal, access);
  }

  /** A stop is counted by nobody, and a key that is remembered needs no database. */
  private async stopping(request: ApiRequest): Promise<Principal> {
    const header = request.get('authorization');
    const remembered = header === undefined ? undefined : this.memory.holderOf(BEARER.exec(header)?.[1] ?? '');
    return remembered ?? this.identify(request);
  }

  private async caller(request: ApiRequest): Promise<Principal> {
    await this.limits.needFewFailures(request);
    try {
      const principal = await this.identify(request);
      await this.limits.countCaller(principal.id);
      return principal;
    } catch (error) {
      // Whoever brings none has not guessed.
      const guessed = request.get('authorization') !== undefined || sessionTokenOf(request) !== undefined;
      if (guessed && hasCode(error, 'ACCESS_UNAUTHENTICATED')) await this.limits.countFailure(request);
      throw error;
    }
  }

  private async identify(request: ApiRequest): Promise<Principal> {
    const token = request.get('authorization') === undefined ? sessionTokenOf(request) : undefined;
    if (token === undefined) return authenticate(this.database, keyOf(request));
    const principal = await sessionOf(this.database, token);
    if (!SAFE.has(request.method) && !isCsrfToken(request.get(CSRF_HEADER) ?? '', token)) {
      const message = `a change by a session needs its token in the header ${CSRF_HEADER}; GET /v1/me tells it`;
      throw new LabError('ACCESS_CSRF', message, { header: CSRF_HEADER });
    }
    return principal;
  }
}

function keyOf(request: ApiRequest): string {
  const header = request.get('authorization');
  const key = BEARER.exec(header ?? '')?.[1];
  if (key !== undefined) return key;
  const what = header === undefined ? 'there is no Authorization header' : 'the Authorization header is not of that form';
  throw new LabError('ACCESS_UNAUTHENTICATED', `${what}; send "Authorization: Bearer lw_..." with an API key, or sign in`, {
    scheme: 'Bearer',
  });
}

/** Says whether it is the principal that lacks the right, or the key that is limited. */
function forbidden({ name, kind, roles, scopes }: Principal, scope: Scope): LabError {
  const needed = rolesWith(scope);
  const context = { needed, has: roles, scope };
  if (kind === 'model' || kind === 'device')
    return new LabError('ACCESS_FORBIDDEN', `${name} is a ${kind}, and no ${kind} may do this (${scope}); a person does it`, context);
  if (roles.some((role) => needed.includes(role))) {
    const limited = ScopeNames.filter((each) => scopes.has(each)).join(', ');
    return new LabError(
      'ACCESS_FORBIDDEN',
      `this key is limited to ${limited}, and this needs ${scope}; use another key of ${name}`,
      context,
    );
  }
  const wayOut = 'use the key of a principal that has it; an admin makes one with POST /v1/principals';
  const own = roles.join(', ') || 'no role';
  return new LabError('ACCESS_FORBIDDEN', `this needs the role ${needed.join(' or ')}; ${name} has ${own}; ${wayOut}`, context);
}
