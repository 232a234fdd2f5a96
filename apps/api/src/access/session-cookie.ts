import type { Response } from 'express';
import type { ApiRequest } from '../http/api-request';

/** Scripts do not see it, other sites do not send it. */
const COOKIE = 'labwright_session';
const TOKEN = /^[A-Za-z0-9_-]{20,100}$/;
/** What a page sends with each change; see `csrfTokenOf`. */
export const CSRF_HEADER = 'X-CSRF-Token';

/** The token of the session that a request comes with; undefined for none. */
export function sessionTokenOf(request: Pick<ApiRequest, 'get'>): string | undefined {
  for (const part of (request.get('cookie') ?? '').slice(0, 8_192).split(';')) {
    const [name = '', value = ''] = part.trim().split('=', 2);
    if (name === COOKIE && TOKEN.test(value)) return value;
  }
  return undefined;
}

/** Over TLS the cookie never leaves by anything else. */
export function giveSessionCookie(request: ApiRequest, response: Response, token: string, expiresAt: Date): void {
  response.cookie(COOKIE, token, { httpOnly: true, sameSite: 'strict', secure: request.secure, path: '/', expires: expiresAt });
}

export function takeSessionCookie(request: ApiRequest, response: Response): void {
  response.clearCookie(COOKIE, { httpOnly: true, sameSite: 'strict', secure: request.secure, path: '/' });
}
