import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;
/** What proxies add. Behind one on this machine every caller comes from loopback. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/**
 * Why a caller may not scrape; null when it may. With a token only the token counts. Without one: callers on loopback that no proxy has sent
 * on. Numbers name no run, no person and no sample, but they tell when a lab works.
 */
export function scrapeRefusal(request: Pick<Request, 'headers' | 'socket'>, token: string | null): string | null {
  if (token !== null) {
    const given = /^Bearer +(\S{1,500})$/i.exec(request.headers.authorization ?? '')?.[1];
    if (given !== undefined && timingSafeEqual(digest(given), digest(token))) return null;
    return 'metrics are given to whoever sends LABWRIGHT_METRICS_TOKEN as "Authorization: Bearer ..."';
  }
  const local = LOOPBACK.test(request.socket.remoteAddress ?? '') && !FORWARDED.some((header) => request.headers[header] !== undefined);
  return local
    ? null
    : 'metrics are given to callers on this machine only; set LABWRIGHT_METRICS_TOKEN for others, and send it as a Bearer token';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
