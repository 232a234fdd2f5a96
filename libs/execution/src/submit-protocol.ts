import { LabError, transitionReview, type ReviewStatus } from '@labwright/domain';
import { ProtocolEntity, recordEvents, type Tx } from '@labwright/persistence';
import { parseProtocol, protocolHash, type Diagnostic, type Plan, type Protocol } from '@labwright/protocol';
import { compileForLab } from './compile-for-lab';
import { doesNotCompile } from './compile-failure';

/** What the compiler says of a protocol on the fleet as it is now. */
export interface Validation {
  readonly document: Protocol | null;
  readonly hash: string | null;
  readonly plan: Plan | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses and compiles a protocol with its default parameters. Never throws for what is wrong with the protocol: that is in the diagnostics. */
export async function validateProtocol(tx: Tx, source: string): Promise<Validation> {
  const parsed = parseProtocol(source);
  if (parsed.document === null) return { document: null, hash: null, plan: null, diagnostics: parsed.diagnostics };
  const { plan, diagnostics } = await compileForLab(tx, parsed.document, { positions: parsed.positions });
  return { document: parsed.document as Protocol, hash: protocolHash(parsed.document), plan, diagnostics };
}

/**
 * Stores a protocol that compiles, under the hash of its content, and puts it into review. The same content again is the same protocol.
 * @throws LabError PROTOCOL_DOES_NOT_COMPILE with all diagnostics; CONFLICT when another content has this name and version
 */
export async function submitProtocol(tx: Tx, source: string, by: { principalId: string; actor: string }): Promise<ProtocolEntity> {
  const { document, hash, plan, diagnostics } = await validateProtocol(tx, source);
  if (!document || !hash || !plan) throw doesNotCompile('the protocol does not compile', diagnostics);
  const protocols = tx.repository(ProtocolEntity);
  const same = await protocols.findOneBy({ hash });
  if (same) return same;
  const { name, version, title } = document;
  if (await protocols.findOneBy({ name, version })) {
    const reason = `version ${version} of ${name} exists with another content; give this one a new version`;
    throw new LabError('CONFLICT', reason, { kind: 'protocol', id: `${name} ${version}`, reason });
  }
  // Screening comes with the safety library; until then a submitted protocol goes to a person's review at once.
  let status: ReviewStatus = transitionReview('draft', 'submit').state;
  status = transitionReview(status, 'screened_clear').state;
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
  await recordEvents(tx, [
    { type: 'protocol.submitted', actor: by.actor, data: { hash, name, version } },
    { type: 'protocol.in_review', actor: 'system', data: { hash } },
  ]);
  return protocols.findOneByOrFail({ hash });
}
