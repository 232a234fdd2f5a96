import { LabError } from '@labwright/domain';
import type { Acting, Principal } from '@labwright/execution';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ApiRequest } from '../http/api-request';

/** Who is calling. Only for routes that are not public. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<ApiRequest>();
  if (principal) return principal;
  throw new LabError('INTERNAL', 'a public route asks who is calling', { where: 'access/caller' });
});

/** The caller as the use cases want it. */
export function actingOf({ id, name, roles }: Principal): Acting {
  return { principalId: id, actor: `user:${name}`, roles };
}
