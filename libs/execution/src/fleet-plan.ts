import { DriverEntity, InstrumentEntity, type Tx } from '@labwright/persistence';
import type { z } from 'zod';
import { changedFields, mattersToRuns, type FieldChange } from './instrument-change';
import { driverFaults, settingFaults, type InstrumentFault } from './instrument-faults';
import { userOf, whyNoRealInstrument, type InstrumentRegistration } from './instruments';

/** An instrument as a fleet file wants it, with its place in the file. */
export interface FleetEntry {
  readonly index: number;
  readonly registration: InstrumentRegistration;
}

/** What a fleet file wants; entries that could not be read are left out, and then it is not whole. */
export interface FleetWish {
  readonly entries: readonly FleetEntry[];
  readonly whole: boolean;
  /** Whether instruments that the file does not name are retired. */
  readonly prune: boolean;
}

export interface FleetFault {
  /** Fields and list indexes from the root of the file. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** `conflict`: the file is sound, and the lab does not allow it now. */
  readonly kind: 'input' | 'conflict';
}

/** The way from the fleet as it is to the one that the file wants. */
export interface FleetPlan {
  readonly created: readonly InstrumentRegistration[];
  readonly changed: readonly { readonly id: string; readonly changes: readonly FieldChange[] }[];
  readonly unchanged: readonly string[];
  readonly retired: readonly string[];
  /** Not in the file, and left as they are because nobody asked to prune. */
  readonly left: readonly string[];
  /** Everything that stands against it; none of it is done while there is any. */
  readonly faults: readonly FleetFault[];
}

/**
 * Compares a fleet file with the fleet, and locks the fleet until the end of the transaction, so that what was planned is what is done.
 * `words` puts what the drivers' schemas find into words for people.
 */
export async function planFleet(tx: Tx, wish: FleetWish, words: z.core.$ZodErrorMap): Promise<FleetPlan> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('labwright fleet'))`);
  await tx.query(`select id from lab.instruments order by id for update`);
  const fleet = new Map((await tx.repository(InstrumentEntity).find({ order: { id: 'asc' } })).map((each) => [each.id, each]));
  const look: Look = { tx, drivers: await tx.repository(DriverEntity).find(), fleet, words, noReal: await whyNoRealInstrument(tx) };
  const named = new Set(wish.entries.map(({ registration }) => registration.id));
  const missing = [...fleet.values()].filter(({ id, service }) => service !== 'retired' && !named.has(id)).map(({ id }) => id);
  const retired = wish.prune && wish.whole ? missing : [];
  const faults: FleetFault[] = [...twice(wish.entries, 'id'), ...twice(wish.entries, 'url'), ...(await inUse(tx, retired))];
  const created: InstrumentRegistration[] = [];
  const changed: { id: string; changes: readonly FieldChange[] }[] = [];
  const unchanged: string[] = [];
  for (const entry of wish.entries) {
    const { registration } = entry;
    const known = fleet.get(registration.id);
    faults.push(...(await faultsOf(look, entry, known)), ...addressTaken(look, entry, retired));
    const changes = known ? changedFields(known, registration) : [];
    if (!known) created.push(registration);
    else if (changes.length > 0) changed.push({ id: known.id, changes });
    else unchanged.push(known.id);
  }
  return { created, changed, unchanged, retired, left: wish.prune ? [] : missing, faults };
}

interface Look {
  readonly tx: Tx;
  readonly drivers: readonly DriverEntity[];
  readonly fleet: ReadonlyMap<string, InstrumentEntity>;
  readonly words: z.core.$ZodErrorMap;
  /** Why the lab takes no real instrument; null when it does. */
  readonly noReal: string | null;
}

async function faultsOf(
  { tx, drivers, words, noReal }: Look,
  { index, registration }: FleetEntry,
  known: InstrumentEntity | undefined,
): Promise<readonly FleetFault[]> {
  const at = (field: string, message: string, kind: FleetFault['kind'] = 'input'): FleetFault => ({
    path: ['instruments', index, field],
    message,
    kind,
  });
  const { id, driver, simulated, settings } = registration;
  if (known?.service === 'retired') return [at('id', `${id} is retired, and its id stays with its record; choose another`)];
  const driverEntity = drivers.find((each) => each.id === driver);
  const found: readonly InstrumentFault[] = [
    ...driverFaults(registration, drivers),
    ...(driverEntity ? settingFaults(driverEntity, settings, words) : []),
  ];
  const faults = found.map(({ path, message }): FleetFault => ({ path: ['instruments', index, ...path], message, kind: 'input' }));
  if (!known) {
    if (!simulated && noReal !== null) faults.push(at('simulated', noReal, 'conflict'));
    return faults;
  }
  const stays = (what: string) => `${id} is registered with ${what}, which cannot be changed; retire it and register another`;
  if (known.driver !== driver) faults.push(at('driver', stays(`the driver ${known.driver}`)));
  if (known.simulated !== simulated) faults.push(at('simulated', stays(`simulated: ${known.simulated}`)));
  const changes = changedFields(known, registration);
  const user = mattersToRuns(changes) ? await userOf(tx, id) : null;
  if (user === null) return faults;
  for (const change of changes)
    if (mattersToRuns([change]))
      faults.push(at(change.field, `${id} is reserved by run ${user}; cancel that first, or wait for its end`, 'conflict'));
  return faults;
}

/** An address that another instrument has now, even one that the file gives another: two at one address must never be, not for a moment. */
function addressTaken({ fleet }: Look, { index, registration }: FleetEntry, retired: readonly string[]): readonly FleetFault[] {
  const { id, url } = registration;
  const holder = [...fleet.values()].find((each) => each.url === url && each.id !== id && each.service !== 'retired');
  if (!holder || retired.includes(holder.id)) return [];
  const message = `${url} is the address of ${holder.id}; give that another one first, or retire it`;
  return [{ path: ['instruments', index, 'url'], message, kind: 'conflict' }];
}

function twice(entries: readonly FleetEntry[], field: 'id' | 'url'): readonly FleetFault[] {
  return entries.flatMap(({ index, registration }): FleetFault[] => {
    const first = entries.find((other) => other.registration[field] === registration[field]);
    if (!first || first.index === index) return [];
    const message = `${registration[field]} is there twice, also as number ${first.index + 1} of the list`;
    return [{ path: ['instruments', index, field], message, kind: 'input' }];
  });
}

async function inUse(tx: Tx, retired: readonly string[]): Promise<readonly FleetFault[]> {
  const faults: FleetFault[] = [];
  for (const id of retired) {
    const run = await userOf(tx, id);
    if (run === null) continue;
    const message = `${id} is not in the file and would be retired, but it is reserved by run ${run}; cancel that first, or wait for its end`;
    faults.push({ path: ['prune'], message, kind: 'conflict' });
  }
  return faults;
}
