import type { Tx } from '../database';

/**
 * Whether the ownership of instrument `i` ran out without being given back: its bench agent is dead, cut off or suspended. By the
 * database's clock alone, whatever the agents think the time is. An ownership that was given back ends at -infinity.
 */
const SILENT = `exists (select 1 from lab.leases l where l.instrument_id = i.id and l.expires_at > '-infinity' and l.expires_at <= clock_timestamp())`;
const SILENCE = `'bench agent ' || i.agent || ' does not answer; is its dispatcher running?'`;

/** Link of instrument `i` at this moment: what its bench agent told last is worth something only while that agent owns it. */
export const LINK_NOW = `case when i.link <> 'offline' and ${SILENT} then 'offline' else i.link end`;
/** Why, to go with `LINK_NOW`. */
export const LINK_REASON_NOW = `case when i.link <> 'offline' and ${SILENT} then ${SILENCE} else i.link_reason end`;

/**
 * Writes down that the instruments of dead bench agents are offline; gives those that were not yet. Locks each ownership, so that an agent
 * that comes back at this moment tells its link afterwards, and two that look at once do not both find the same instrument.
 */
export async function loseSilentLinks(tx: Tx): Promise<readonly { readonly id: string; readonly reason: string }[]> {
  return tx.query(
    `with silent as (
       select l.instrument_id as id from lab.leases l join lab.instruments i on i.id = l.instrument_id
       where l.expires_at <= clock_timestamp() and i.link <> 'offline' and i.service <> 'retired' for update of l skip locked)
     update lab.instruments i set link = 'offline', link_reason = ${SILENCE} from silent where i.id = silent.id and i.link <> 'offline'
     returning i.id, i.link_reason as reason`,
  );
}
