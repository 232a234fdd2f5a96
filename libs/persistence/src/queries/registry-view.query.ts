import type { ActivityState, DriverManifest, LinkState, PrincipalKind, Role, Scope, ServiceState } from '@labwright/domain';
import type { Database } from '../database';
import type { InstrumentLimits } from '../entities/registry.entity';

/** An instrument with its model, its owner and what is on its nests. */
export interface InstrumentRow {
  readonly id: string;
  readonly driver: string;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly url: string;
  readonly agent: string;
  readonly settings: Record<string, unknown>;
  readonly limits: InstrumentLimits;
  readonly location: string;
  readonly simulated: boolean;
  readonly link: LinkState;
  readonly linkReason: string;
  readonly activity: ActivityState;
  readonly service: ServiceState;
  readonly serviceReason: string;
  readonly identity: Record<string, unknown> | null;
  readonly lastSeenAt: Date | null;
  readonly createdAt: Date;
  readonly nests: readonly {
    readonly place: string;
    readonly reservedBy: string | null;
    readonly labware: string | null;
    readonly labwareId: string | null;
  }[];
}

export interface DriverRow {
  readonly id: string;
  readonly version: string;
  readonly manifest: DriverManifest;
  readonly settingsSchema: Record<string, unknown>;
  readonly updatedAt: Date;
}

/** Drivers by id, after that id; at most `limit`. */
export async function listDrivers(
  database: Database,
  options: { readonly after?: string | undefined; readonly limit: number },
): Promise<DriverRow[]> {
  return database.query<DriverRow>(
    `select id, version, manifest, settings_schema as "settingsSchema", updated_at as "updatedAt" from lab.drivers
     where ($1::text is null or id > $1) order by id limit $2`,
    [options.after ?? null, options.limit],
  );
}

export interface TestRequestRow {
  readonly id: string;
  readonly instrument: string;
  readonly requestedBy: string;
  readonly status: 'pending' | 'done' | 'failed';
  readonly result: Record<string, unknown> | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** One request for a test of an instrument; null when there is none. */
export async function readTestRequest(database: Database, instrument: string, id: string): Promise<TestRequestRow | null> {
  const [row] = await database.query<TestRequestRow>(
    `select id, instrument_id as instrument, requested_by as "requestedBy", status, result, created_at as "createdAt", finished_at as "finishedAt"
     from lab.agent_requests where id = $1 and instrument_id = $2 and kind = 'test'`,
    [id, instrument],
  );
  return row ?? null;
}

/** A principal with its keys; of a key only what tells it apart. */
export interface PrincipalRow {
  readonly id: string;
  readonly name: string;
  readonly kind: PrincipalKind;
  readonly roles: readonly Role[];
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
  readonly passwordSetAt: Date | null;
  readonly keys: readonly {
    readonly id: string;
    readonly label: string;
    readonly prefix: string;
    /** What it is limited to; null for whatever its principal may. */
    readonly scopes: readonly Scope[] | null;
    readonly createdAt: string;
    readonly expiresAt: string | null;
    readonly revokedAt: string | null;
    readonly lastUsedAt: string | null;
  }[];
}

const PRINCIPAL = `select p.id, p.name, p.kind, p.roles, p.created_at as "createdAt", p.disabled_at as "disabledAt",
    p.password_set_at as "passwordSetAt",
    coalesce((select jsonb_agg(jsonb_build_object('id', k.id, 'label', k.label, 'prefix', k.prefix, 'scopes', k.scopes, 'createdAt', k.created_at, 'expiresAt', k.expires_at,
      'revokedAt', k.revoked_at, 'lastUsedAt', k.last_used_at) order by k.created_at, k.id) from lab.api_keys k where k.principal_id = p.id), '[]') as keys
  from lab.principals p`;

/** Principals by name, after the one of that id; at most `limit`. */
export async function listPrincipals(
  database: Database,
  options: { readonly after?: string | undefined; readonly limit: number },
): Promise<PrincipalRow[]> {
  return database.query<PrincipalRow>(
    `${PRINCIPAL} where ($1::uuid is null or p.name > (select name from lab.principals where id = $1)) order by p.name limit $2`,
    [options.after ?? null, options.limit],
  );
}

/** One principal; null when there is none of that id. */
export async function readPrincipal(database: Database, id: string): Promise<PrincipalRow | null> {
  const [row] = await database.query<PrincipalRow>(`${PRINCIPAL} where p.id = $1`, [id]);
  return row ?? null;
}
