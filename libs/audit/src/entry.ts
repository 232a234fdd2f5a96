import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** One entry of the audit log as it is shown, exported and hashed. Every text is kept as it is in the database, byte for byte. */
export interface AuditEntry {
  /** 1, 2, 3 ... without gaps. */
  readonly sequence: number;
  /** Wall time of the database, `2026-11-29T04:05:29.123456Z`. */
  readonly atWall: string;
  /** Lab time, in the same form. */
  readonly atLab: string;
  /** Id of the principal; null for what has none. */
  readonly actorId: string | null;
  /** `user:ada`, `agent:bench-1`, `system`. */
  readonly actor: string;
  readonly actorKind: string;
  /** What the principal proved to be itself with, such as `key:<id>`; empty for what happens inside the lab. */
  readonly credential: string;
  readonly act: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  /** What changed: canonical JSON (RFC 8785) of an object, at most 8 KiB. */
  readonly changed: string;
  readonly reason: string;
  /** Id of the request, as in its answer and in the log; empty where there was none. */
  readonly requestId: string;
  /** Hash of the entry before, 64 hexadecimal digits; zeros before the first. */
  readonly previous: string;
  /** SHA-256 of the canonical JSON of all other fields, 64 hexadecimal digits. */
  readonly hash: string;
}

/** In the order of columns of an export. */
export const ENTRY_FIELDS = [
  'sequence',
  'atWall',
  'atLab',
  'actorId',
  'actor',
  'actorKind',
  'credential',
  'act',
  'subjectKind',
  'subjectId',
  'changed',
  'reason',
  'requestId',
  'previous',
  'hash',
] as const satisfies readonly (keyof AuditEntry)[];

/** What stands for the hash before the first entry. */
export const NO_HASH = '0'.repeat(64);

/** The hash that an entry has to have. The database computes the same in `lab.audit_hash`, with functions of its own. */
export function entryHash(entry: AuditEntry): string {
  const { hash: _own, ...content } = entry;
  return createHash('sha256')
    .update(canonicalize(content) ?? '', 'utf8')
    .digest('hex');
}
