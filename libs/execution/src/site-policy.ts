import { LabError } from '@labwright/domain';
import { acceptPolicyRow, currentPolicyRow, recordEvents, type Database, type Tx } from '@labwright/persistence';
import { canonicalHash } from '@labwright/protocol';
import { BUILTIN_SITE_POLICY, SitePolicySchema, readSitePolicy, type SitePolicy } from '@labwright/safety';

/** The policy in force, as every process of the lab has it: the row that was accepted last, or the built-in one. */
export interface PolicyInForce {
  readonly policy: SitePolicy;
  /** SHA-256 of the canonical JSON of the policy with its defaults: what approvals sign as `policyVersion`. */
  readonly version: string;
  /** The file that it came from; null for the built-in one. */
  readonly origin: string | null;
  readonly acceptedAt: Date | null;
}

const BUILTIN: PolicyInForce = { policy: BUILTIN_SITE_POLICY, version: canonicalHash(BUILTIN_SITE_POLICY), origin: null, acceptedAt: null };

/** @throws LabError SETTING_INVALID when what is stored is no policy that this version reads: nothing is then compiled under a laxer one */
export async function policyInForce(tx: Pick<Tx | Database, 'query'>): Promise<PolicyInForce> {
  const row = await currentPolicyRow(tx);
  if (!row) return BUILTIN;
  const { document, hash, origin, acceptedAt } = row;
  const read = SitePolicySchema.safeParse(document);
  if (read.success) return { policy: read.data, version: hash, origin, acceptedAt };
  const allowed = 'a policy of the schema labwright.dev/policy/v1; give the file of the policy again';
  throw new LabError(
    'SETTING_INVALID',
    `the policy in force (${hash}) cannot be read: ${read.error.issues[0]?.message ?? ''}; ${allowed}`,
    {
      setting: 'LABWRIGHT_POLICY_FILE',
      value: origin,
      allowed,
    },
  );
}

/** What became of a text that was to be the policy. */
export type PolicyOutcome =
  | { readonly accepted: true; readonly version: string; readonly changed: boolean }
  | { readonly accepted: false; readonly faults: readonly string[] };

/**
 * Puts the text of a policy into force, or refuses it whole: then the one before stays, and the record says why. The same policy again
 * changes nothing.
 */
export async function offerPolicy(database: Database, source: string, origin: string): Promise<PolicyOutcome> {
  const read = readSitePolicy(source);
  if ('faults' in read) {
    const { faults } = read;
    await database.transaction((tx) =>
      recordEvents(tx, [{ type: 'policy.refused', actor: 'system', data: { origin, faults: faults.slice(0, 20) } }]),
    );
    return { accepted: false, faults };
  }
  const version = canonicalHash(read.policy);
  const changed = await database.transaction(async (tx) => {
    const isNew = await acceptPolicyRow(tx, { hash: version, document: read.policy, source, origin });
    if (isNew) await recordEvents(tx, [{ type: 'policy.accepted', actor: 'system', data: { origin, version } }]);
    return isNew;
  });
  return { accepted: true, version, changed };
}
