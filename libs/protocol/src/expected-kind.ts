import { Capabilities, QuantityKinds, type Capability, type CapabilitySpec, type QuantityKind } from '@labwright/domain';
import { valueAt, type DocumentPath } from './pointer';

const concentrations: readonly QuantityKind[] = ['amount_concentration', 'mass_concentration', 'fraction'];
const places: readonly (readonly [pattern: RegExp, kinds: readonly QuantityKind[]])[] = [
  [/^materials\/\d+\/concentration$/, concentrations],
  [/^materials\/\d+\/storage\/temperature$/, ['temperature']],
  [/^materials\/\d+\/volume$/, ['volume']],
  [/^labware\/\d+\/layout\/[^/]+\/volume$/, ['volume']],
  [/^labware\/\d+\/layout\/[^/]+\/nominal$/, [...concentrations, 'volume', 'mass']],
  [/^analyses\/\d+\/(plates\/\d+\/plated|suspension|culture)$/, ['volume']],
  [/^analyses\/\d+\/dna$/, ['mass']],
];
/** Below a step. The kind of an expected reading is that of the reading, which this place alone does not tell. */
const stepPlaces: readonly (readonly [pattern: RegExp, kinds: readonly QuantityKind[]])[] = [
  [/^(duration|maxAge|every|atMost)$/, ['duration']],
  [/^timing\/\d+\/(atLeast|atMost)$/, ['duration']],
  [/^transfers\/\d+\/volume$/, ['volume']],
  [/^saves\/[^/]+\/wavelength$/, ['wavelength']],
  [/^expect\/(min|max)$/, []],
];

/** Arguments that are lists in the language and one call each on the instrument: name in `with` -> parameter of the capability. */
const LISTED: Partial<Record<Capability, Readonly<Record<string, string>>>> = { absorbance: { wavelengths: 'wavelength' } };

/** The capability's entry, also for a name that is none. */
export function capabilitySpec(capability: unknown): CapabilitySpec | undefined {
  const known = typeof capability === 'string' && Object.hasOwn(Capabilities, capability);
  return known ? Capabilities[capability as Capability] : undefined;
}

/** One argument that a capability takes in `with`. */
export interface Argument {
  readonly name: string;
  readonly kind: QuantityKind;
  /** The instrument's name for it. */
  readonly parameter: string;
  readonly listed: boolean;
}

/** The arguments of a capability as the language has them; none for a name that is no capability. */
export function argumentsOf(capability: unknown): readonly Argument[] {
  const spec = capabilitySpec(capability);
  const lists = Object.entries((spec && LISTED[capability as Capability]) ?? {});
  return Object.entries(spec?.with ?? {}).map(([parameter, kind]) => {
    const list = lists.find(([, each]) => each === parameter);
    return { name: list?.[0] ?? parameter, kind, parameter, listed: list !== undefined };
  });
}

/** The innermost step that a path leads through, and the rest of the path in it. */
export function stepPlace(path: DocumentPath): { readonly step: DocumentPath; readonly rest: DocumentPath } | undefined {
  if (path[0] !== 'steps' || path.length < 2) return undefined;
  let length = 2;
  for (;;) {
    const rest = path.slice(length);
    const further =
      rest[0] === 'body' ? 2 : rest[0] === 'cases' && rest[2] === 'steps' ? 4 : rest[0] === 'else' && rest[1] === 'steps' ? 3 : 0;
    if (further === 0 || rest.length < further) return { step: path.slice(0, length), rest };
    length += further;
  }
}

/**
 * The quantity kinds that a place of the document takes, from the document as written, however faulty the rest of it is.
 * Undefined where no quantity belongs; empty where one does but nobody can say which, such as an unknown argument.
 */
export function expectedKinds(document: unknown, path: DocumentPath): readonly QuantityKind[] | undefined {
  const place = path.join('/');
  const fixed = places.find(([pattern]) => pattern.test(place));
  if (fixed) return fixed[1];
  if (/^parameters\/\d+\/default$/.test(place)) {
    const kind = valueAt(document, [...path.slice(0, 2), 'quantity']);
    return typeof kind === 'string' && Object.hasOwn(QuantityKinds, kind) ? [kind as QuantityKind] : [];
  }
  const inStep = stepPlace(path);
  if (!inStep) return undefined;
  const { step, rest } = inStep;
  const own = stepPlaces.find(([pattern]) => pattern.test(rest.join('/')));
  if (own) return own[1];
  if (rest[0] !== 'with' || rest.length < 2 || rest.length > 3) return undefined;
  const capability = valueAt(document, [...step, 'capability']);
  const known = capabilitySpec(capability) ? [capability] : Object.keys(Capabilities);
  const argument = known.flatMap((each) => argumentsOf(each)).find(({ name }) => name === rest[1]);
  if (rest.length === 3) return typeof rest[2] === 'number' ? (argument ? [argument.kind] : []) : undefined;
  return argument ? [argument.kind] : [];
}

/** Whether a list of quantities belongs here. */
export function wantsList(document: unknown, path: DocumentPath): boolean {
  const inStep = stepPlace(path);
  if (inStep?.rest[0] !== 'with' || inStep.rest.length !== 2) return false;
  const given = argumentsOf(valueAt(document, [...inStep.step, 'capability']));
  return given.some(({ name, listed }) => listed && name === inStep.rest[1]);
}
