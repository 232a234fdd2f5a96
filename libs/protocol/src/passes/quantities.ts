import {
  canonicalUnit,
  kindsWithUnit,
  QuantityKinds,
  toCanonical,
  toleranceToCanonical,
  type Quantity,
  type QuantityKind,
} from '@labwright/domain';
import type { Analysis } from '../analysis.schema';
import type { Compilation } from '../compilation';
import { argumentsOf, expectedKinds, stepPlace } from '../expected-kind';
import { rangeOf } from '../fleet';
import { pointerOf, valueAt, type DocumentPath } from '../pointer';
import type { QuantityOrParam } from '../quantity.schema';
import type { Step } from '../step.schema';
import { allowedUnits, unitMeant, written } from '../vague-quantity';
import type { ResolvedParameters } from './parameters';
import { withoutNoise } from './without-noise';

/** A quantity in the canonical unit of its kind. */
export interface CanonicalQuantity {
  readonly kind: QuantityKind;
  readonly value: number;
  /** A difference in the canonical unit, where the protocol states one. */
  readonly tolerance: number | undefined;
}

/** Place -> quantity; a place with a fault is not in it, and later passes leave that place alone. */
export class Quantities {
  constructor(private readonly byPointer: ReadonlyMap<string, CanonicalQuantity>) {}

  at(path: DocumentPath): CanonicalQuantity | undefined {
    return this.byPointer.get(pointerOf(path));
  }

  /** One quantity, or all of a list; `given` is what stands at the place. */
  under(path: DocumentPath, given: unknown): readonly CanonicalQuantity[] {
    const all = Array.isArray(given) ? given.map((_, i) => this.at([...path, i])) : [this.at(path)];
    return all.filter((each) => each !== undefined);
  }
}

function* places({ protocol, tree }: Compilation): Generator<readonly [DocumentPath, QuantityOrParam]> {
  for (const [i, parameter] of (protocol.parameters ?? []).entries()) yield [['parameters', i, 'default'], parameter.default];
  for (const [i, { layout = {} }] of (protocol.labware ?? []).entries())
    for (const [well, { volume, nominal }] of Object.entries(layout)) {
      if (volume) yield [['labware', i, 'layout', well, 'volume'], volume];
      if (nominal) yield [['labware', i, 'layout', well, 'nominal'], nominal];
    }
  for (const [i, { concentration, storage, volume }] of (protocol.materials ?? []).entries()) {
    if (volume) yield [['materials', i, 'volume'], volume];
    if (concentration) yield [['materials', i, 'concentration'], concentration];
    if (storage?.temperature) yield [['materials', i, 'storage', 'temperature'], storage.temperature];
  }
  for (const [i, analysis] of (protocol.analyses ?? []).entries())
    for (const [inside, value] of quantitiesOfAnalysis(analysis)) yield [['analyses', i, ...inside], value];
  for (const { step, path } of tree.nodes) {
    for (const [inside, value] of quantitiesIn(step)) yield [[...path, ...inside], value];
  }
}

function quantitiesOfAnalysis(analysis: Analysis): readonly (readonly [DocumentPath, QuantityOrParam])[] {
  if (analysis.kind === 'yield') return analysis.culture ? [[['culture'], analysis.culture]] : [];
  if (analysis.kind !== 'colony_count') return [];
  const { plates, suspension, dna } = analysis;
  return [
    ...plates.map(({ plated }, j) => [['plates', j, 'plated'], plated] as const),
    ...(suspension ? [[['suspension'], suspension] as const] : []),
    ...(dna ? [[['dna'], dna] as const] : []),
  ];
}

/** Every quantity of a step itself, with its path in the step. */
export function quantitiesIn(step: Step): readonly (readonly [DocumentPath, QuantityOrParam])[] {
  const found: (readonly [DocumentPath, QuantityOrParam])[] = [];
  const take = (value: QuantityOrParam | undefined, ...path: DocumentPath) => {
    if (value) found.push([path, value]);
  };
  for (const [i, { atLeast, atMost }] of (step.timing ?? []).entries()) {
    take(atLeast, 'timing', i, 'atLeast');
    take(atMost, 'timing', i, 'atMost');
  }
  take(step.expect?.min, 'expect', 'min');
  take(step.expect?.max, 'expect', 'max');
  if ('duration' in step) take(step.duration, 'duration');
  if (step.kind === 'decision' || step.kind === 'repeat') take(step.maxAge, 'maxAge');
  if (step.kind === 'repeat') {
    take(step.every, 'every');
    take(step.atMost, 'atMost');
  }
  if (step.kind === 'operator') for (const [j, { volume }] of (step.transfers ?? []).entries()) take(volume, 'transfers', j, 'volume');
  if (step.kind !== 'operation') return found;
  for (const [name, { wavelength }] of Object.entries(step.saves ?? {})) take(wavelength, 'saves', name, 'wavelength');
  for (const [name, given] of Object.entries(step.with ?? {})) {
    if (!Array.isArray(given)) take(given, 'with', name);
    else for (const [j, value] of given.entries()) take(value, 'with', name, j);
  }
  return found;
}

/**
 * Every quantity has a unit of its place's kind and is physically sensible; a parameter is of the right kind. `readings`: name of each saved
 * reading -> kind.
 */
export function checkQuantities(
  compilation: Compilation,
  parameters: ResolvedParameters,
  readings: ReadonlyMap<string, QuantityKind>,
): Quantities {
  const { protocol, report, standsIn, tree } = compilation;
  const found = new Map<string, CanonicalQuantity>();
  const kindOfExpected = (path: DocumentPath) => {
    const name: unknown = path.at(-2) === 'expect' ? valueAt(protocol, [...path.slice(0, -1), 'reading']) : undefined;
    const kind = typeof name === 'string' ? readings.get(name) : undefined;
    return kind && [kind];
  };
  for (const [path, value] of places(compilation)) {
    const kinds = kindOfExpected(path) ?? expectedKinds(protocol, path);
    if (!kinds || kinds.length === 0 || standsIn(path)) continue;
    const quantity = 'param' in value ? parameterAs(compilation, parameters, path, value.param, kinds) : value;
    const canonical = quantity && check(compilation, path, quantity, kinds);
    if (canonical) found.set(pointerOf(path), canonical);
  }
  for (const { step, path } of tree.nodes) {
    for (const [j, item] of ((step.kind === 'operator' && step.evidence) || []).entries()) {
      if (item.kind !== 'number' || kindsWithUnit(item.unit).length > 0) continue;
      const all = allowedUnits(Object.keys(QuantityKinds) as QuantityKind[]);
      report('E_UNIT', [...path, 'evidence', j, 'unit'], `"${item.unit}" is not a unit that Labwright knows`, {
        allowed: all,
        ...meant(item.unit, []),
      });
    }
  }
  return new Quantities(found);
}

function parameterAs(
  compilation: Compilation,
  resolved: ResolvedParameters,
  path: DocumentPath,
  id: string,
  kinds: readonly QuantityKind[],
): Quantity | undefined {
  const parameters = compilation.protocol.parameters ?? [];
  const parameter = parameters.find((each) => each.id === id);
  if (parameter && !kinds.includes(parameter.quantity)) {
    const allowed = parameters.filter((each) => kinds.includes(each.quantity)).map((each) => each.id);
    compilation.report('E_PARAMETER', path, `the parameter "${id}" is a ${parameter.quantity}; here a ${kinds.join(' or ')} is wanted`, {
      allowed,
    });
    return undefined;
  }
  return resolved.get(id);
}

function meant(unit: string, kinds: readonly QuantityKind[]): { suggestion?: string } {
  const code = unitMeant(unit, kinds);
  return code === undefined ? {} : { suggestion: `write the unit as ${code}` };
}

function check(
  compilation: Compilation,
  path: DocumentPath,
  quantity: Quantity,
  kinds: readonly QuantityKind[],
): CanonicalQuantity | undefined {
  const own = kindsWithUnit(quantity.unit);
  const kind = kinds.find((each) => own.includes(each));
  if (!kind) {
    const allowed = allowedUnits(kinds);
    const why = own.length === 0 ? 'is not a unit that Labwright knows' : `is a unit of ${own.join(' or ')}`;
    const unit = unitMeant(quantity.unit, kinds);
    const suggestion = unit === undefined ? {} : { suggestion: `write ${written(quantity.value, unit)}` };
    compilation.report('E_UNIT', [...path, 'unit'], `"${quantity.unit}" ${why}; for ${kinds.join(' or ')} write ${allowed.join(', ')}`, {
      allowed,
      ...suggestion,
    });
    return undefined;
  }
  const value = withoutNoise(toCanonical(kind, quantity));
  const { min, max } = QuantityKinds[kind];
  const unit = canonicalUnit(kind);
  if (!(value >= min && value <= max)) {
    const allowed = [`${min} to ${max} ${unit}`];
    const message = `${quantity.value} ${quantity.unit} is outside what a ${kind.replaceAll('_', ' ')} can be: ${allowed[0]}${fleetRanges(compilation, path, unit)}`;
    compilation.report('E_RANGE', [...path, 'value'], message, { allowed });
    return undefined;
  }
  const tolerance = toleranceToCanonical(kind, quantity);
  return { kind, value, tolerance: tolerance === undefined ? undefined : withoutNoise(tolerance) };
}

/** What the instruments here take, so that one look at the finding is enough to choose a value. */
function fleetRanges({ protocol, instruments }: Compilation, path: DocumentPath, unit: string): string {
  const place = stepPlace(path);
  const capability = place?.rest[0] === 'with' ? String(valueAt(protocol, [...place.step, 'capability'])) : '';
  const parameter = argumentsOf(capability).find(({ name }) => name === place?.rest[1])?.parameter;
  if (parameter === undefined) return '';
  const ranges = instruments.map((instrument) => {
    const range = rangeOf(instrument, capability, parameter);
    return range && `${instrument.id} takes ${range.min} to ${range.max} ${unit}`;
  });
  const known = ranges.filter((range) => range !== undefined).slice(0, 10);
  return known.length > 0 ? `; ${known.join(', ')}` : '';
}
