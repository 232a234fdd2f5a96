import { createHash } from 'node:crypto';
import { actOf, type AuditAct, type EventType } from '@labwright/domain';
import canonicalize from 'canonicalize';
import { redact, redactText } from './redact';

/** What is known of an act before the database gives it number, time and hash. */
export interface Act {
  readonly act: AuditAct;
  /** `user:<name>`, `agent:<name>`, `system`. */
  readonly actor: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly changed: string;
  readonly reason: string;
}

/** What happened, as an event tells it. */
export interface Happening {
  readonly type: EventType;
  readonly actor: string;
  readonly runId?: string | null;
  readonly stepInstanceId?: string | null;
  readonly instrumentId?: string | null;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Bytes of canonical JSON that an entry keeps. What is longer is in the events; the entry has its hash. */
export const MOST_CHANGED_BYTES = 8_192;
const MOST_REASON = 2_000;
const MOST_ID = 200;
/** Fields of an event in which people say why. */
const REASONS = ['reason', 'note', 'meaning'] as const;
/** Fields that name what an act is about, where it is no run and no instrument. */
const SUBJECTS: Readonly<Record<string, readonly string[]>> = {
  protocol: ['hash'],
  draft: ['draft'],
  estop: ['request'],
  task: ['task'],
  labware: ['labware', 'name'],
  lot: ['lot'],
  photo: ['sha256'],
  principal: ['id', 'name', 'principal'],
  key: ['key', 'prefix'],
  password: ['principal'],
  session: ['session'],
  policy: ['version', 'origin'],
  question: ['exchange'],
};

/** The act that an event is; null when the audit log does not keep it. */
export function actOfEvent(event: Happening): Act | null {
  const act = actOf(event.type, event.actor);
  if (act === null) return null;
  const { data = {}, runId, stepInstanceId, instrumentId } = event;
  const places = {
    ...(runId ? { run: runId } : {}),
    ...(stepInstanceId ? { step: stepInstanceId } : {}),
    ...(instrumentId ? { instrument: instrumentId } : {}),
  };
  const subjectKind = event.type.split('.', 1)[0] ?? '';
  return {
    act,
    actor: event.actor.slice(0, MOST_ID),
    subjectKind,
    subjectId: subjectOf(subjectKind, event, data),
    changed: changedText({ ...places, ...data }),
    reason: reasonOf(data),
  };
}

function subjectOf(kind: string, { runId, stepInstanceId, instrumentId }: Happening, data: Readonly<Record<string, unknown>>): string {
  const named = firstText(data, SUBJECTS[kind] ?? []);
  const id = { run: runId, step: stepInstanceId, instrument: instrumentId, material: runId }[kind] ?? named ?? instrumentId ?? '';
  return cleanText(id).slice(0, MOST_ID);
}

function reasonOf(data: Readonly<Record<string, unknown>>): string {
  return cleanText(redactText(firstText(data, REASONS) ?? '')).slice(0, MOST_REASON);
}

/** The first of these fields that is a text and not empty. */
function firstText(data: Readonly<Record<string, unknown>>, fields: readonly string[]): string | undefined {
  return fields.map((field) => data[field]).find((value): value is string => typeof value === 'string' && value !== '');
}

/** Canonical JSON of what changed, without secrets, at most 8 KiB: of more, its size and hash. */
export function changedText(changed: Readonly<Record<string, unknown>>): string {
  // As JSON has it: dates are texts, what is undefined is not there.
  const plain: unknown = JSON.parse(JSON.stringify(redact(JSON.parse(JSON.stringify(changed)))));
  const text = canonicalize(plain) ?? '{}';
  const bytes = Buffer.byteLength(text);
  if (bytes <= MOST_CHANGED_BYTES) return text;
  return canonicalize({ bytes, sha256: createHash('sha256').update(text, 'utf8').digest('hex'), tooLong: true }) ?? '{}';
}

/** What Postgres takes as text: no NUL, no half of a character. */
function cleanText(text: string): string {
  return text.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '\uFFFD');
}
