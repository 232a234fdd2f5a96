import type { Database } from '../database';
import { LINK_NOW } from './instrument-link.query';

/** What the lab is doing, as counts. */
export interface LabNumbersRow {
  readonly runs: readonly { readonly status: string; readonly count: number }[];
  readonly jobs: readonly { readonly status: string; readonly count: number }[];
  readonly tasks: readonly { readonly status: string; readonly count: number; readonly overdue: number }[];
  readonly instruments: readonly { readonly link: string; readonly service: string; readonly count: number }[];
  readonly notifications: readonly { readonly status: string; readonly count: number }[];
  readonly agents: number;
  readonly outbox: number;
}

/**
 * Counts for metrics, in one statement. Steps are counted where they wait or work: those that are over grow without end, and the partial
 * index of the others keeps this cheap however many runs there have been. `seenMs`: for how long an agent that says nothing still counts.
 */
export async function readLabNumbers(database: Database, seenMs: number): Promise<LabNumbersRow> {
  const [row] = await database.query<LabNumbersRow>(
    `select
       (select coalesce(jsonb_agg(t), '[]') from (select status, count(*)::int from lab.runs group by status) t) as runs,
       (select coalesce(jsonb_agg(t), '[]') from (
          select status, count(*)::int from lab.step_instances
          where status in ('ready', 'dispatched', 'running', 'holding', 'awaiting_operator', 'in_body', 'in_doubt') group by status) t) as jobs,
       (select coalesce(jsonb_agg(t), '[]') from (
          select status, count(*)::int, count(*) filter (where due_lab < lab.lab_now())::int as overdue
          from lab.operator_tasks where status in ('open', 'claimed') group by status) t) as tasks,
       (select coalesce(jsonb_agg(t), '[]') from (
          select ${LINK_NOW} as link, i.service, count(*)::int from lab.instruments i group by 1, 2) t) as instruments,
       (select coalesce(jsonb_agg(t), '[]') from (
          select case when acknowledged_at is not null then 'acknowledged' when resolved_at is not null then 'resolved' else 'open' end as status, count(*)::int
          from lab.notifications group by 1) t) as notifications,
       (select count(*)::int from lab.agents where seen_at > now() - $1 * interval '1 millisecond') as agents,
       (select count(*)::int from lab.outbox) as outbox`,
    [seenMs],
  );
  return row ?? { runs: [], jobs: [], tasks: [], instruments: [], notifications: [], agents: 0, outbox: 0 };
}
