import type { Tx } from '@labwright/persistence';

/** The ownership of an instrument that work is done under. */
export interface Ownership {
  readonly instrumentId: string;
  readonly epoch: number;
}

/**
 * Whether nobody has taken the instrument since, and nobody can until the end of this transaction. An ownership that has run out and was not
 * taken still counts: what came of its work is known, and nobody else can have sent anything.
 */
export async function isStillOurs(tx: Tx, { instrumentId, epoch }: Ownership): Promise<boolean> {
  const rows = await tx.prepared(`select 1 from lab.leases where instrument_id = $1 and epoch = $2 for key share`, [instrumentId, epoch]);
  return rows.length > 0;
}
