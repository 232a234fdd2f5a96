import { readFile } from 'node:fs/promises';
import { LabError } from '@labwright/domain';
import { parse } from 'yaml';
import { z } from 'zod';

/** What people can be told of. Closed; the table of notifications knows the same words. */
export const NoticeKind = {
  run_held: 'run_held',
  step_in_doubt: 'step_in_doubt',
  task_due: 'task_due',
  task_overdue: 'task_overdue',
  instrument_lost: 'instrument_lost',
  run_ended: 'run_ended',
  biosafety_hold: 'biosafety_hold',
  audit_unanchored: 'audit_unanchored',
  photo_doubtful: 'photo_doubtful',
} as const;
export type NoticeKind = (typeof NoticeKind)[keyof typeof NoticeKind];

const NameSchema = z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, 'a lower-case letter, then lower-case letters, digits, - and _');

const ContactSchema = z
  .strictObject({
    mail: z.array(z.email()).min(1).max(20).optional(),
    webhook: z.url({ protocol: /^https?$/ }).optional(),
  })
  .refine((contact) => contact.mail !== undefined || contact.webhook !== undefined, 'a contact needs mail or webhook');

const RuleSchema = z.strictObject({
  on: z.array(z.enum(Object.values(NoticeKind))).min(1),
  /** Contacts in the order in which they are told; the next one when nobody has acknowledged. Of `run_ended` all at once. */
  to: z.array(NameSchema).min(1).max(10),
  /** Wall minutes without acknowledgement until the next contact is told. */
  escalateAfter: z.number().min(0.1).max(1_440).default(15),
});

const FileSchema = z.strictObject({
  /** Sender of mail. */
  from: z.string().min(3).max(200).default('Labwright <labwright@localhost>'),
  /** Wall seconds that an instrument may be away before anybody is told. */
  lostAfter: z.number().min(1).max(86_400).default(30),
  /** Lab minutes before its due time at which a task is told as due. */
  dueBefore: z.number().min(0).max(1_440).default(10),
  contacts: z.record(NameSchema, ContactSchema),
  rules: z.array(RuleSchema).min(1),
});

export interface Rule {
  readonly to: readonly string[];
  readonly escalateMs: number;
}

export interface NotifyRules {
  readonly from: string;
  readonly lostAfterMs: number;
  readonly dueBeforeMs: number;
  readonly contacts: Readonly<Record<string, { readonly mail?: readonly string[] | undefined; readonly webhook?: string | undefined }>>;
  /** A kind that is not in it is told to nobody. */
  readonly rules: Readonly<Partial<Record<NoticeKind, Rule>>>;
}

function wrong(file: string, why: string): LabError<'SETTING_INVALID'> {
  return new LabError('SETTING_INVALID', `LABWRIGHT_NOTIFY_FILE: ${file}: ${why}`, {
    setting: 'LABWRIGHT_NOTIFY_FILE',
    value: file,
    allowed: 'a file of rules, as libs/notify/README.md shows it',
  });
}

/** Reads the file of rules. @throws LabError SETTING_INVALID, naming the place in the file and what is allowed there */
export async function loadNotifyRules(file: string): Promise<NotifyRules> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw wrong(file, error.message);
  });
  return readNotifyRules(text, file);
}

/** The same of its text. */
export function readNotifyRules(text: string, file: string): NotifyRules {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw wrong(file, (error as Error).message);
  }
  const read = FileSchema.safeParse(document);
  if (!read.success) {
    const found = read.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
    throw wrong(file, found.join('; '));
  }
  const { from, lostAfter, dueBefore, contacts, rules } = read.data;
  const byKind: Partial<Record<NoticeKind, Rule>> = {};
  for (const { on, to, escalateAfter } of rules) {
    const unknown = to.filter((name) => !Object.hasOwn(contacts, name));
    if (unknown.length > 0) throw wrong(file, `there is no contact ${unknown.join(', ')}`);
    for (const kind of on) {
      if (byKind[kind]) throw wrong(file, `${kind} is in two rules; name it in one`);
      byKind[kind] = { to, escalateMs: escalateAfter * 60_000 };
    }
  }
  return { from, lostAfterMs: lostAfter * 1_000, dueBeforeMs: dueBefore * 60_000, contacts, rules: byKind };
}
