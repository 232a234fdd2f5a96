import { createTransport } from 'nodemailer';
import type { Message } from '../deliver';

/** Wall milliseconds for each part of the conversation. */
const LIMIT_MS = 10_000;

export interface Mailer {
  send(to: readonly string[], message: Message): Promise<void>;
  close(): void;
}

/** Mail by one SMTP server: `smtp://user:password@host:587`, or `smtps://` for TLS from the first byte. */
export function openMailer(url: string, from: string): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: LIMIT_MS,
    greetingTimeout: LIMIT_MS,
    socketTimeout: LIMIT_MS,
    // A text that names a file or a URL must not have it attached.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (to, message) => {
      await transport.sendMail({
        from,
        to: [...to],
        subject: `[Labwright] ${message.level > 0 ? 'Nobody has answered: ' : ''}${message.title}`,
        date: message.takenAt,
        // The same at each try, so that mail programs show one.
        messageId: `<${message.id}@labwright>`,
        headers: { 'X-Labwright-Notification': message.notification },
        text: mailText(message),
      });
    },
    close: () => transport.close(),
  };
}

export function mailText({ happened, place, toDo, at, notification, level }: Message): string {
  return [
    `What happened: ${happened}`,
    `Where: ${place}`,
    `When: ${new Date(at).toISOString()}`,
    '',
    `What to do: ${toDo}`,
    '',
    ...(level > 0 ? ['Whoever was told before you has not acknowledged it.'] : []),
    `When you take care of it, say so, and nobody else is called: POST /v1/notifications/${notification}/ack`,
    '',
  ].join('\n');
}
