import { inRequest } from '@labwright/persistence';
import type { Principal } from '@labwright/execution';
import type { NextFunction, Response } from 'express';
import { actingOf } from '../access/caller';
import type { ApiRequest } from '../http/api-request';

/** What a request does is audited with its id, and with the credential of its caller as soon as the guard has seen it. */
export function auditedRequest(request: ApiRequest, _response: Response, next: NextFunction): void {
  const caller = (): { actor: string; credential: string } | null =>
    request.principal ? { actor: actingOf(request.principal).actor, credential: credentialOf(request.principal) } : null;
  inRequest({ requestId: request.requestId ?? '', caller }, next);
}

/** By what a caller proved who they are; never the secret itself. */
function credentialOf({ keyId, sessionId }: Principal): string {
  return keyId === null ? `session:${sessionId}` : `key:${keyId}`;
}
