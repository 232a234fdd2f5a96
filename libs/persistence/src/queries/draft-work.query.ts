import type { Database, Tx } from '../database';

/**
 * What a model is at. Each time that a model is put to work on a draft is a work of its own, with an id in `lab.drafts.worker`; what an
 * earlier one still brings belongs to nobody any more. The process that does a work renews it; where that ends, the draft is interrupted.
 */

/** Puts a model to work on a draft; answers the id of the work. `instruction` is null for the request alone. */
export async function beginDrafting(
  tx: Tx,
  id: string,
  { instruction, aliveMs }: { instruction: string | null; aliveMs: number },
): Promise<string> {
  const [row] = await tx.query<{ work: string }>(
    `update lab.drafts set status = 'drafting', instruction = $2, worker = gen_random_uuid(), alive_until = clock_timestamp() + $3 * interval '1 ms',
       problem = null, failure = null, updated_at = clock_timestamp() where id = $1 returning worker as work`,
    [id, instruction, aliveMs],
  );
  return row!.work;
}

/** Names the model that is put to work, while it is. */
export async function setDraftModel(database: Database, id: string, work: string, model: object): Promise<void> {
  await database.query(`update lab.drafts set model = $3::jsonb where id = $1 and worker = $2`, [id, work, JSON.stringify(model)]);
}

/** Lets one transaction after the other count drafts and begin them, until this one is over. */
export async function lockDraftingRoom(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('labwright drafting'))`);
}

/** How many drafts models are at work on for one person, and in the whole lab. */
export async function countDrafting(tx: Tx, asker: string): Promise<{ readonly own: number; readonly all: number }> {
  const [row] = await tx.query<{ own: number; all: number }>(
    `select count(*) filter (where asker = $1)::int as own, count(*)::int as all from lab.drafts where status = 'drafting'`,
    [asker],
  );
  return row ?? { own: 0, all: 0 };
}

/** Says that these works go on; answers those of them that still have their draft. */
export async function renewDrafting(database: Database, works: readonly string[], aliveMs: number): Promise<readonly string[]> {
  const rows = await database.query<{ work: string }>(
    `update lab.drafts set alive_until = clock_timestamp() + $2 * interval '1 ms'
     where worker = any($1::uuid[]) and status = 'drafting' returning worker as work`,
    [works, aliveMs],
  );
  return rows.map(({ work }) => work);
}

/** Drafts whose work nobody renews are interrupted, and their streams told; any process may begin them again. Waits for nobody. */
export async function interruptSilentDrafts(database: Pick<Database | Tx, 'query'>): Promise<void> {
  await database.query(
    `with silent as (select id from lab.drafts where status = 'drafting' and alive_until < clock_timestamp() for update skip locked),
       gone as (update lab.drafts d set status = 'interrupted', worker = null, alive_until = null, updated_at = clock_timestamp(),
         problem = 'the process that drafted it has ended; begin it again' from silent where d.id = silent.id returning d.id, d.problem, d.revision)
     insert into lab.draft_events (draft_id, type, data) select id, 'ended', jsonb_build_object('status', 'interrupted', 'problem', problem,
       'failure', null, 'questions', '[]'::jsonb, 'revision', revision) from gone`,
  );
}

/** Tells what happens in a work, while it has its draft. */
export async function addWorkEvents(
  database: Database,
  draftId: string,
  work: string,
  events: readonly { readonly type: string; readonly data: object }[],
): Promise<void> {
  await database.query(
    `insert into lab.draft_events (draft_id, type, data) select d.id, e.type, e.data
     from lab.drafts d cross join jsonb_to_recordset($3::jsonb) as e(type text, data jsonb) where d.id = $1 and d.worker = $2`,
    [draftId, work, JSON.stringify(events)],
  );
}

/** What a stream looks for: whether a model is at work, and the number of the newest event; null when there is no such draft. */
export async function draftNews(database: Database, id: string): Promise<{ readonly working: boolean; readonly newest: string } | null> {
  const [row] = await database.query<{ working: boolean; newest: string }>(
    `select status = 'drafting' as working,
       coalesce((select max(seq) from lab.draft_events where draft_id = d.id), 0)::text as newest from lab.drafts d where id = $1`,
    [id],
  );
  return row ?? null;
}
