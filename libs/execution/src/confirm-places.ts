import { LabError, RunStatus } from '@labwright/domain';
import { LabwareEntity, recordEvents, type Tx } from '@labwright/persistence';
import { changeRun, lockRun, wakeRunsWaitingAt } from './run-store';

/**
 * What a person saw on one nest: labware by its id, its barcode, or its name where only one of that name can be meant; null for nothing. A nest by its name (`plate`) or as a place (`shaker-1.plate`).
 */
export interface NestClaim {
  readonly nest: string;
  readonly labware: string | null;
}

/** A piece of labware that was not where the record had it. */
export interface PlaceChange {
  readonly runId: string;
  readonly labware: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** A run may be told that it departed from its protocol only while it goes on. */
const GOES_ON: readonly string[] = [RunStatus.running, RunStatus.paused, RunStatus.held, RunStatus.stopping];

interface Known {
  readonly id: string;
  readonly runId: string;
  readonly name: string;
  readonly type: string;
  readonly placeId: string;
}

/**
 * A person says what stands on each nest of an instrument. What the record had elsewhere is moved there, what was not seen is taken for on the
 * bench, and each run concerned gets a deviation. Gives what differed. Locks those runs, then nothing else, so call it before locking the instrument.
 * @throws LabError INPUT_INVALID (a nest is missing, named twice or unknown; labware that is unknown or on two nests)
 */
export async function confirmPlaces(
  tx: Tx,
  instrumentId: string,
  said: readonly NestClaim[],
  actor: string,
): Promise<readonly PlaceChange[]> {
  const places = await byIds(tx, instrumentId, said);
  const claims = claimsByPlace(instrumentId, await nestsOf(tx, instrumentId), places);
  // Runs first, in one order: whoever moves labware holds the lock of its run.
  for (const run of await runsAt(tx, instrumentId, places)) await lockRun(tx, run);
  const labware = await labwareOf(tx, instrumentId, places);
  const changes = changesOf(claims, labware);
  // The bench takes any number, so nothing is ever in the way.
  for (const { labware: id } of changes) await tx.repository(LabwareEntity).update({ id }, { placeId: 'bench' });
  for (const { labware: id, to } of changes) if (to !== 'bench') await tx.repository(LabwareEntity).update({ id }, { placeId: to });
  for (const change of changes) await tell(tx, instrumentId, change, actor);
  const found = [...claims].map(([nest, id]) => ({ nest, labware: labware.find((each) => each.id === id)?.name ?? null }));
  await recordEvents(tx, [{ type: 'instrument.places_confirmed', actor, instrumentId, data: { places: found } }]);
  if (changes.length > 0) wakeRunsWaitingAt(tx, instrumentId);
  return changes;
}

/** Names and barcodes of labware as ids. @throws LabError INPUT_INVALID for one that may be several */
async function byIds(tx: Tx, instrument: string, places: readonly NestClaim[]): Promise<readonly NestClaim[]> {
  const rows = await tx.query<{ id: string; name: string; barcode: string | null; run: string; here: boolean }>(
    `select l.id, l.name, l.barcode, l.run_id as run, coalesce(p.instrument_id = $1, false) as here
     from lab.labware l join lab.places p on p.id = l.place_id join lab.runs r on r.id = l.run_id
     where (l.name = any($2) or l.barcode = any($2)) and (r.ended_at is null or p.instrument_id = $1) order by l.id`,
    [instrument, seen(places)],
  );
  return places.map(({ nest, labware }, index) => {
    const meant = rows.filter(({ name, barcode }) => name === labware || barcode === labware);
    const here = meant.filter((row) => row.here);
    const [only, ...more] = here.length === 1 ? here : meant;
    if (!only) return { nest, labware };
    if (more.length === 0) return { nest, labware: only.id };
    const all = meant.map(({ id, run }) => `${id} of run ${run}`).join(' or ');
    throw refused(
      `/places/${index}/labware`,
      `"${labware}" may be ${all}; name it by its id or its barcode`,
      meant.map(({ id }) => id),
    );
  });
}

/** Nests of an instrument, as places. */
export async function nestsOf(tx: Tx, instrumentId: string): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }>(`select id from lab.places where instrument_id = $1 order by id`, [instrumentId]);
  return rows.map(({ id }) => id);
}

/** What was seen by place. */
function claimsByPlace(instrument: string, nests: readonly string[], places: readonly NestClaim[]): ReadonlyMap<string, string | null> {
  const names = nests.map((id) => id.slice(instrument.length + 1));
  const claims = new Map<string, string | null>();
  for (const [index, { nest, labware }] of places.entries()) {
    const place = nest.startsWith(`${instrument}.`) ? nest : `${instrument}.${nest}`;
    if (!nests.includes(place)) throw refused(`/places/${index}/nest`, `${instrument} has no nest "${nest}"`, names);
    if (claims.has(place)) throw refused(`/places/${index}/nest`, `${place} is named twice`, names);
    if (labware !== null && [...claims.values()].includes(labware))
      throw refused(`/places/${index}/labware`, `labware ${labware} cannot stand on two nests`, names);
    claims.set(place, labware);
  }
  const missing = names.filter((name) => !claims.has(`${instrument}.${name}`));
  if (missing.length > 0)
    throw refused('/places', `say of every nest of ${instrument} what stands there; not named: ${missing.join(', ')}`, names);
  return claims;
}

/** Runs whose labware is there, or was seen there. */
async function runsAt(tx: Tx, instrument: string, places: readonly NestClaim[]): Promise<readonly string[]> {
  const rows = await tx.query<{ run: string }>(
    `select distinct l.run_id as run from lab.labware l left join lab.places p on p.id = l.place_id
     where p.instrument_id = $1 or l.id::text = any($2) order by 1`,
    [instrument, seen(places)],
  );
  return rows.map(({ run }) => run);
}

/** Labware that is there or was seen there, under the locks of its runs. @throws LabError INPUT_INVALID naming what there is */
async function labwareOf(tx: Tx, instrument: string, places: readonly NestClaim[]): Promise<readonly Known[]> {
  const found = await tx.query<Known>(
    `select l.id, l.run_id as "runId", l.name, l.type, l.place_id as "placeId" from lab.labware l left join lab.places p on p.id = l.place_id
     where p.instrument_id = $1 or l.id::text = any($2)`,
    [instrument, seen(places)],
  );
  const index = places.findIndex(({ labware }) => labware !== null && !found.some(({ id }) => id === labware));
  if (index < 0) return found;
  const known = await tx.query<Known>(
    `select l.id, l.run_id as "runId", l.name, l.type, l.place_id as "placeId" from lab.labware l join lab.runs r on r.id = l.run_id
     left join lab.places p on p.id = l.place_id where (r.ended_at is null or p.kind = 'nest') and l.place_id <> 'waste' order by r.created_at desc, l.name limit 20`,
  );
  const list = known.map(({ id, name, runId, placeId }) => `${id} (${name} of run ${runId}, ${placeId})`).join(', ') || 'none';
  const message = `there is no labware ${places[index]?.labware ?? ''}; known: ${list}`;
  throw refused(
    `/places/${index}/labware`,
    message,
    known.map(({ id }) => id),
  );
}

function seen(places: readonly NestClaim[]): readonly string[] {
  return places.flatMap(({ labware }) => (labware === null ? [] : [labware]));
}

function changesOf(claims: ReadonlyMap<string, string | null>, labware: readonly Known[]): readonly PlaceChange[] {
  const seenAt = new Map([...claims].flatMap(([place, id]) => (id === null ? [] : [[id, place] as const])));
  return labware.flatMap(({ id, runId, name, placeId: from }) => {
    const to = seenAt.get(id) ?? 'bench';
    return from === to ? [] : [{ runId, labware: id, name, from, to }];
  });
}

async function tell(tx: Tx, instrumentId: string, { runId, name, from, to }: PlaceChange, actor: string): Promise<void> {
  const moved = { type: 'labware.moved', actor, runId, instrumentId, data: { labware: name, from, to, confirmed: true } } as const;
  await recordEvents(tx, [moved]);
  const run = await lockRun(tx, runId);
  if (!GOES_ON.includes(run.state.status)) return;
  const reason = `${name} was not at ${from} when people looked, but at ${to}`;
  await changeRun(tx, run, { type: 'deviate' }, { type: 'run.deviated', actor, data: { reason, labware: name, from, to } });
}

function refused(path: string, message: string, allowed: readonly string[]): LabError<'INPUT_INVALID'> {
  return new LabError('INPUT_INVALID', message, { path, allowed, issues: [{ path, message }] });
}
