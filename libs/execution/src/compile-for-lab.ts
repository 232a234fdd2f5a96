import { createHash } from 'node:crypto';
import { releasedFindings, type Tx } from '@labwright/persistence';
import {
  compile,
  protocolHash,
  type Compiled,
  type CompileOptions,
  type CompilerPass,
  type Diagnostic,
  type Fleet,
} from '@labwright/protocol';
import { compilePolicyOf, diagnosticOf, safetyPass, safetyPolicyOf, screenProtocol, type SafetyPolicy } from '@labwright/safety';
import { loadFleet } from './fleet';
import { policyInForce, type PolicyInForce } from './site-policy';

/** What one compilation for the lab may ask for; the rest is the lab's. */
export type LabCompileOptions = Pick<CompileOptions, 'parameters' | 'bindings' | 'positions'>;

export interface LabCompiled extends Compiled {
  readonly fleet: Fleet;
  readonly policy: PolicyInForce;
}

/**
 * Compiles a document for the lab as it is today: its fleet, the date by the database's clock (UTC), and the rules of safety under the policy in
 * force. What the biosafety officer has released of this document is told and holds it no more. A document that the compiler cannot read is
 * screened all the same.
 */
export async function compileForLab(tx: Tx, document: unknown, options: LabCompileOptions = {}): Promise<LabCompiled> {
  const fleet = await loadFleet(tx);
  const today = (await tx.wallNow()).toISOString().slice(0, 10);
  const policy = await policyInForce(tx);
  const safety = safetyPolicyOf(policy.policy);
  const released = await releasedFindings(tx, protocolHash(document));
  let passed = false;
  const pass: CompilerPass = {
    name: 'safety',
    run: (input) => {
      passed = true;
      return safetyPass(safety)
        .run(input)
        .map((found) => (isHold(found) && released.has(fingerprintOf(found)) ? asReleased(found) : found));
    },
  };
  const { plan, diagnostics } = compile(document, { ...options, fleet, today, policy: compilePolicyOf(policy.policy), passes: [pass] });
  const unread = passed ? [] : holdsOf(document, safety).filter((found) => !released.has(fingerprintOf(found)));
  return { plan: unread.length > 0 ? null : plan, diagnostics: [...diagnostics, ...unread], fleet, policy };
}

/** What holds a document under the policy in force, without what the officer has released. */
export async function holdsNow(tx: Tx, document: unknown): Promise<readonly Diagnostic[]> {
  const { policy } = await policyInForce(tx);
  const released = await releasedFindings(tx, protocolHash(document));
  return holdsOf(document, safetyPolicyOf(policy)).filter((found) => !released.has(fingerprintOf(found)));
}

/** What people have to decide before anything is done with it. */
export function isHold({ code, severity }: Diagnostic): boolean {
  return code === 'E_BIOSAFETY_HOLD' && severity === 'error';
}

/** Names a finding of one document, so that a release is of this finding and of no other. The edition of a list is no part of it. */
export function fingerprintOf({ code, path, message }: Diagnostic): string {
  return createHash('sha256').update(`${code}\n${path}\n${message}`, 'utf8').digest('hex');
}

function asReleased(found: Diagnostic): Diagnostic {
  return { ...found, severity: 'info', message: `${found.message}; released by the biosafety officer` };
}

function holdsOf(document: unknown, policy: SafetyPolicy): readonly Diagnostic[] {
  return screenProtocol(document, policy).findings.map(diagnosticOf).filter(isHold);
}
