import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { LabError, transitionReview, type Quantity, type Role } from '@labwright/domain';
import { ProtocolEntity, ReviewEntity, HAD_FINDING, recordEvents, type Envelope, type SignedWith, type Tx } from '@labwright/persistence';
import type { Protocol } from '@labwright/protocol';
import { approvalNeed, missingYes } from '@labwright/safety';
import { compileForLab } from './compile-for-lab';
import { doesNotCompile } from './compile-failure';
import { envelopeOf } from './envelope';
import { holdRun } from './hold-run';
import { lockRun } from './run-store';
import { signedHashOf } from './signed-hash';
import { policyInForce } from './site-policy';

const DAY_MS = 86_400_000;

export interface Reviewer {
  readonly principalId: string;
  readonly actor: string;
  /** Roles at the signing; those of a reviewer where absent. */
  readonly roles?: readonly Role[];
  /** With what the signer proved again to be the one. */
  readonly signedWith?: SignedWith;
}

export interface ApprovalRequest {
  readonly hash: string;
  readonly parameters: Readonly<Record<string, Quantity>>;
  /** What the signature means, in the signer's words. */
  readonly meaning: string;
  /** 1 to 365; what the policy says where absent. */
  readonly days?: number | undefined;
  /** The author's own yes; only where the lab allows it, and stamped on the record. */
  readonly selfApprove: boolean;
  /** The same key from the same reviewer gives the same approval. */
  readonly idempotencyKey?: string | null;
}

/** @throws LabError NOT_FOUND */
export async function findProtocol(tx: Tx, hash: string): Promise<ProtocolEntity> {
  const protocol = await tx.repository(ProtocolEntity).findOne({ where: { hash }, lock: { mode: 'pessimistic_write' } });
  if (!protocol)
    throw new LabError('NOT_FOUND', `there is no protocol ${hash}; GET /v1/protocols lists them`, { kind: 'protocol', id: hash });
  return protocol;
}

/**
 * Signs a yes over protocol, resolved parameters, envelope and policy version. It serves any number of runs until it expires.
 * The same request under the same key gives the approval that is there, also when it has been revoked or has expired.
 * @throws LabError NOT_FOUND, CONFLICT (another request under the same key), ACCESS_SELF_APPROVAL (the author's own), PROTOCOL_DOES_NOT_COMPILE on the fleet as it is, STATE_EVENT_NOT_ALLOWED
 */
export async function approveProtocol(tx: Tx, request: ApprovalRequest, by: Reviewer, selfApprovalAllowed: boolean): Promise<ReviewEntity> {
  const protocol = await findProtocol(tx, request.hash);
  const id = approvalId(request.idempotencyKey ?? null, by);
  const known = id === undefined ? null : await tx.repository(ReviewEntity).findOneBy({ id });
  if (known) return sameApproval(known, request, protocol, (await policyInForce(tx)).policy.approvals.days);
  const own = protocol.author === by.principalId;
  if (own && !(request.selfApprove && selfApprovalAllowed)) {
    const way = selfApprovalAllowed
      ? 'send "selfApprove": true, which is stamped on the record'
      : 'another principal with the role reviewer has to approve it';
    throw new LabError('ACCESS_SELF_APPROVAL', `you are the author of ${protocol.name} ${protocol.version}; ${way}`, { author: by.actor });
  }
  const { state } = transitionReview(protocol.status, 'approve');
  const { plan, diagnostics, fleet, policy } = await compileForLab(tx, protocol.document, { parameters: request.parameters });
  if (!plan) throw doesNotCompile(`nothing was signed: ${protocol.name} does not compile on the fleet as it is now`, diagnostics);
  const bound = Object.values(plan.bindings);
  const simulatedOnly = fleet.instruments.filter((i) => bound.includes(i.id)).some((i) => i.simulated);
  const envelope = envelopeOf(plan, simulatedOnly);
  const signedHash = signedHashOf(protocol.hash, { ...plan.parameters }, envelope, policy.version);
  const expiresAt = new Date((await tx.wallNow()).getTime() + (request.days ?? policy.policy.approvals.days) * DAY_MS);
  const inserted = await tx.repository(ReviewEntity).insert({
    ...(id === undefined ? {} : { id }),
    protocolHash: protocol.hash,
    decision: 'approved',
    parameters: { ...plan.parameters },
    envelope,
    policyVersion: policy.version,
    signedHash,
    reviewer: by.principalId,
    ...signedBy(by),
    meaning: request.meaning,
    selfApproved: own,
    expiresAt,
  });
  const made = (inserted.identifiers[0] as { id: string }).id;
  const missing = await stillMissing(tx, protocol, signedHash);
  if (missing === null) await tx.repository(ProtocolEntity).update({ hash: protocol.hash }, { status: state });
  const data = { hash: protocol.hash, approval: made, selfApproved: own, signedHash, ...(missing === null ? {} : { missing }) };
  await recordEvents(tx, [{ type: missing === null ? 'protocol.approved' : 'protocol.cosigned', actor: by.actor, data }]);
  return tx.repository(ReviewEntity).findOneByOrFail({ id: made });
}

/**
 * The id of an approval that is asked for under a key: a UUID of version 8 (RFC 9562) made of reviewer and key. The primary key then is what
 * keeps two requests under one key apart, whichever protocols they are for. Undefined without a key.
 */
function approvalId(key: string | null, by: Reviewer): string | undefined {
  if (key === null) return undefined;
  const digest = createHash('sha256').update(`approval\n${by.principalId}\n${key}`, 'utf8').digest('hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-9${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

/** A key that comes again with another request is a mistake of the client: what it asks for now would silently not be signed. */
function sameApproval(known: ReviewEntity, request: ApprovalRequest, { hash, document }: ProtocolEntity, usualDays: number): ReviewEntity {
  const { parameters = [] } = document as Protocol;
  const asked = Object.fromEntries(parameters.map(({ id, default: preset }) => [id, request.parameters[id] ?? preset]));
  const days = Math.round((known.expiresAt.getTime() - known.createdAt.getTime()) / DAY_MS);
  const same =
    known.protocolHash === hash &&
    known.meaning === request.meaning &&
    days === (request.days ?? usualDays) &&
    isDeepStrictEqual(known.parameters, asked) &&
    Object.keys(request.parameters).every((id) => Object.hasOwn(asked, id));
  if (same) return known;
  const reason = `the Idempotency-Key was used for another request, which signed approval ${known.id}; use a new key for a new approval`;
  throw new LabError('CONFLICT', reason, { kind: 'approval', id: known.id, reason });
}

function signedBy({ roles = ['reviewer'], signedWith = 'none' }: Reviewer): Pick<ReviewEntity, 'reviewerRoles' | 'signedWith'> {
  return { reviewerRoles: [...roles], signedWith };
}

/** What is missing until a protocol is approved with what this hash signs; null when nothing is. */
async function stillMissing(tx: Tx, { hash, author, document }: ProtocolEntity, signedHash: string): Promise<string | null> {
  const yeses = await tx.repository(ReviewEntity).findBy({ protocolHash: hash, decision: 'approved', signedHash });
  const now = await tx.wallNow();
  const good = yeses.filter(({ revokedAt, expiresAt }) => revokedAt === null && expiresAt > now);
  const { biosafety } = document as Protocol;
  const level = Math.max(biosafety.level, ...biosafety.organisms.map(({ riskGroup }) => riskGroup));
  const [{ hadFinding } = { hadFinding: false }] = await tx.query<{ hadFinding: boolean }>(
    `select ${HAD_FINDING} as "hadFinding" from lab.protocols p where p.hash = $1`,
    [hash],
  );
  return missingYes(
    approvalNeed({ level, hadFinding }, (await policyInForce(tx)).policy.approvals),
    author,
    good.map(({ reviewer, reviewerRoles, selfApproved }) => ({ reviewer, roles: reviewerRoles, selfApproved })),
  );
}

/**
 * Takes every approval of a protocol back, for good: another content has to be submitted. Runs of it that have not ended are held; none of
 * them can be started or go on. @throws LabError NOT_FOUND, STATE_EVENT_NOT_ALLOWED
 */
export async function revokeProtocol(tx: Tx, hash: string, reason: string, by: Reviewer): Promise<void> {
  const protocol = await findProtocol(tx, hash);
  const { state } = transitionReview(protocol.status, 'revoke');
  await tx.query(
    `update lab.reviews set revoked_at = clock_timestamp(), revoked_by = $2, revocation_reason = $3
     where protocol_hash = $1 and decision = 'approved' and revoked_at is null`,
    [hash, by.principalId, reason],
  );
  await tx.repository(ProtocolEntity).update({ hash }, { status: state });
  await recordEvents(tx, [{ type: 'protocol.revoked', actor: by.actor, data: { hash, reason } }]);
  const runs = await tx.query<{ id: string }>(
    `select id from lab.runs where protocol_hash = $1 and status in ('running', 'paused') order by id`,
    [hash],
  );
  for (const { id } of runs) {
    const run = await lockRun(tx, id);
    // A paused one cannot be held; what it may do is looked at again before it goes on.
    if (run.state.status === 'running') await holdRun(tx, run, `the approval of its protocol was taken back: ${reason}`, by.actor);
  }
}

/** A signed no. @throws LabError NOT_FOUND, STATE_EVENT_NOT_ALLOWED */
export async function rejectProtocol(tx: Tx, hash: string, reason: string, by: Reviewer): Promise<void> {
  const protocol = await findProtocol(tx, hash);
  const { state } = transitionReview(protocol.status, 'reject');
  const envelope: Envelope = { simulatedOnly: false, limits: {} };
  const { version: policyVersion } = await policyInForce(tx);
  const signedHash = signedHashOf(hash, {}, envelope, policyVersion);
  await tx.repository(ReviewEntity).insert({
    protocolHash: hash,
    decision: 'rejected',
    parameters: {},
    envelope,
    policyVersion,
    signedHash,
    reviewer: by.principalId,
    ...signedBy(by),
    meaning: reason,
    expiresAt: await tx.wallNow(),
  });
  await tx.repository(ProtocolEntity).update({ hash }, { status: state });
  await recordEvents(tx, [{ type: 'protocol.rejected', actor: by.actor, data: { hash, reason } }]);
}
