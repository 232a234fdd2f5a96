import type { Database } from '../database';

/** How anchoring goes with one target. */
export interface AnchorStateRow {
  /** Where anchors go, without secrets. */
  readonly target: string;
  readonly anchoredAt: Date | null;
  /** Number of the entry that was anchored last; 0 before the first. */
  readonly sequence: number;
  readonly failingSince: Date | null;
  readonly problem: string;
}

export async function listAnchorStates(database: Database): Promise<AnchorStateRow[]> {
  return database.query<AnchorStateRow>(
    `select target, anchored_at as "anchoredAt", sequence::float8 as sequence, failing_since as "failingSince", problem from lab.audit_anchors order by target`,
  );
}

export async function anchored(database: Database, target: string, sequence: number): Promise<void> {
  await database.query(
    `insert into lab.audit_anchors (target, anchored_at, sequence) values ($1, clock_timestamp(), $2)
     on conflict (target) do update set anchored_at = excluded.anchored_at, sequence = excluded.sequence, failing_since = null, problem = ''`,
    [target, sequence],
  );
}

export async function notAnchored(database: Database, target: string, problem: string): Promise<void> {
  await database.query(
    `insert into lab.audit_anchors (target, failing_since, problem) values ($1, clock_timestamp(), $2)
     on conflict (target) do update set failing_since = coalesce(lab.audit_anchors.failing_since, excluded.failing_since), problem = excluded.problem`,
    [target, problem.slice(0, 1_000)],
  );
}
