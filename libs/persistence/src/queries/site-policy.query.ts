import type { Database, Tx } from '../database';

export interface SitePolicyRow {
  readonly hash: string;
  readonly document: unknown;
  readonly origin: string;
  readonly acceptedAt: Date;
}

const COLUMNS = `hash, document, origin, accepted_at as "acceptedAt"`;

/** The policy in force: the one that was accepted last; null when none ever was. */
export async function currentPolicyRow(tx: Pick<Tx | Database, 'query'>): Promise<SitePolicyRow | null> {
  const [row] = await tx.query<SitePolicyRow>(`select ${COLUMNS} from lab.site_policies order by id desc limit 1`);
  return row ?? null;
}

/**
 * Puts a policy into force, unless it is; answers whether it was new. Two processes that read the same file at once accept it once.
 */
export async function acceptPolicyRow(
  tx: Tx,
  policy: { readonly hash: string; readonly document: object; readonly source: string; readonly origin: string },
): Promise<boolean> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('lab.site_policies'))`);
  if ((await currentPolicyRow(tx))?.hash === policy.hash) return false;
  await tx.query(`insert into lab.site_policies (hash, document, source, origin) values ($1, $2::jsonb, $3, $4)`, [
    policy.hash,
    JSON.stringify(policy.document),
    policy.source,
    policy.origin,
  ]);
  return true;
}

/** Every policy that was in force, the newest first; at most 100. */
export async function listPolicies(database: Database): Promise<SitePolicyRow[]> {
  return database.query<SitePolicyRow>(`select ${COLUMNS} from lab.site_policies order by id desc limit 100`);
}
