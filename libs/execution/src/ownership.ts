import type { Tx } from '@labwright/persistence';
import { STEP_COLUMNS, type StepRow } from './run-store';

/** The ownership of an instrument that work is done under. */
export interface Ownership {
  readonly instrumentId: string;
  readonly epoch: number;
}

interface Owned {
  readonly isOurs: boolean;
  /** Null where it is not at this attempt any more. */
  readonly step: StepRow | null;
}

/**
 * A step, and whether nobody has taken the instrument since, and nobody can until the end of this transaction. An ownership that has run out and
 * was not taken still counts: what came of its work is known, and nobody else can have sent anything. Call it under the lock of the run:
 * whoever takes the instrument changes its steps under that.
 */
export async function loadStepUnder(tx: Tx, stepInstanceId: string, attempt: number, by: Ownership): Promise<Owned> {
  const [row] = await tx.prepared<Omit<StepRow, 'id'> & { readonly isOurs: boolean; readonly id: string | null }>(
    `with l as materialized (select 1 from lab.leases where instrument_id = $3 and epoch = $4 for key share)
     select o.is_ours as "isOurs", ${STEP_COLUMNS} from (select exists (select 1 from l) as is_ours) o
       left join lab.step_instances s on s.id = $1 and s.attempt = $2 left join lab.instruments i on i.id = s.instrument_id`,
    [stepInstanceId, attempt, by.instrumentId, by.epoch],
  );
  return { isOurs: row?.isOurs ?? false, step: !row || row.id === null ? null : (row as StepRow) };
}
