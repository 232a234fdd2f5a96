import { LabError, transitionReview, type ReviewStatus } from '@labwright/domain';
import { ProtocolEntity, recordEvents, type RevisionPlace, type Tx } from '@labwright/persistence';
import { parseProtocol, protocolHash, type Diagnostic, type Plan, type Protocol } from '@labwright/protocol';
import { compileForLab, isHold, type LabCompiled } from './compile-for-lab';
import { doesNotCompile } from './compile-failure';
import { recordVerdict, tellHold } from './hold-protocol';
import { bringProvenance, mustNotBeBarred } from './submitted-draft';

/** What the compiler says of a protocol on the fleet as it is now. */
export interface Validation {
  readonly document: Protocol | null;
  readonly hash: string | null;
  readonly plan: Plan | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Null where the text is no document. */
  readonly compiled: LabCompiled | null;
}

/** Parses and compiles a protocol with its default parameters. Never throws for what is wrong with the protocol: that is in the diagnostics. */
export async function validateProtocol(tx: Tx, source: string): Promise<Validation> {
  const parsed = parseProtocol(source);
  if (parsed.document === null) return { document: null, hash: null, plan: null, diagnostics: parsed.diagnostics, compiled: null };
  const compiled = await compileForLab(tx, parsed.document, { positions: parsed.positions });
  const { plan, diagnostics } = compiled;
  return { document: parsed.document as Protocol, hash: protocolHash(parsed.document), plan, diagnostics, compiled };
}

/**
 * Stores a protocol that compiles, under the hash of its content, and puts it into review; one in which nothing is wrong but that people
 * have to decide about it is stored too, and held for the biosafety officer. The same content again is the same protocol. What a draft says
 * (`from`, or any that says the same) brings who wrote its steps.
 * @throws LabError PROTOCOL_DOES_NOT_COMPILE with all diagnostics; CONFLICT when another content has this name and version, or the author's draft
 * that says it is held or rejected
 */
export async function submitProtocol(
  tx: Tx,
  source: string,
  by: { principalId: string; actor: string },
  from: RevisionPlace | null = null,
): Promise<ProtocolEntity> {
  const { document, hash, plan, diagnostics, compiled } = await validateProtocol(tx, source);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (!document || !hash || !compiled || !errors.every(isHold) || (!plan && errors.length === 0))
    throw doesNotCompile('the protocol does not compile', diagnostics);
  const protocols = tx.repository(ProtocolEntity);
  const same = await protocols.findOneBy({ hash });
  if (same) return same;
  await mustNotBeBarred(tx, hash, by);
  const { name, version, title } = document;
  if (await protocols.findOneBy({ name, version })) {
    const reason = `version ${version} of ${name} exists with another content; give this one a new version`;
    throw new LabError('CONFLICT', reason, { kind: 'protocol', id: `${name} ${version}`, reason });
  }
  const held = errors.length > 0;
  let status: ReviewStatus = transitionReview('draft', 'submit').state;
  status = transitionReview(status, held ? 'screened_hit' : 'screened_clear').state;
  await protocols.insert({
    hash,
    name,
    version,
    title,
    document: document as object,
    source,
    author: by.principalId,
    status,
    diagnostics: [...diagnostics],
  });
  await recordVerdict(tx, hash, document, compiled, 'system');
  await bringProvenance(tx, hash, by, from);
  await recordEvents(tx, [{ type: 'protocol.submitted', actor: by.actor, data: { hash, name, version } }]);
  if (held) await tellHold(tx, { hash, name, version, title });
  else await recordEvents(tx, [{ type: 'protocol.in_review', actor: 'system', data: { hash } }]);
  return protocols.findOneByOrFail({ hash });
}
