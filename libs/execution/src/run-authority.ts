import { LabError, type Role } from '@labwright/domain';
import { HAD_FINDING, type Database, type Envelope, type ReviewEntity, type Tx } from '@labwright/persistence';
import { canonicalHash, protocolHash, type Plan, type Protocol } from '@labwright/protocol';
import { approvalNeed, missingYes } from '@labwright/safety';
import { envelopeOf, outsideOf } from './envelope';
import { allSteps } from './plan-steps';
import { signedHashOf } from './signed-hash';
import { policyInForce } from './site-policy';

interface Yes {
  readonly id: string;
  readonly protocolHash: string;
  readonly parameters: ReviewEntity['parameters'];
  readonly envelope: Envelope;
  readonly policyVersion: string;
  readonly signedHash: string;
  readonly reviewer: string;
  readonly roles: readonly Role[];
  readonly selfApproved: boolean;
  /** Of the time at which the run began, or now where it has not. */
  readonly good: boolean;
}

interface RunFacts {
  readonly protocolHash: string;
  readonly document: unknown;
  readonly author: string;
  readonly status: string;
  readonly parameters: ReviewEntity['parameters'];
  readonly plan: Plan;
  readonly planHash: string;
  /** Some instrument of the plan is simulated. */
  readonly simulated: boolean;
  readonly hadFinding: boolean;
  readonly yeses: readonly Yes[];
}

/** What may be done in the name of a run, or why nothing may. */
export type Authority = { readonly fault: string } | { readonly fault: null; readonly plan: Plan };

/**
 * Whether what a run is made of is what people have approved, worked out anew from the record and nothing that the run says of itself: the
 * protocol has the content of its hash, the plan is the one of its hash and of that protocol, enough people other than the author have signed
 * this protocol with these parameters, their signatures are over what they name and stand, and the plan stays inside of each.
 */
export async function authorityOf(db: Tx | Database, runId: string): Promise<Authority> {
  const facts = await factsOf(db, runId);
  if (!facts) return { fault: `there is no run ${runId}` };
  const { plan, yeses } = facts;
  const { policy } = await policyInForce(db);
  if (protocolHash(facts.document) !== facts.protocolHash) return { fault: 'the protocol is not the one of its hash' };
  if (canonicalHash(plan) !== facts.planHash) return { fault: 'the plan is not the one of its hash' };
  if (plan.protocolHash !== facts.protocolHash) return { fault: 'the plan is of another protocol' };
  const asked = canonicalHash(facts.parameters);
  if (canonicalHash(plan.parameters) !== asked) return { fault: 'the plan was made with other parameters' };
  const covering = yeses.filter((yes) => canonicalHash(yes.parameters) === asked);
  const forged = covering.find(
    (yes) =>
      yes.protocolHash !== facts.protocolHash ||
      signedHashOf(yes.protocolHash, yes.parameters, yes.envelope, yes.policyVersion) !== yes.signedHash,
  );
  if (forged) return { fault: `approval ${forged.id} does not sign what it names` };
  const good = covering.filter(({ good: stands }) => stands);
  const { biosafety } = facts.document as Protocol;
  const level = Math.max(biosafety.level, ...biosafety.organisms.map(({ riskGroup }) => riskGroup));
  const missing = missingYes(approvalNeed({ level, hadFinding: facts.hadFinding }, policy.approvals), facts.author, good);
  if (missing !== null) {
    const ended = covering.length > good.length ? ', or what was approved has ended or was taken back' : '';
    return { fault: `there is no approval of this protocol with these parameters: ${missing}${ended}` };
  }
  const envelope = envelopeOf(plan, facts.simulated);
  for (const yes of good) {
    const outside = outsideOf(yes.envelope, envelope);
    if (outside !== null) return { fault: outside };
  }
  return { fault: null, plan };
}

/** @throws LabError APPROVAL_MISSING saying what is wrong */
export async function needAuthority(tx: Tx, runId: string): Promise<void> {
  const { fault } = await authorityOf(tx, runId);
  if (fault === null) return;
  throw new LabError('APPROVAL_MISSING', `run ${runId} may not go on: ${fault}; have the protocol approved and make another run`, {
    protocol: runId,
  });
}

/** Hash of each step of a plan by its id, also of those in rounds and cases. */
export function planIndex(plan: Plan): ReadonlyMap<string, string> {
  return new Map(allSteps(plan.steps).map((step) => [step.id, canonicalHash(step)]));
}

async function factsOf(db: Tx | Database, runId: string): Promise<RunFacts | undefined> {
  const [row] = await db.query<RunFacts>(
    `select r.protocol_hash as "protocolHash", p.document, p.author, p.status, r.parameters, r.plan, r.plan_hash as "planHash",
       exists (select from jsonb_each_text(r.plan->'bindings') b join lab.instruments i on i.id = b.value where i.simulated) as simulated,
       ${HAD_FINDING} as "hadFinding",
       coalesce((select jsonb_agg(jsonb_build_object('id', v.id, 'protocolHash', v.protocol_hash, 'parameters', v.parameters, 'envelope', v.envelope,
           'policyVersion', v.policy_version, 'signedHash', v.signed_hash, 'reviewer', v.reviewer, 'roles', v.reviewer_roles,
           'selfApproved', v.self_approved,
           'good', v.revoked_at is null and v.created_at <= coalesce(r.started_at, now()) and v.expires_at > coalesce(r.started_at, now())))
         from lab.reviews v where v.protocol_hash = r.protocol_hash and v.decision = 'approved'), '[]') as yeses
     from lab.runs r join lab.protocols p on p.hash = r.protocol_hash where r.id = $1`,
    [runId],
  );
  return row;
}
