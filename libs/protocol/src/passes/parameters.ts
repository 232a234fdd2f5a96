import { isLabError, toCanonical, type Quantity } from '@labwright/domain';
import type { Compilation } from '../compilation';
import type { Protocol } from '../protocol.schema';
import { didYouMean } from '../suggestion';
import { withoutNoise } from './without-noise';

/** Parameter id -> value in force, in the unit in which it was given. A value with a fault is left out. */
export type ResolvedParameters = ReadonlyMap<string, Quantity>;

/** Takes each parameter's given value or its default and checks it against `min` and `max`, which are in the unit of the default. */
export function resolveParameters(compilation: Compilation): ResolvedParameters {
  const { protocol, report, given, standsIn } = compilation;
  const resolved = new Map<string, Quantity>();
  const parameters = protocol.parameters ?? [];
  const ids = parameters.map((parameter) => parameter.id);
  for (const id of Object.keys(given)) {
    if (!ids.includes(id))
      report('E_PARAMETER', ['parameters'], `a value is given for "${id}", which is no parameter of this protocol`, {
        allowed: ids,
        ...didYouMean(id, ids),
      });
  }
  for (const [i, { id, quantity, default: fallback, min, max }] of parameters.entries()) {
    const own = Object.hasOwn(given, id) ? given[id] : undefined;
    if (!own && standsIn(['parameters', i, 'default'])) continue;
    const { unit } = fallback;
    const value = own ?? fallback;
    try {
      const inUnit = toCanonical(quantity, value);
      const low = min === undefined ? -Infinity : toCanonical(quantity, { value: min, unit });
      const high = max === undefined ? Infinity : toCanonical(quantity, { value: max, unit });
      const slack = 1e-9 * Math.max(1, Math.abs(inUnit));
      if (!(inUnit >= low - slack && inUnit <= high + slack)) {
        const allowed = [`${min ?? 'any'} to ${max ?? 'any'} ${unit}`];
        report(
          'E_PARAMETER',
          ['parameters', i, ...(own ? [] : ['default'])],
          `${own ? 'the given value' : 'the default'} ${value.value} ${value.unit} of "${id}" is outside ${allowed[0]}`,
          { allowed },
        );
      } else resolved.set(id, value);
    } catch (error) {
      if (!isLabError(error)) throw error;
      // A default in a wrong unit is found with all other quantities; a given value is in no other pass.
      if (own) report('E_PARAMETER', ['parameters', i], `the value given for "${id}": ${error.message}`);
    }
  }
  return resolved;
}

/** The values in force in the canonical unit of each parameter's kind. */
export function canonicalParameters({ parameters }: Protocol, resolved: ResolvedParameters): Readonly<Record<string, number>> {
  const values = (parameters ?? []).flatMap(({ id, quantity }) => {
    const value = resolved.get(id);
    return value ? [[id, withoutNoise(toCanonical(quantity, value))] as const] : [];
  });
  return Object.fromEntries(values);
}
