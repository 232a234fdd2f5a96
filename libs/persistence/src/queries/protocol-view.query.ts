import type { Quantity, ReviewStatus, Role } from '@labwright/domain';
import type { Diagnostic } from '@labwright/protocol';
import type { Database } from '../database';
import type { Envelope, SignedWith } from '../entities/protocol.entity';

/** A protocol as lists show it. */
export interface ProtocolSummaryRow {
  readonly hash: string;
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly status: ReviewStatus;
  readonly author: { readonly id: string; readonly name: string };
  readonly createdAt: Date;
}

export interface ReviewRow {
  readonly id: string;
  readonly decision: 'approved' | 'rejected';
  readonly parameters: Readonly<Record<string, Quantity>>;
  readonly envelope: Envelope;
  readonly policyVersion: string;
  readonly signedHash: string;
  readonly reviewer: { readonly id: string; readonly name: string };
  readonly meaning: string;
  readonly selfApproved: boolean;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly revocationReason: string | null;
  /** At the signing. */
  readonly reviewerRoles: readonly Role[];
  readonly signedWith: SignedWith;
}

export interface ProtocolRow extends ProtocolSummaryRow {
  readonly document: unknown;
  readonly diagnostics: readonly Diagnostic[];
}

const SUMMARY = `p.hash, p.name, p.version, p.title, p.status, jsonb_build_object('id', a.id, 'name', a.name) as author, p.created_at as "createdAt"`;
const SOURCES = `lab.protocols p join lab.principals a on a.id = p.author`;

/** Protocols, the newest first, after the protocol of that hash; at most `limit`. */
export async function listProtocols(
  database: Database,
  options: { readonly status?: ReviewStatus | undefined; readonly after?: string | undefined; readonly limit: number },
): Promise<ProtocolSummaryRow[]> {
  return database.query<ProtocolSummaryRow>(
    `select ${SUMMARY} from ${SOURCES} where ($1::text is null or p.status = $1)
       and ($2::text is null or (p.created_at, p.hash) < (select created_at, hash from lab.protocols where hash = $2))
     order by p.created_at desc, p.hash desc limit $3`,
    [options.status ?? null, options.after ?? null, options.limit],
  );
}

/** Protocols of one name, the newest first, after the protocol of that hash; at most `limit`. */
export async function listVersions(
  database: Database,
  options: { readonly name: string; readonly after?: string | undefined; readonly limit: number },
): Promise<ProtocolSummaryRow[]> {
  return database.query<ProtocolSummaryRow>(
    `select ${SUMMARY} from ${SOURCES} where p.name = $1
       and ($2::text is null or (p.created_at, p.hash) < (select created_at, hash from lab.protocols where hash = $2))
     order by p.created_at desc, p.hash desc limit $3`,
    [options.name, options.after ?? null, options.limit],
  );
}

/** One protocol; null when there is none of that hash. */
export async function readProtocol(database: Database, hash: string): Promise<ProtocolRow | null> {
  const [row] = await database.query<ProtocolRow>(`select ${SUMMARY}, p.document, p.diagnostics from ${SOURCES} where p.hash = $1`, [hash]);
  return row ?? null;
}

/** The text of a protocol as it came; null when there is none of that hash. */
export async function readProtocolSource(database: Database, hash: string): Promise<string | null> {
  const [row] = await database.query<{ source: string }>(`select source from lab.protocols where hash = $1`, [hash]);
  return row?.source ?? null;
}

/** Signed decisions on a protocol, the oldest first. */
export async function listReviews(database: Database, hash: string): Promise<ReviewRow[]> {
  return database.query<ReviewRow>(
    `select v.id, v.decision, v.parameters, v.envelope, v.policy_version as "policyVersion", v.signed_hash as "signedHash",
       jsonb_build_object('id', w.id, 'name', w.name) as reviewer, v.meaning, v.self_approved as "selfApproved", v.created_at as "createdAt",
       v.expires_at as "expiresAt", v.revoked_at as "revokedAt", v.revocation_reason as "revocationReason", v.reviewer_roles as "reviewerRoles",
       v.signed_with as "signedWith"
     from lab.reviews v join lab.principals w on w.id = v.reviewer where v.protocol_hash = $1 order by v.created_at, v.id`,
    [hash],
  );
}
