import type { Database, Tx } from '../database';

/** Time to live of a lease. An agent renews every second; a dead one is out after this. */
export const LEASE_MS = 3_000;

export interface LeaseOwner {
  /** One process: a new id at each start. */
  readonly owner: string;
  readonly agent: string;
  readonly machine: string;
}

/**
 * Takes an instrument that nobody else owns, with a new epoch; null while somebody else does. A process may take its own instrument again:
 * it believes that it has lost the lease when an answer of the database came too late, although the database has renewed it. A serial port may be taken over only on the
 * machine that it is plugged into; TCP and MQTT instruments by any agent of the name that the instrument is given to.
 * Waits for claims and results that hold the ownership (`for key share`) until they are committed; to renew it waits for none of them.
 */
export async function acquireLease(tx: Tx, instrumentId: string, by: LeaseOwner): Promise<number | null> {
  const [row] = await tx.query<{ epoch: string }>(
    `with nobody_works as materialized (select instrument_id from lab.leases where instrument_id = $1 for update)
     update lab.leases l set epoch = l.epoch + 1, owner = $2, agent = $3, machine = $4, expires_at = clock_timestamp() + $5 * interval '1 millisecond'
     from lab.instruments i, nobody_works n
     where n.instrument_id = l.instrument_id and i.id = l.instrument_id and i.id = $1 and i.agent = $3 and i.service <> 'retired' and (l.expires_at < clock_timestamp() or l.owner = $2)
       and (l.machine in ('', $4) or i.url not like 'serial:%')
     returning l.epoch`,
    [instrumentId, by.owner, by.agent, by.machine, LEASE_MS],
  );
  return row ? Number(row.epoch) : null;
}

/**
 * Renews, of these instruments, what this process still owns; a lease that has run out is not revived. Others stay as they are, also when
 * giving them back has failed: those run out. Gives the instruments renewed.
 */
export async function renewLeases(database: Database, owner: string, instruments: readonly string[]): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    `update lab.leases set expires_at = clock_timestamp() + $2 * interval '1 millisecond' where owner = $1 and expires_at > clock_timestamp()
       and instrument_id = any($3)
     returning instrument_id as id`,
    [owner, LEASE_MS, instruments],
  );
  return rows.map((row) => row.id);
}

/** Gives an instrument back at once, so that the next owner need not wait for the lease to run out. */
export async function releaseLease(database: Database, instrumentId: string, owner: string): Promise<void> {
  await database.query(`update lab.leases set expires_at = '-infinity', owner = '', machine = '' where instrument_id = $1 and owner = $2`, [
    instrumentId,
    owner,
  ]);
}
