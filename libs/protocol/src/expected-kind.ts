import { Capabilities, QuantityKinds, type Capability, type CapabilitySpec, type QuantityKind } from '@labwright/domain';
import { valueAt, type DocumentPath } from './pointer';

const concentrations: readonly QuantityKind[] = ['amount_concentration', 'mass_concentration', 'fraction'];
const places: readonly (readonly [pattern: RegExp, kinds: readonly QuantityKind[]])[] = [
  [/^steps\/\d+\/duration$/, ['duration']],
  [/^steps\/\d+\/transfers\/\d+\/volume$/, ['volume']],
  [/^materials\/\d+\/concentration$/, concentrations],
  [/^materials\/\d+\/storage\/temperature$/, ['temperature']],
];

/** The capability's entry, also for a name that is none. */
export function capabilitySpec(capability: unknown): CapabilitySpec | undefined {
  const known = typeof capability === 'string' && Object.hasOwn(Capabilities, capability);
  return known ? Capabilities[capability as Capability] : undefined;
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
  if (path.length === 4 && path[0] === 'steps' && path[2] === 'with') {
    const name = String(path[3]);
    const spec = capabilitySpec(valueAt(document, ['steps', path[1] ?? 0, 'capability']));
    const specs: readonly (CapabilitySpec | undefined)[] = spec ? [spec] : Object.values(Capabilities);
    const kind = specs
      .map((each) => (each && Object.hasOwn(each.with, name) ? each.with[name] : undefined))
      .find((each) => each !== undefined);
    return kind ? [kind] : [];
  }
  return undefined;
}
