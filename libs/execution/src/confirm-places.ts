import { LabError } from '@labwright/domain';
import { recordEvents, type Tx } from '@labwright/persistence';
import { wakeRunsWaitingAt } from './run-store';

/** What a person found in one nest; null for nothing. Labware by its id, its barcode, or its name where only one of that name can be meant. */
export interface PlaceConfirmation {
  readonly nest: string;
  readonly labware: string | null;
}

interface Piece {
  readonly id: string;
  readonly run: string;
  readonly name: string;
  readonly place: string;
}

/**
 * A person has looked at an instrument and says what is in each of its nests, which may be other than the record has it. What was there and
 * is named nowhere lies on the bench from now on. @throws LabError INPUT_INVALID naming nests that are missing, twice or unknown, and labware that is unknown or ambiguous
 */
export async function confirmPlaces(tx: Tx, instrumentId: string, places: readonly PlaceConfirmation[], actor: string): Promise<void> {
  const nests = await nestsOf(tx, instrumentId);
  const given = places.map(({ nest, labware }) => ({ nest: nest.includes('.') ? nest : `${instrumentId}.${nest}`, labware }));
  const faults = [
    ...given.filter(({ nest }) => !nests.includes(nest)).map(({ nest }) => `${instrumentId} has no nest ${nest}`),
    ...nests.filter((nest) => given.filter((each) => each.nest === nest).length > 1).map((nest) => `${nest} is named twice`),
    ...nests.filter((nest) => !given.some((each) => each.nest === nest)).map((nest) => `say what is in ${nest}: labware, or null`),
  ];
  if (faults.length > 0) throw wrongPlaces(faults, nests);
  const found: { readonly nest: string; readonly piece: Piece | null }[] = [];
  for (const { nest, labware } of given) found.push({ nest, piece: labware === null ? null : await pieceNamed(tx, instrumentId, labware) });
  const twice = found.find(({ piece }, i) => piece && found.findIndex((other) => other.piece?.id === piece.id) < i);
  if (twice?.piece) throw wrongPlaces([`${twice.piece.name} cannot be in two nests`], nests);
  const recorded = await tx.query<Piece>(
    `select l.id, l.run_id as run, l.name, l.place_id as place from lab.labware l join lab.places p on p.id = l.place_id where p.instrument_id = $1`,
    [instrumentId],
  );
  const gone = recorded.filter(({ id }) => !found.some(({ piece }) => piece?.id === id)).map((piece) => ({ piece, to: 'bench' }));
  const moved = found.flatMap(({ nest, piece }) => (piece && piece.place !== nest ? [{ piece, to: nest }] : []));
  const changed = [...gone, ...moved];
  // Two pieces may have changed places: both leave before either arrives.
  await tx.query(`update lab.labware set place_id = 'bench' where id = any($1)`, [changed.map(({ piece }) => piece.id)]);
  for (const { piece, to } of moved) await tx.query(`update lab.labware set place_id = $2 where id = $1`, [piece.id, to]);
  await recordEvents(tx, [
    ...changed.map(({ piece, to }) => ({
      type: 'labware.moved' as const,
      actor,
      runId: piece.run,
      instrumentId,
      data: { labware: piece.name, from: piece.place, to, confirmed: true },
    })),
    {
      type: 'instrument.places_confirmed',
      actor,
      instrumentId,
      data: { places: found.map(({ nest, piece }) => ({ nest, labware: piece?.name ?? null })) },
    },
  ]);
  if (changed.length > 0) await wakeRunsWaitingAt(tx, instrumentId);
}

export async function nestsOf(tx: Tx, instrumentId: string): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }>(`select id from lab.places where instrument_id = $1 order by id`, [instrumentId]);
  return rows.map(({ id }) => id);
}

async function pieceNamed(tx: Tx, instrumentId: string, named: string): Promise<Piece> {
  const rows = await tx.query<Piece & { here: boolean }>(
    `select l.id, l.run_id as run, l.name, l.place_id as place, coalesce(p.instrument_id = $2, false) as here
     from lab.labware l join lab.places p on p.id = l.place_id join lab.runs r on r.id = l.run_id
     where (l.id::text = $1 or l.barcode = $1 or l.name = $1) and (r.ended_at is null or p.instrument_id = $2) order by l.id`,
    [named, instrumentId],
  );
  const here = rows.filter((row) => row.here);
  const [only, ...more] = here.length === 1 ? here : rows;
  if (only && more.length === 0) return only;
  const fault = only
    ? `"${named}" may be ${rows.map(({ id, run }) => `${id} of run ${run}`).join(' or ')}; name it by its id or its barcode`
    : `there is no labware "${named}"; name it by its id, its barcode or its name, see GET /v1/runs/{id}`;
  throw wrongPlaces([fault], []);
}

function wrongPlaces(faults: readonly string[], nests: readonly string[]): LabError<'INPUT_INVALID'> {
  return new LabError('INPUT_INVALID', `what is in the nests: ${faults.join('; ')}`, {
    path: '/places',
    issues: faults.map((message) => ({ path: '/places', message })),
    ...(nests.length > 0 ? { allowed: nests } : {}),
  });
}
