import { LabError } from '@labwright/domain';
import { authenticate } from '@labwright/execution';
import { Database } from '@labwright/persistence';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { routeKey, type ApiRequest } from '../http/api-request';
import { routeAccess } from './route-access';
import { StopMemory } from './stop-memory';

/** Stopping waits for no database: whoever was known last may. */
const STOP = 'POST /v1/estop';
/** `Authorization: Bearer lw_...`; the scheme is not case-sensitive (RFC 9110). */
const BEARER = /^Bearer +(lw_[A-Za-z0-9_-]{1,100})$/i;

/** Lets a request in when its key has a role that the table of access names for the route. What the table does not name is refused. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly database: Database,
    private readonly memory: StopMemory,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const route = request.route as { path: string } | undefined;
    const key = routeKey(request.method, route?.path ?? '');
    const access = Object.hasOwn(routeAccess, key) ? routeAccess[key] : undefined;
    if (access === undefined) throw new LabError('INTERNAL', `${key} has no entry in the table of access`, { where: 'access/guard' });
    if (access === 'public') return true;
    const bearer = keyOf(request);
    const remembered = key === STOP ? this.memory.holderOf(bearer) : undefined;
    request.principal = remembered ?? (await authenticate(this.database, bearer));
    if (access === 'any') return true;
    const { roles } = request.principal;
    if (roles.some((role) => access.includes(role))) return true;
    const own = roles.join(', ') || 'no role';
    const wayOut = 'use the key of a principal that has it; an admin makes one with POST /v1/principals';
    throw new LabError('ACCESS_FORBIDDEN', `this needs the role ${access.join(' or ')}; ${request.principal.name} has ${own}; ${wayOut}`, {
      needed: access,
      has: roles,
    });
  }
}

function keyOf(request: ApiRequest): string {
  const header = request.get('authorization');
  const key = BEARER.exec(header ?? '')?.[1];
  if (key !== undefined) return key;
  const what = header === undefined ? 'there is no Authorization header' : 'the Authorization header is not of that form';
  throw new LabError('ACCESS_UNAUTHENTICATED', `${what}; send "Authorization: Bearer lw_..." with an API key`, { scheme: 'Bearer' });
}
