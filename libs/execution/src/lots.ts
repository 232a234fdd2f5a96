import { LabError } from '@labwright/domain';
import { recordEvents, type OperatorTaskEntity, type Tx } from '@labwright/persistence';
import type { PlanMaterial } from '@labwright/protocol';
import { faultAt, type CheckedEvidence, type EvidenceFault } from './evidence';
import { screenGivenText } from './screen-given-text';

/** A lot as its bottle says. */
export interface LotRegistration {
  readonly material: string;
  readonly lot: string;
  /** `2027-01-31`, the last day on which it may be used; null where the bottle names none. */
  readonly expiresOn: string | null;
  readonly note: string;
}

interface By {
  readonly principalId: string;
  readonly actor: string;
}

interface Lot {
  readonly id: string;
  readonly lot: string;
  readonly expiresOn: string | null;
  readonly expired: boolean;
}

const COLUMNS = `id, lot, to_char(expires_on, 'YYYY-MM-DD') as "expiresOn", coalesce(expires_on < current_date, false) as expired`;
/** Lots named in a refusal, so that a mistyped one is seen. */
const SHOWN = 5;

/** Registers a lot; the same lot with the same date again is the same one. @throws LabError CONFLICT when it is registered with another date */
export async function registerLot(tx: Tx, registration: LotRegistration, by: By): Promise<{ readonly id: string }> {
  const { material, lot, expiresOn, note } = registration;
  const [made] = await tx.query<{ id: string }>(
    `insert into lab.lots (material, lot, expires_on, note, registered_by) values ($1, $2, $3::date, $4, $5)
     on conflict (material, lot) do nothing returning id`,
    [material, lot, expiresOn, note, by.principalId],
  );
  if (made) {
    await screenGivenText(tx, { subject: 'note', field: 'material', text: material, actor: by.actor });
    await screenGivenText(tx, { subject: 'note', field: 'note', text: note, actor: by.actor });
    await recordEvents(tx, [{ type: 'lot.registered', actor: by.actor, data: { lot: made.id, material, text: lot, expiresOn, note } }]);
    return made;
  }
  const [known] = await tx.query<Lot>(`select ${COLUMNS} from lab.lots where material = $1 and lot = $2`, [material, lot]);
  if (!known) throw new LabError('INTERNAL', 'a lot that is there cannot be read', { where: 'registerLot' });
  if (known.expiresOn === expiresOn) return { id: known.id };
  const reason = `it is registered ${until(known)}`;
  throw new LabError('CONFLICT', `lot "${lot}" of ${material}: ${reason}; look at the bottle`, { kind: 'lot', id: known.id, reason });
}

/** The lot that a piece of evidence names; `id` is null for one that the scripted operator brings new. */
export interface NamedLot {
  readonly material: string;
  /** What its bottle says: the protocol's name of the material. */
  readonly name: string;
  readonly lot: string;
  readonly id: string | null;
  readonly expiresOn: string | null;
}

/** Lots named by evidence. One that is unknown or too old is a fault; a scripted operator may bring one that nobody has registered. */
export async function namedLots(
  tx: Tx,
  task: OperatorTaskEntity,
  evidence: readonly CheckedEvidence[],
  scripted: boolean,
): Promise<{ readonly lots: readonly NamedLot[]; readonly faults: readonly EvidenceFault[] }> {
  const items = evidence.filter((item) => item.kind === 'lot' && item.of !== null);
  if (items.length === 0) return { lots: [], faults: [] };
  const [run] = await tx.query<{ materials: readonly PlanMaterial[] | null }>(
    `select plan->'materials' as materials from lab.runs where id = $1`,
    [task.runId],
  );
  const lots: NamedLot[] = [];
  const faults: EvidenceFault[] = [];
  for (const item of items) {
    const material = String(item.of);
    const name = run?.materials?.find((m) => m.id === material)?.name ?? material;
    const lot = String(item.value);
    const found = await findLot(tx, [material, name], lot);
    if (found?.expired) {
      faults.push(faultAt(item.at, `"${item.id}": lot "${lot}" of ${name} was good until ${found.expiresOn}; take another bottle`));
    } else if (found || scripted) {
      lots.push({ material, name, lot, id: found?.id ?? null, expiresOn: found?.expiresOn ?? null });
    } else {
      faults.push(faultAt(item.at, `"${item.id}": ${await unknownLot(tx, material, name, lot)}`));
    }
  }
  return { lots, faults };
}

/** The bottle may carry name or id, and be registered under both; the earlier date counts then. */
async function findLot(tx: Tx, materials: readonly string[], lot: string): Promise<Lot | undefined> {
  const [found] = await tx.query<Lot>(
    `select ${COLUMNS} from lab.lots where material = any($1) and lot = $2 order by expires_on nulls last, id limit 1`,
    [materials, lot],
  );
  return found;
}

async function unknownLot(tx: Tx, material: string, name: string, lot: string): Promise<string> {
  const known = await tx.query<Lot>(
    `select ${COLUMNS} from lab.lots where material = any($1) and not coalesce(expires_on < current_date, false)
     order by registered_at desc, id limit ${SHOWN}`,
    [[material, name]],
  );
  const shown = known.map((other) => `"${other.lot}" ${until(other)}`).join(', ') || 'none';
  return `lot "${lot}" of ${name} is not registered (registered and good: ${shown}); read the bottle again, or register it with POST /v1/lots for the material "${name}"`;
}

function until({ expiresOn }: Pick<Lot, 'expiresOn'>): string {
  return expiresOn === null ? 'without a date' : `until ${expiresOn}`;
}

/** Writes down which lots the run was given. */
export async function recordLots(tx: Tx, task: OperatorTaskEntity, lots: readonly NamedLot[], by: By): Promise<void> {
  for (const { material, name, lot, id, expiresOn } of lots) {
    const lotId = id ?? (await registerLot(tx, { material: name, lot, expiresOn: null, note: 'scripted' }, by)).id;
    await tx.query(`insert into lab.run_materials (run_id, material, lot_id, task_id) values ($1, $2, $3, $4) on conflict do nothing`, [
      task.runId,
      material,
      lotId,
      task.id,
    ]);
    const data = { material, name, lot, lotId, expiresOn, task: task.id };
    await recordEvents(tx, [
      { type: 'material.lot_recorded', actor: by.actor, runId: task.runId, stepInstanceId: task.stepInstanceId, data },
    ]);
  }
}
