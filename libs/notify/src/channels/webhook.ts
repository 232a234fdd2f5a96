import { createHmac } from 'node:crypto';
import { LabError } from '@labwright/domain';
import type { Message } from '../deliver';

/** Wall milliseconds for the whole call. */
const LIMIT_MS = 10_000;

/** `t=<seconds>,v1=<hex>`: HMAC-SHA-256 of `<seconds>.<body>`; the time lets the receiver refuse what somebody sends again. */
export function signatureOf(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/** Calls a webhook. Any answer but 2xx is a failure; it is not sent on to another address. @throws Error */
export async function callWebhook(url: string, secret: string, message: Message): Promise<void> {
  const { id, notification, tries, channel, takenAt, ...told } = message;
  const body = JSON.stringify({ id, notification, ...told, acknowledge: `POST /v1/notifications/${notification}/ack` });
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(LIMIT_MS),
    headers: {
      'content-type': 'application/json',
      'user-agent': 'labwright',
      'x-labwright-delivery': id,
      'x-labwright-signature': signatureOf(secret, Math.floor(takenAt.getTime() / 1000), body),
    },
    body,
  });
  await response.body?.cancel();
  if (response.ok) return;
  const { host } = new URL(url);
  throw new LabError('INTERNAL', `${channel} at ${host} answered ${response.status} to try ${tries}`, { where: 'notify/webhook' });
}
