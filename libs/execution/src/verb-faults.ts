import {
  Verbs,
  canonicalUnit,
  toCanonical,
  toleranceToCanonical,
  type DriverManifest,
  type Quantity,
  type QuantityKind,
  type VerbCall,
} from '@labwright/domain';
import type { InstrumentLimits } from '@labwright/persistence';
import type { InstrumentFault } from './instrument-faults';

/** A verb as a person asks for it: quantities with their units. */
export interface VerbWish extends Pick<VerbCall, 'verb' | 'options' | 'plate'> {
  readonly parameters: Readonly<Record<string, Quantity>>;
}

/** The verb in canonical units; parameters that it does not take are kept, and found by `verbFaults`. @throws LabError UNIT_UNKNOWN, UNIT_KIND_MISMATCH */
export function verbCallOf({ parameters, ...wish }: VerbWish): VerbCall {
  const kinds: Readonly<Record<string, QuantityKind>> = Verbs[wish.verb].parameters;
  const given = Object.entries(parameters).map(([name, quantity]) => ({ name, quantity, kind: kinds[name] }));
  const tolerances = given.flatMap(({ name, quantity, kind }) => {
    const tolerance = kind && toleranceToCanonical(kind, quantity);
    return tolerance === undefined ? [] : [[name, tolerance] as const];
  });
  return {
    ...wish,
    parameters: Object.fromEntries(given.map(({ name, quantity, kind }) => [name, kind ? toCanonical(kind, quantity) : quantity.value])),
    tolerances: Object.fromEntries(tolerances),
  };
}

interface Able {
  readonly driver: string;
  readonly manifest: DriverManifest;
  readonly limits: InstrumentLimits;
}

/** What of a single verb an instrument does not take: an unknown verb, parameter or option, or a value outside its driver's range and its own limits. */
export function verbFaults(call: VerbCall, able: Able): readonly InstrumentFault[] {
  const known = able.manifest.verbs.map(({ verb }) => verb);
  if (!known.includes(call.verb)) {
    const message = `${able.driver} has no verb "${call.verb}"; it has: ${known.join(', ')}`;
    return [{ path: ['verb'], message, allowed: known }];
  }
  return [...parameterFaults(call, able), ...optionFaults(call, able)];
}

function parameterFaults({ verb, parameters }: VerbCall, able: Able): readonly InstrumentFault[] {
  const kinds: Readonly<Record<string, QuantityKind>> = Verbs[verb].parameters;
  const names = Object.keys(kinds);
  const allowed = names.join(', ') || 'none';
  const unknown = Object.keys(parameters).filter((name) => !names.includes(name));
  const missing = names.filter((name) => parameters[name] === undefined);
  return [
    ...unknown.map((name) => ({ path: ['parameters', name], message: `${verb} takes no "${name}"; it takes: ${allowed}`, allowed: names })),
    ...missing.map((name) => ({ path: ['parameters'], message: `${verb} needs "${name}"`, allowed: names })),
    ...names.flatMap((name): InstrumentFault[] => {
      const value = parameters[name];
      const kind = kinds[name];
      if (value === undefined || kind === undefined) return [];
      const { min, max } = boundsOf(verb, name, able);
      if (value >= min && value <= max) return [];
      const unit = canonicalUnit(kind);
      const message = `${verb} ${name} ${value} ${unit} is outside ${min} to ${max} ${unit}, the limits of this instrument`;
      return [{ path: ['parameters', name], message }];
    }),
  ];
}

/** The narrowest bounds of every capability that uses the verb: of the driver, and those that the instrument was given. */
function boundsOf(verb: string, parameter: string, { manifest, limits }: Able): { min: number; max: number } {
  let [min, max] = [-Infinity, Infinity];
  for (const { capability, ranges, establish } of manifest.capabilities) {
    const from = establish.find((each) => each.verb === verb)?.from[parameter];
    for (const bound of from === undefined ? [] : [ranges[from], limits[`${capability}.${from}`]])
      if (bound) [min, max] = [Math.max(min, bound.min), Math.min(max, bound.max)];
  }
  return { min, max };
}

function optionFaults({ verb, options = {} }: VerbCall, { manifest }: Able): readonly InstrumentFault[] {
  const uses = manifest.capabilities.filter(({ establish }) => establish.some((each) => each.verb === verb));
  const words = new Map(uses.flatMap((capability) => Object.entries(capability.options ?? {})));
  return Object.entries(options).flatMap(([name, word]): InstrumentFault[] => {
    const takes = words.get(name);
    if (takes?.includes(word)) return [];
    const known = takes ?? [...words.keys()];
    const what = takes ? `${name} of ${verb} is one of` : `${verb} has no option "${name}"; it has:`;
    return [{ path: ['options', name], message: `${what} ${known.join(', ') || 'none'}`, allowed: [...known] }];
  });
}
