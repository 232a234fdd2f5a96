import { QuantityKinds, toCanonical, type QuantityKind } from '@labwright/domain';
import { Environment } from '@marcbachmann/cel-js';
import { KindValue, SeriesValue, kindClass, type KindClass } from './expression-value';

/** What an expression may name. */
export interface ExpressionScope {
  /** Parameter id -> kind. */
  readonly params: Readonly<Record<string, QuantityKind>>;
  /** Name of a saved reading -> kind. */
  readonly readings: Readonly<Record<string, QuantityKind>>;
}

/** Raised inside an expression by a value that is not there; makes the whole expression UNKNOWN. */
export class UnknownInside extends Error {}

const MAX_NODES = 300;
const MAX_DEPTH = 30;

const KINDS = new Map<QuantityKind, KindClass>((Object.keys(QuantityKinds) as QuantityKind[]).map((kind) => [kind, kindClass(kind)]));

export function classOf(kind: QuantityKind): KindClass {
  const found = KINDS.get(kind);
  if (!found) throw new Error(`no class for ${kind}`);
  return found;
}

/** The objects `params`, `readings` and `run`; CEL wants a class for each. */
export class Named {
  constructor(values: Readonly<Record<string, unknown>>) {
    Object.assign(this, values);
  }
}
export class NamedParams extends Named {}
export class NamedReadings extends Named {}
export class NamedRun extends Named {}

/** Kinds without names, operators and constructors: the part that is the same for every protocol. */
function kinds(): Environment {
  const environment = new Environment({ limits: { maxAstNodes: MAX_NODES, maxDepth: MAX_DEPTH } });
  const number = (x: unknown) => Number(x);
  for (const { kind, type, value: Value, seriesType, series } of KINDS.values()) {
    const summary = { median: type, mean: type, min: type, max: type, count: 'int' };
    environment.registerType(type, { ctor: Value, fields: {} }).registerType(seriesType, { ctor: series, fields: summary });
    const compare: Readonly<Record<string, (a: number, b: number) => boolean>> = {
      '<': (a, b) => a < b,
      '<=': (a, b) => a <= b,
      '>': (a, b) => a > b,
      '>=': (a, b) => a >= b,
    };
    for (const [operator, holds] of Object.entries(compare)) {
      environment.registerOperator(`${type} ${operator} ${type}`, (a: KindValue, b: KindValue) => holds(a.canonical, b.canonical));
    }
    environment
      .registerOperator(`${type} + ${type}`, (a: KindValue, b: KindValue) => new Value(a.canonical + b.canonical))
      .registerOperator(`${type} - ${type}`, (a: KindValue, b: KindValue) => new Value(a.canonical - b.canonical))
      .registerOperator(`${type} / ${type}: double`, (a: KindValue, b: KindValue): number => a.canonical / b.canonical);
    for (const scalar of ['double', 'int']) {
      environment
        .registerOperator(`${type} * ${scalar}`, (a: KindValue, b: unknown) => new Value(a.canonical * number(b)))
        .registerOperator(`${type} / ${scalar}`, (a: KindValue, b: unknown) => new Value(a.canonical / number(b)));
      environment.registerFunction({
        name: kind,
        returnType: type,
        params: [
          { name: 'value', type: scalar },
          { name: 'unit', type: 'string' },
        ],
        handler: (value: unknown, unit: string) => new Value(toCanonical(kind, { value: number(value), unit })),
      });
    }
    environment.registerFunction({
      name: 'at',
      receiverType: seriesType,
      returnType: type,
      params: [{ name: 'n', type: 'int' }],
      handler: (of: SeriesValue, n: bigint) => {
        const value = of.values.at(Number(n));
        if (value === undefined) throw new UnknownInside(`at(${n}) of a series of ${of.values.length}`);
        return new Value(value);
      },
    });
  }
  return environment;
}

const SHARED = kinds();

/** One for each scope: declaring every name again for each of a thousand conditions takes time in the square of the protocol's length. */
const ENVIRONMENTS = new WeakMap<ExpressionScope, Environment>();

/** The environment in which a protocol's expressions are checked and evaluated. */
export function environmentOf(scope: ExpressionScope): Environment {
  const known = ENVIRONMENTS.get(scope);
  if (known) return known;
  const made = declare(scope);
  ENVIRONMENTS.set(scope, made);
  return made;
}

function declare(scope: ExpressionScope): Environment {
  const types = (named: Readonly<Record<string, QuantityKind>>, of: (kind: KindClass) => string) =>
    Object.fromEntries(Object.entries(named).map(([name, kind]) => [name, of(classOf(kind))]));
  return SHARED.clone()
    .registerType('Params', { ctor: NamedParams, fields: types(scope.params, (kind) => kind.type) })
    .registerType('Readings', { ctor: NamedReadings, fields: types(scope.readings, (kind) => kind.seriesType) })
    .registerType('Run', { ctor: NamedRun, fields: { elapsed: classOf('duration').type, deviations: 'int' } })
    .registerVariable('params', 'Params')
    .registerVariable('readings', 'Readings')
    .registerVariable('run', 'Run');
}
