import { LabError, initialRun, initialStep, type Quantity } from '@labwright/domain';
import { ProtocolEntity, ReviewEntity, RunEntity, recordEvents, type Tx } from '@labwright/persistence';
import { canonicalHash, type Plan } from '@labwright/protocol';
import { compileForLab } from './compile-for-lab';
import { doesNotCompile } from './compile-failure';
import { envelopeOf, outsideOf } from './envelope';
import { needAuthority } from './run-authority';

export interface RunRequest {
  readonly protocolHash: string;
  readonly parameters: Readonly<Record<string, Quantity>>;
  readonly bindings: Readonly<Record<string, string>>;
  /** -100 to 100; higher goes first. */
  readonly priority: number;
  /** The same key from the same principal gives the same run. */
  readonly idempotencyKey: string | null;
}

/**
 * Makes a run of an approved protocol: compiles it for the fleet as it is now, checks that the plan stays inside what was approved, and
 * freezes the plan with its steps and labware. Nothing moves before the run is started.
 * @throws LabError NOT_FOUND, APPROVAL_MISSING, APPROVAL_EXPIRED, PROTOCOL_DOES_NOT_COMPILE, CONFLICT (outside the approved envelope)
 */
export async function createRun(tx: Tx, request: RunRequest, by: { principalId: string; actor: string }): Promise<RunEntity> {
  const known = await sameRequest(tx, request, by.principalId);
  if (known) return known;
  const protocol = await tx.repository(ProtocolEntity).findOneBy({ hash: request.protocolHash });
  if (!protocol)
    throw new LabError('NOT_FOUND', `there is no protocol ${request.protocolHash}`, { kind: 'protocol', id: request.protocolHash });
  const { parameters, bindings } = request;
  const { plan, diagnostics, fleet } = await compileForLab(tx, protocol.document, { parameters, bindings });
  if (!plan) throw doesNotCompile(`${protocol.name} ${protocol.version} does not compile on the fleet as it is now`, diagnostics);
  const bound = Object.values(plan.bindings);
  const simulated = fleet.instruments.filter((i) => bound.includes(i.id)).some((i) => i.simulated);
  const review = await findApproval(tx, protocol, plan);
  const outside = outsideOf(review.envelope, envelopeOf(plan, simulated));
  if (outside !== null)
    throw new LabError('CONFLICT', `${protocol.name}: ${outside}; this needs another approval`, {
      kind: 'approval',
      id: protocol.name,
      reason: outside,
    });

  const [run] = await tx.query<{ id: string }>(
    `insert into lab.runs (protocol_hash, review_id, parameters, plan, plan_hash, status, state, priority, created_by, idempotency_key)
     values ($1, $2, $3::jsonb, $4::jsonb, $5, $6, $7::jsonb, $8, $9, $10)
     on conflict (created_by, idempotency_key) do nothing returning id`,
    [
      protocol.hash,
      review.id,
      JSON.stringify(plan.parameters),
      JSON.stringify(plan),
      canonicalHash(plan),
      initialRun.status,
      JSON.stringify(initialRun),
      request.priority,
      by.principalId,
      request.idempotencyKey,
    ],
  );
  if (!run) {
    // The same request came twice at once, and the other one was quicker.
    const other = await sameRequest(tx, request, by.principalId);
    if (other) return other;
    throw new LabError('INTERNAL', 'the run was not stored', { where: 'createRun' });
  }
  await tx.query(
    `insert into lab.step_instances (run_id, step_id, position, kind, definition, instrument_id, status)
     select $1, s->>'id', array[(n - 1)::int], s->>'kind', s, s->>'instrument', $3 from jsonb_array_elements($2::jsonb) with ordinality as e(s, n)`,
    [run.id, JSON.stringify(plan.steps), initialStep.status],
  );
  await tx.query(
    `insert into lab.labware (run_id, name, type, place_id) select $1, l->>'id', l->>'type', l->>'startsAt' from jsonb_array_elements($2::jsonb) l`,
    [run.id, JSON.stringify(plan.labware)],
  );
  await recordEvents(tx, [
    {
      type: 'run.created',
      actor: by.actor,
      runId: run.id,
      data: { protocol: protocol.name, version: protocol.version, approval: review.id, bindings: plan.bindings },
    },
  ]);
  await needAuthority(tx, run.id);
  return tx.repository(RunEntity).findOneByOrFail({ id: run.id });
}

async function sameRequest(tx: Tx, { idempotencyKey }: RunRequest, createdBy: string): Promise<RunEntity | null> {
  return idempotencyKey === null ? null : tx.repository(RunEntity).findOneBy({ createdBy, idempotencyKey });
}

/** The newest approval that covers these parameter values. */
async function findApproval(tx: Tx, protocol: ProtocolEntity, plan: Plan): Promise<ReviewEntity> {
  const name = `${protocol.name} ${protocol.version}`;
  const reviews = await tx
    .repository(ReviewEntity)
    .find({ where: { protocolHash: protocol.hash, decision: 'approved' }, order: { createdAt: 'desc' } });
  const wanted = canonicalHash(plan.parameters);
  const covering = reviews.filter((r) => r.revokedAt === null && canonicalHash(r.parameters) === wanted);
  const now = await tx.wallNow();
  const live = covering.find((r) => r.expiresAt > now);
  if (live) return live;
  const lapsed = covering[0];
  if (lapsed) {
    const expiredAt = lapsed.expiresAt.toISOString();
    throw new LabError('APPROVAL_EXPIRED', `the approval of ${name} ended at ${expiredAt}; have it approved again`, {
      protocol: name,
      expiredAt,
    });
  }
  const why = reviews.length > 0 ? 'was approved, but not with these parameter values' : `is ${protocol.status}, not approved`;
  throw new LabError('APPROVAL_MISSING', `${name} ${why}; a reviewer approves it with POST /v1/protocols/${protocol.hash}/approve`, {
    protocol: name,
  });
}
