import { LabError, transitionReview } from '@labwright/domain';
import { ProtocolEntity, insertScreening, insertScreeningDecision, latestScreening, recordEvents, type Tx } from '@labwright/persistence';
import { canonicalHash, type Diagnostic } from '@labwright/protocol';
import { diagnosticOf, safetyPolicyOf, screenProtocol, verdictOn, type ScreeningFinding } from '@labwright/safety';
import { compileForLab, fingerprintOf, isHold, type LabCompiled } from './compile-for-lab';
import { findProtocol, type Reviewer } from './review-protocol';

/** A finding as it is kept beside a protocol, with the name by which it is released. */
interface KeptFinding extends ScreeningFinding {
  readonly fingerprint: string;
}

/** What holds a protocol, in the words of the screener where it was that. */
function keptFindings(document: unknown, { diagnostics, policy }: Pick<LabCompiled, 'diagnostics' | 'policy'>): readonly KeptFinding[] {
  const known = new Map(
    screenProtocol(document, safetyPolicyOf(policy.policy)).findings.map((finding) => [fingerprintOf(diagnosticOf(finding)), finding]),
  );
  return diagnostics.filter(isHold).map((diagnostic) => {
    const fingerprint = fingerprintOf(diagnostic);
    return { ...(known.get(fingerprint) ?? ruleOf(diagnostic, policy.version)), fingerprint };
  });
}

/** Level, risk group and registration are no matter of lists: they stand in the policy. */
function ruleOf({ path, message }: Diagnostic, version: string): ScreeningFinding {
  return { rule: 'biosafety', list: 'site-policy', version, category: 'biosafety', path, excerpt: '', severity: 'hold', message };
}

/** Writes down what screening says of a protocol that is stored; answers its id. */
export async function recordVerdict(tx: Tx, hash: string, document: unknown, compiled: LabCompiled, actor: string): Promise<string> {
  const findings = keptFindings(document, compiled);
  const { outcome, against } = verdictOn(findings);
  return insertScreening(tx, {
    subject: 'protocol',
    protocolHash: hash,
    outcome,
    findings,
    lists: against,
    policyVersion: compiled.policy.version,
    actor,
  });
}

/** The event from which people are told. */
export async function tellHold(
  tx: Tx,
  { hash, name, version, title }: Pick<ProtocolEntity, 'hash' | 'name' | 'version' | 'title'>,
): Promise<void> {
  const { findings = [] } = (await latestScreening(tx, hash)) ?? {};
  const rules = [...new Set((findings as readonly KeptFinding[]).map(({ rule }) => rule))];
  await recordEvents(tx, [
    { type: 'protocol.held', actor: 'system', data: { hash, name, version, title, findings: findings.length, rules } },
  ]);
}

/**
 * The biosafety officer lets a protocol go on with what was found in it; it still needs its review. Exactly the findings that are held now are
 * released; another one, by a later list or policy, holds again. A protocol that is in review or approved is released where something that
 * came later holds it.
 * @throws LabError NOT_FOUND, ACCESS_SELF_APPROVAL (the author's own), STATE_EVENT_NOT_ALLOWED (nothing holds it)
 */
export async function releaseProtocol(tx: Tx, hash: string, reason: string, by: Reviewer): Promise<void> {
  const protocol = await findProtocol(tx, hash);
  mustBeAnother(protocol, by);
  const compiled = await compileForLab(tx, protocol.document);
  const held = protocol.status === 'held_biosafety';
  const holds = compiled.diagnostics.some(isHold);
  const goesOn = held || !holds || !['in_review', 'approved', 'expired'].includes(protocol.status);
  const status = goesOn ? transitionReview(protocol.status, 'release').state : protocol.status;
  await decide(tx, protocol, compiled, { decision: 'released', reason, by });
  await tx.repository(ProtocolEntity).update({ hash }, { status });
  await recordEvents(tx, [
    { type: 'protocol.released', actor: by.actor, data: { hash, reason } },
    ...(held ? [{ type: 'protocol.in_review' as const, actor: 'system', data: { hash } }] : []),
  ]);
}

/** The biosafety officer's no, which is final for this content. @throws LabError NOT_FOUND, ACCESS_SELF_APPROVAL, STATE_EVENT_NOT_ALLOWED */
export async function rejectHeld(tx: Tx, hash: string, reason: string, by: Reviewer): Promise<void> {
  const protocol = await findProtocol(tx, hash);
  mustBeAnother(protocol, by);
  const { state } = transitionReview(protocol.status, 'reject');
  await decide(tx, protocol, await compileForLab(tx, protocol.document), { decision: 'rejected', reason, by });
  await tx.repository(ProtocolEntity).update({ hash }, { status: state });
  await recordEvents(tx, [{ type: 'protocol.rejected', actor: by.actor, data: { hash, reason } }]);
}

async function decide(
  tx: Tx,
  { hash, document }: ProtocolEntity,
  compiled: LabCompiled,
  { decision, reason, by }: { readonly decision: 'released' | 'rejected'; readonly reason: string; readonly by: Reviewer },
): Promise<void> {
  const findings = keptFindings(document, compiled).map(({ fingerprint }) => fingerprint);
  const screening = await screeningOf(tx, hash, document, compiled, findings, by);
  const policyVersion = compiled.policy.version;
  const signer = { decidedBy: by.principalId, signedWith: by.signedWith ?? 'none' } as const;
  const signedHash = canonicalHash({ protocolHash: hash, decision, findings, reason, policyVersion });
  await insertScreeningDecision(tx, screening, { protocolHash: hash, decision, findings, reason, signedHash, ...signer });
}

/** The verdict that is decided about: the stored one, or a new one where lists or policy say otherwise by now, or it was decided before. */
async function screeningOf(
  tx: Tx,
  hash: string,
  document: unknown,
  compiled: LabCompiled,
  findings: readonly string[],
  { actor }: Reviewer,
): Promise<string> {
  const latest = await latestScreening(tx, hash);
  const known = (latest?.findings as readonly KeptFinding[] | undefined)?.map(({ fingerprint }) => fingerprint);
  const decided = latest && (await tx.query(`select 1 from lab.screening_decisions where screening_id = $1`, [latest.id])).length > 0;
  if (latest && !decided && known?.toSorted().join() === findings.toSorted().join()) return latest.id;
  return recordVerdict(tx, hash, document, compiled, actor);
}

function mustBeAnother({ author, name, version }: ProtocolEntity, by: Reviewer): void {
  if (author !== by.principalId) return;
  throw new LabError(
    'ACCESS_SELF_APPROVAL',
    `you are the author of ${name} ${version}; another principal with the role biosafety_officer decides about it`,
    { author: by.actor },
  );
}
