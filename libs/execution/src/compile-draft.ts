import type { Tx } from '@labwright/persistence';
import { readDraft, type Diagnostic } from '@labwright/protocol';
import { diagnosticOf, safetyPolicyOf, screenProtocol } from '@labwright/safety';
import { compileForLab, isHold } from './compile-for-lab';
import { policyInForce } from './site-policy';

/** What the lab says of a draft of a model. */
export interface LabCompiledDraft {
  /** The protocol that the draft says; null when nobody can say which. */
  readonly document: Record<string, unknown> | null;
  /** Places of the document; of the draft where there is no document. */
  readonly diagnostics: readonly Diagnostic[];
  /** The same with places of the draft. */
  readonly ofDraft: readonly Diagnostic[];
}

/** Compiles a draft as `compileForLab` does a document. One that says no document is screened all the same. */
export async function compileDraftForLab(tx: Tx, draft: unknown): Promise<LabCompiledDraft> {
  const { document, diagnostics: unread, placeOf } = readDraft(draft);
  if (document === null) {
    const { policy } = await policyInForce(tx);
    const holds = screenProtocol(draft, safetyPolicyOf(policy)).findings.map(diagnosticOf).filter(isHold);
    const diagnostics = [...unread, ...holds];
    return { document, diagnostics, ofDraft: diagnostics };
  }
  const { diagnostics } = await compileForLab(tx, document);
  return { document, diagnostics, ofDraft: diagnostics.map((each) => ({ ...each, path: placeOf(each.path) })) };
}
