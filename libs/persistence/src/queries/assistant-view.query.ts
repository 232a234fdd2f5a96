import type { Database } from '../database';

/** A protocol that fits what is searched for. */
export interface FoundProtocolRow {
  readonly slug: string;
  readonly version: string;
  readonly title: string;
  readonly purpose: string | null;
  /** Titles or ids of its steps, in the order of the document. */
  readonly steps: readonly string[];
}

/**
 * Newest versions of protocols whose name, title, purpose or steps have the most of these words, at least one; at most `limit`. Without those that
 * are held or rejected.
 */
export async function searchProtocols(database: Database, words: readonly string[], limit: number): Promise<FoundProtocolRow[]> {
  // What is searched for is text, also where it looks like a pattern.
  const patterns = words.map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
  return database.query<FoundProtocolRow>(
    `select slug, version, title, purpose, steps from (
       select p.name as slug, p.version, p.title, p.document->>'purpose' as purpose,
         array(select coalesce(s->>'title', s->>'instruction', s->>'id') from jsonb_array_elements(p.document->'steps') s limit 60) as steps,
         (select count(*) from unnest($1::text[]) w where p.name ilike w or p.title ilike w) * 3
           + (select count(*) from unnest($1::text[]) w where p.document->>'purpose' ilike w or p.document->'steps' #>> '{}' ilike w) as score
       from (select distinct on (name) * from lab.protocols where status not in ('held_biosafety', 'rejected') order by name, created_at desc) p) found
     where score > 0 order by score desc, slug limit $2`,
    [patterns, limit],
  );
}

/** A step as the author of the protocol wrote it, wherever it is nested; null when there is none of that id. */
export async function readAuthoredStep(database: Database, runId: string, authored: string): Promise<Record<string, unknown> | null> {
  const [row] = await database.query<{ step: Record<string, unknown> | null }>(
    `select jsonb_path_query_first(p.document, '$.steps.** ? (@.id == $id)', jsonb_build_object('id', $2::text)) - 'body' - 'cases' - 'else' as step
     from lab.runs r join lab.protocols p on p.hash = r.protocol_hash where r.id = $1`,
    [runId, authored],
  );
  return row?.step ?? null;
}

/** Names under which a run has saved readings. */
export async function listSavedNames(database: Database, runId: string): Promise<string[]> {
  const rows = await database.query<{ name: string }>(`select distinct name from lab.saved_readings where run_id = $1 order by name`, [
    runId,
  ]);
  return rows.map(({ name }) => name);
}
