import {
  canonicalUnit,
  kindsWithUnit,
  QuantityKinds,
  toCanonical,
  toleranceToCanonical,
  type Quantity,
  type QuantityKind,
} from '@labwright/domain';
import type { Compilation } from '../compilation';
import { expectedKinds } from '../expected-kind';
import { rangeOf } from '../fleet';
import { pointerOf, type DocumentPath } from '../pointer';
import type { QuantityOrParam } from '../quantity.schema';
import { allowedUnits, unitMeant, written } from '../vague-quantity';
import type { ResolvedParameters } from './parameters';

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
}

/** Takes the noise out of a conversion: 318.15 K is 45 Cel, not 44.99999999999994. */
function withoutNoise(value: number): number {
  return Number(value.toPrecision(12));
}

function* places(protocol: Compilation['protocol']): Generator<readonly [DocumentPath, QuantityOrParam]> {
  for (const [i, parameter] of (protocol.parameters ?? []).entries()) yield [['parameters', i, 'default'], parameter.default];
  for (const [i, { concentration, storage }] of (protocol.materials ?? []).entries()) {
    if (concentration) yield [['materials', i, 'concentration'], concentration];
    if (storage?.temperature) yield [['materials', i, 'storage', 'temperature'], storage.temperature];
  }
  for (const [i, step] of protocol.steps.entries()) {
    if (step.duration) yield [['steps', i, 'duration'], step.duration];
    if (step.kind === 'operation') for (const [name, value] of Object.entries(step.with ?? {})) yield [['steps', i, 'with', name], value];
    if (step.kind === 'operator')
      for (const [j, { volume }] of (step.transfers ?? []).entries()) yield [['steps', i, 'transfers', j, 'volume'], volume];
  }
}

/** Every quantity has a unit of its place's kind and is physically sensible; a parameter is of the right kind. */
export function checkQuantities(compilation: Compilation, parameters: ResolvedParameters): Quantities {
  const { protocol, report, standsIn } = compilation;
  const found = new Map<string, CanonicalQuantity>();
  for (const [path, value] of places(protocol)) {
    const kinds = expectedKinds(protocol, path);
    if (!kinds || kinds.length === 0 || standsIn(path)) continue;
    const quantity = 'param' in value ? parameterAs(compilation, parameters, path, value.param, kinds) : value;
    const canonical = quantity && check(compilation, path, quantity, kinds);
    if (canonical) found.set(pointerOf(path), canonical);
  }
  for (const [i, step] of protocol.steps.entries()) {
    for (const [j, item] of ((step.kind === 'operator' && step.evidence) || []).entries()) {
      if (item.kind !== 'number' || kindsWithUnit(item.unit).length > 0) continue;
      const all = allowedUnits(Object.keys(QuantityKinds) as QuantityKind[]);
      report('E_UNIT', ['steps', i, 'evidence', j, 'unit'], `"${item.unit}" is not a unit that Labwright knows`, {
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
  const step = path[0] === 'steps' ? protocol.steps[Number(path[1])] : undefined;
  if (step?.kind !== 'operation' || path[2] !== 'with') return '';
  const ranges = instruments.map((instrument) => {
    const range = rangeOf(instrument, step.capability, String(path[3]));
    return range && `${instrument.id} takes ${range.min} to ${range.max} ${unit}`;
  });
  const known = ranges.filter((range) => range !== undefined).slice(0, 10);
  return known.length > 0 ? `; ${known.join(', ')}` : '';
}
