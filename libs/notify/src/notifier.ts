import { LabError } from '@labwright/domain';
import { BackgroundLoop } from '@labwright/execution';
import type { Database } from '@labwright/persistence';
import { openMailer, type Mailer } from './channels/mail';
import { callWebhook } from './channels/webhook';
import { collectAnchors } from './collect-anchors';
import { collectEvents } from './collect-events';
import { collectListed } from './collect-listed';
import { collectLostInstruments, collectTasks } from './collect-states';
import { deliverMessages, type Message } from './deliver';
import { escalateNotifications, resolveNotifications } from './escalate';
import type { NotifyRules } from './notify-rules.schema';

const LOOK_MS = 2_000;
/** Wall milliseconds that a stop waits for messages on their way; what is not through by then is sent again by whoever looks next. */
const STOP_LIMIT_MS = 3_000;

export interface NotifierOptions {
  readonly database: Database;
  readonly rules: NotifyRules;
  /** Signs what is sent to webhooks. */
  readonly secret: string | null;
  readonly smtpUrl: string | null;
  readonly warn: (about: string, message: string) => void;
  readonly onError: (where: string, error: Error) => void;
}

/**
 * Tells people outside what the lab needs them for. Every dispatcher may run one: what has been seen, to whom it was told and what is
 * being sent is in rows, which one of them takes at a time.
 *
 * Exits: `stop`, after the messages on their way. A crash leaves at most messages that are sent once more, a minute later.
 */
export class Notifier {
  private readonly loop: BackgroundLoop;
  private readonly mailer: Mailer | null;
  private readonly begun = performance.now();

  /** @throws LabError SETTING_INVALID when a contact wants mail or a webhook and the setting for it is missing */
  constructor(private readonly options: NotifierOptions) {
    const { rules, secret, smtpUrl, onError } = options;
    const contacts = Object.values(rules.contacts);
    if (smtpUrl === null && contacts.some(({ mail }) => mail)) throw missing('LABWRIGHT_NOTIFY_SMTP_URL', 'smtp:// or smtps://', 'mail');
    if (secret === null && contacts.some(({ webhook }) => webhook)) throw missing('LABWRIGHT_NOTIFY_SECRET', 'a text', 'a webhook');
    this.mailer = smtpUrl === null ? null : openMailer(smtpUrl, rules.from);
    this.loop = new BackgroundLoop({ name: 'notifier', everyMs: LOOK_MS, work: () => this.look(), onError });
  }

  start(): this {
    this.loop.start();
    return this;
  }

  async stop(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, STOP_LIMIT_MS)));
    await Promise.race([this.loop.stop(), late]);
    clearTimeout(timer);
    this.mailer?.close();
  }

  /** One look: what is new, what is over, who is next, what is waiting. */
  async look(): Promise<void> {
    const { database, rules } = this.options;
    await collectEvents(database, rules);
    await collectTasks(database, rules);
    await collectAnchors(database, rules);
    await collectListed(database, rules);
    // After a start of the lab every instrument is away for a moment, and has been since the lab was stopped.
    if (performance.now() - this.begun >= rules.lostAfterMs) await collectLostInstruments(database, rules);
    await resolveNotifications(database);
    await escalateNotifications(database, rules);
    const warn = ({ contact, channel, tries }: Message, error: Error) =>
      this.options.warn('notifier', `${channel} to ${contact} failed (try ${tries}): ${error.message}`);
    await deliverMessages(database, (message) => this.send(message), warn);
  }

  private async send(message: Message): Promise<void> {
    const { rules, secret } = this.options;
    const { mail, webhook } = rules.contacts[message.contact] ?? {};
    if (message.channel === 'mail' && mail && this.mailer) return this.mailer.send(mail, message);
    if (message.channel === 'webhook' && webhook !== undefined && secret !== null) return callWebhook(webhook, secret, message);
    throw new LabError('INTERNAL', `the rules have no ${message.channel} of ${message.contact} any more`, { where: 'notify/notifier' });
  }
}

function missing(setting: string, allowed: string, what: string): LabError<'SETTING_INVALID'> {
  return new LabError(
    'SETTING_INVALID',
    `${setting} is not set, and a contact of LABWRIGHT_NOTIFY_FILE wants ${what}; set it to ${allowed}`,
    {
      setting,
      value: '',
      allowed,
    },
  );
}
