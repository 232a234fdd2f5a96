import { LabError, nestPlace } from '@labwright/domain';
import { pgCode, recordEvents, type Tx } from '@labwright/persistence';
import { changeRun, lockRun } from './run-store';

/** What a person sees on one nest. `labware`: its id, its name in the run that has the nest, or null for nothing. */
export interface ConfirmedPlace {
  readonly nest: string;
  readonly labware: string | null;
}

interface Recorded {
  readonly place: string;
  readonly labwareId: string | null;
  readonly name: string | null;
  readonly runId: string | null;
}

interface Found {
  readonly id: string;
  readonly name: string;
  readonly runId: string;
  readonly from: string;
}

/**
 * A person says what stands on each nest of an instrument. Where that is not what the record says, the record follows the person, and the run
 * whose labware it is has a deviation; labware that is not where it should be is on the bench from then on, until somebody says otherwise.
 * @throws LabError INPUT_INVALID (a nest is left out, named twice or not there), NOT_FOUND (no such labware), CONFLICT (which of several; a nest named for two)
 */
export async function confirmPlaces(tx: Tx, instrumentId: string, places: readonly ConfirmedPlace[], actor: string): Promise<void> {
  const recorded = await tx.query<Recorded>(
    `select p.id as place, l.id as "labwareId", l.name, l.run_id as "runId" from lab.places p left join lab.labware l on l.place_id = p.id
     where p.instrument_id = $1 order by p.id`,
    [instrumentId],
  );
  mustNameEachNest(instrumentId, recorded, places);
  const wanted = new Map<string, Found | null>();
  for (const { nest, labware } of places)
    wanted.set(nestPlace(instrumentId, nest), labware === null ? null : await findLabware(tx, instrumentId, labware));
  const runs = [...recorded.flatMap(({ runId }) => runId ?? []), ...[...wanted.values()].flatMap((found) => found?.runId ?? [])];
  for (const run of [...new Set(runs)].toSorted()) await lockRun(tx, run);
  const different = recorded.filter(({ place, labwareId }) => (wanted.get(place)?.id ?? null) !== labwareId);
  // Away first, so that two plates that have changed places do not meet.
  for (const { place, labwareId, name, runId } of different)
    if (labwareId !== null && name !== null && runId !== null)
      await move(tx, instrumentId, { id: labwareId, name, runId, from: place }, 'bench', actor);
  for (const { place } of different) {
    const found = wanted.get(place);
    if (found) await move(tx, instrumentId, found, place, actor);
  }
}

async function move(tx: Tx, instrumentId: string, { id, name, runId, from }: Found, to: string, actor: string): Promise<void> {
  try {
    await tx.query(`update lab.labware set place_id = $2 where id = $1`, [id, to]);
  } catch (error) {
    if (pgCode(error) !== '23505') throw error;
    throw conflict('place', to, `${to} is named for two pieces of labware`, error);
  }
  await recordEvents(tx, [{ type: 'labware.moved', actor, runId, instrumentId, data: { labware: name, from, to, toldBy: 'person' } }]);
  const run = await lockRun(tx, runId);
  if (!['running', 'paused', 'held', 'stopping'].includes(run.state.status)) return;
  const reason = `${name} was found at ${to === 'bench' ? `another place than ${from}` : to} when ${instrumentId} was looked at`;
  await changeRun(tx, run, { type: 'deviate' }, { type: 'run.deviated', actor, data: { reason, labware: name, from, to } });
}

function mustNameEachNest(instrumentId: string, recorded: readonly Recorded[], places: readonly ConfirmedPlace[]): void {
  const nests = recorded.map(({ place }) => place.slice(instrumentId.length + 1));
  const named = places.map(({ nest }) => nest);
  const wrong = [
    ...named.filter((nest) => !nests.includes(nest)).map((nest) => `it has no nest "${nest}"`),
    ...named.filter((nest, index) => named.indexOf(nest) !== index).map((nest) => `"${nest}" is named twice`),
    ...nests.filter((nest) => !named.includes(nest)).map((nest) => `"${nest}" is left out`),
  ];
  if (wrong.length === 0) return;
  const message = `${instrumentId}: say what stands on each of its nests (${nests.join(', ') || 'none'}): ${wrong.join('; ')}`;
  throw new LabError('INPUT_INVALID', message, { path: '/places', allowed: nests });
}

async function findLabware(tx: Tx, instrumentId: string, labware: string): Promise<Found> {
  const rows = await tx.query<Found>(
    `select l.id, l.name, l.run_id as "runId", l.place_id as from from lab.labware l join lab.runs r on r.id = l.run_id
     where l.id::text = $1 or (l.name = $1 and (l.place_id in (select id from lab.places where instrument_id = $2)
       or (r.ended_at is null and exists (select 1 from lab.reservations v where v.run_id = r.id and v.instrument_id = $2 and v.released_at is null))))
     limit 2`,
    [labware, instrumentId],
  );
  const [found, other] = rows;
  if (other) throw conflict('labware', labware, `"${labware}" is a piece of several runs; name it by its id`);
  if (found) return found;
  const message = `there is no labware "${labware}" on ${instrumentId} or of a run that has it reserved; name it by its id, or say that the nest is empty`;
  throw new LabError('NOT_FOUND', message, { kind: 'labware', id: labware });
}

function conflict(kind: string, id: string, reason: string, cause?: unknown): LabError<'CONFLICT'> {
  return new LabError('CONFLICT', reason, { kind, id, reason }, 'never', { cause });
}
