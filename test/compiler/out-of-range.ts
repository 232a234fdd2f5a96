/*
 * Every quantity of a sound protocol, moved out of its range in every way that can be told from outside: beyond what is physical, beyond
 * every instrument of the fleet, beyond the bounds that the protocol itself gives, beyond what the labware holds or bears, and into a unit of
 * another kind. Each of these documents has to be refused. Imports types only, so that scripts can load it without a build.
 */
import type { LabwareType } from '@labwright/labware';
import type { FleetInstrument } from '@labwright/protocol';

type Json = Record<string, unknown>;
type Path = readonly (string | number)[];

export interface MovedOut {
  readonly document: unknown;
  /** JSON pointer of what was changed, and how. */
  readonly what: string;
}

export interface World {
  readonly instruments: readonly FleetInstrument[];
  readonly labware: readonly LabwareType[];
}

/** Values that nothing in a laboratory has, by unit: one too small, one too large. */
const IMPOSSIBLE: Readonly<Record<string, readonly [number, number]>> = {
  Cel: [-300, 2_000],
  K: [-1, 3_000],
  '[degF]': [-500, 4_000],
  '{rpm}': [-1, 1e6],
  '/min': [-1, 1e6],
  ms: [-1, 1e13],
  s: [-1, 1e10],
  min: [-1, 1e8],
  h: [-1, 1e6],
  d: [-1, 1e5],
  nL: [-1, 1e13],
  uL: [-1, 1e10],
  mL: [-1, 1e7],
  L: [-1, 1e4],
  'mmol/L': [-1, 1e6],
  'umol/L': [-1, 1e9],
  'nmol/L': [-1, 1e12],
  'mol/L': [-1, 1e3],
  'mg/mL': [-1, 1e5],
  nm: [1, 1e5],
  '{AU}': [-50, 1e4],
  '%': [-1, 1_000],
};
/** A unit of another kind. */
const foreign = (unit: string) => (unit === '{AU}' ? 'Cel' : '{AU}');

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function* walk(value: unknown, path: Path = []): Generator<readonly [path: Path, value: Json]> {
  if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* walk(item, [...path, i]);
  if (!isRecord(value)) return;
  yield [path, value];
  for (const [key, child] of Object.entries(value)) yield* walk(child, [...path, key]);
}

const pointer = (path: Path) => path.map((segment) => `/${segment}`).join('');

function changed(document: unknown, path: Path, change: (at: Json) => void): unknown {
  const copy: unknown = structuredClone(document);
  change(path.reduce<unknown>((value, segment) => (value as Json)[segment], copy) as Json);
  return copy;
}

const isQuantity = (value: unknown): value is { value: number; unit: string } =>
  isRecord(value) && typeof value['value'] === 'number' && typeof value['unit'] === 'string';

/** All documents that come of moving one quantity out of its range. */
export function* movedOutOfRange(document: unknown, world: World): Generator<MovedOut> {
  for (const [path, value] of walk(document)) {
    const at = (name: string, key: string, to: number | string): MovedOut => ({
      document: changed(document, path, (each) => (each[key] = to)),
      what: `${pointer(path)}/${key} ${name}: ${to}`,
    });
    const quantity: unknown = value;
    if (isQuantity(quantity)) {
      const [low, high] = IMPOSSIBLE[quantity.unit] ?? [-1e300, 1e300];
      yield at('impossibly small', 'value', low);
      yield at('impossibly large', 'value', high);
      yield at('of another kind', 'unit', foreign(quantity.unit));
      yield at('with a negative tolerance', 'tolerance', -1);
    }
    if ('quantity' in value && isQuantity(value['default'])) yield* parameterOut(document, path, value);
    if (value['kind'] === 'operation') yield* operationOut(document, path, value, world);
    if (Array.isArray(value['transfers'])) yield* transfersOut(document, path, value['transfers'], world);
    if (value['kind'] === 'repeat') yield* repeatOut(document, path, value);
    if (value['kind'] === 'consult') yield* consultOut(document, path, value);
    if ('riskGroup' in value) yield at('beyond what is run here', 'riskGroup', 3);
  }
  for (const level of [0, 3, 4])
    yield { document: changed(document, ['biosafety'], (each) => (each['level'] = level)), what: `/biosafety/level: ${level}` };
}

function* parameterOut(document: unknown, path: Path, parameter: Json): Generator<MovedOut> {
  const { min, max } = parameter;
  const to = (value: number): MovedOut => ({
    document: changed(document, [...path, 'default'], (each) => (each['value'] = value)),
    what: `${pointer(path)}/default beyond its bounds: ${value}`,
  });
  if (typeof min === 'number') yield to(min - Math.max(1e-3, Math.abs(min) * 1e-3));
  if (typeof max === 'number') yield to(max + Math.max(1e-3, Math.abs(max) * 1e-3));
}

/** Just beyond the range of every instrument that has the capability; quantities in the unit of the range, which is the canonical one. */
function* operationOut(document: unknown, path: Path, step: Json, { instruments, labware }: World): Generator<MovedOut> {
  const given = isRecord(step['with']) ? step['with'] : {};
  const declared = (document as { labware?: { id: string; type: string }[] }).labware?.find(({ id }) => id === step['labware']);
  const type = labware.find(({ id }) => id === declared?.type);
  for (const [name, written] of Object.entries(given)) {
    const parameter = name === 'wavelengths' ? 'wavelength' : name;
    const ranges = instruments.flatMap(({ manifest }) =>
      manifest.capabilities
        .filter(({ capability }) => capability === step['capability'])
        .flatMap(({ ranges: all }) => all[parameter] ?? []),
    );
    if (ranges.length === 0) continue;
    const unit = { temperature: 'Cel', speed: '{rpm}', wavelength: 'nm', volume: 'uL' }[parameter];
    if (unit === undefined) continue;
    const limits = { temperature: type?.maxTemperature, speed: step['capability'] === 'stirring' ? undefined : type?.maxSpeed };
    const limit = parameter === 'temperature' || parameter === 'speed' ? limits[parameter] : undefined;
    const values = [
      Math.min(...ranges.map(({ min }) => min)) - 0.5,
      Math.max(...ranges.map(({ max }) => max)) + 0.5,
      ...(limit === undefined ? [] : [limit + 0.5]),
    ];
    for (const value of values) {
      const quantity = { value, unit };
      yield {
        document: changed(document, [...path, 'with'], (each) => (each[name] = Array.isArray(written) ? [quantity] : quantity)),
        what: `${pointer(path)}/with/${name} beyond instruments or labware: ${value} ${unit}`,
      };
    }
  }
}

function* transfersOut(document: unknown, path: Path, transfers: readonly unknown[], { labware }: World): Generator<MovedOut> {
  const all = (document as { labware?: { id: string; type: string }[] }).labware ?? [];
  for (const [i, transfer] of transfers.entries()) {
    const type = labware.find(({ id }) => id === all.find((each) => isRecord(transfer) && each.id === transfer['to'])?.type);
    if (!type) continue;
    const volume = { value: type.wellVolume.max * 1.01, unit: 'uL' };
    yield {
      document: changed(document, [...path, 'transfers', i], (each) => (each['volume'] = volume)),
      what: `${pointer(path)}/transfers/${i}/volume beyond the well: ${volume.value} uL`,
    };
  }
}

/** No body of the library is over in a second. */
function* repeatOut(document: unknown, path: Path, step: Json): Generator<MovedOut> {
  for (const name of ['every', 'atMost'])
    if (name in step)
      yield {
        document: changed(document, path, (each) => (each[name] = { value: 1, unit: 's' })),
        what: `${pointer(path)}/${name} shorter than a round: 1 s`,
      };
}

function* consultOut(document: unknown, path: Path, { adjust }: Json): Generator<MovedOut> {
  if (!Array.isArray(adjust)) return;
  const parameters = (document as { parameters?: { id: string; min?: number; max?: number }[] }).parameters ?? [];
  for (const [i, { param }] of (adjust as { param: string }[]).entries()) {
    const bounds = parameters.find(({ id }) => id === param);
    for (const [name, bound, by] of [
      ['min', bounds?.min, -0.01],
      ['max', bounds?.max, 0.01],
    ] as const)
      if (bound !== undefined)
        yield {
          document: changed(document, [...path, 'adjust', i], (each) => (each[name] = bound + by)),
          what: `${pointer(path)}/adjust/${i}/${name} beyond the parameter: ${bound + by}`,
        };
  }
}
