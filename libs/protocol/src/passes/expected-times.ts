import { canonicalUnit, fromCanonical, kindsWithUnit, toCanonical, type QuantityKind } from '@labwright/domain';
import type { Compilation } from '../compilation';
import type { ExpectedTime } from '../expected-time.schema';
import type { DocumentPath } from '../pointer';
import { didYouMean } from '../suggestion';
import { allowedUnits } from '../vague-quantity';
import type { ResolvedParameters } from './parameters';

/** When a repeat is expected to have what it waits for, lab milliseconds from its start, and how well that is known. */
export interface ExpectedMoment {
  readonly ms: number;
  readonly toleranceMs: number;
}

/** Id of a repeat -> what its author expects with the parameters in force. One with a fault is not in it. */
export function resolveExpectedTimes(compilation: Compilation, parameters: ResolvedParameters): ReadonlyMap<string, ExpectedMoment> {
  const moments = new Map<string, ExpectedMoment>();
  for (const { step, path } of compilation.tree.nodes) {
    if (step.kind !== 'repeat' || step.expected === undefined) continue;
    const moment = momentOf(compilation, parameters, step.expected, [...path, 'expected']);
    if (moment) moments.set(step.id, moment);
  }
  return moments;
}

function momentOf(
  compilation: Compilation,
  parameters: ResolvedParameters,
  expected: ExpectedTime,
  path: DocumentPath,
): ExpectedMoment | null {
  const { report } = compilation;
  const { over = [], times, tolerance = 0, unit } = expected;
  const kinds: readonly QuantityKind[] = kindsWithUnit(unit);
  const isTime = kinds.includes('duration');
  if (!isTime) {
    const allowed = allowedUnits(['duration']);
    report('E_UNIT', [...path, 'unit'], `"${unit}" is no unit of a duration; write ${allowed.join(', ')}`, { allowed });
  }
  const wanted = over.reduce((product, { at }) => product * at.length, 1);
  if (times.length !== wanted)
    report('E_SCHEMA', [...path, 'times'], `there are ${times.length} times where ${wanted} are needed, one for each value in "over"`, {
      allowed: [`${wanted} numbers`],
    });
  const places = over.map((axis, i) => placeOn(compilation, parameters, axis, [...path, 'over', i]));
  if (!isTime || times.length !== wanted || places.some((place) => place === null)) return null;
  const inMs = (value: number) => Math.round(toCanonical('duration', { value, unit }) * 1_000);
  const time = interpolate(
    over.map(({ at }) => at.length),
    places.map((place) => place ?? 0),
    times,
  );
  return { ms: inMs(time), toleranceMs: inMs(tolerance) };
}

/** Where the value in force is among the values of one parameter: 1.5 is half way from the second to the third. */
function placeOn(
  { protocol, report }: Compilation,
  resolved: ResolvedParameters,
  { param, at }: NonNullable<ExpectedTime['over']>[number],
  path: DocumentPath,
): number | null {
  const known = protocol.parameters ?? [];
  const parameter = known.find(({ id }) => id === param);
  if (!parameter) {
    const ids = known.map(({ id }) => id);
    const hint = { allowed: ids, ...didYouMean(param, ids) };
    report('E_REF', [...path, 'param'], `"${param}" is no parameter of this protocol`, hint);
  }
  const rising = at.every((value, i) => i === 0 || value > (at[i - 1] ?? Infinity));
  if (!rising)
    report('E_SCHEMA', [...path, 'at'], `the values of "${param}" have to rise, so that what lies between them can be worked out`);
  const given = resolved.get(param);
  if (!parameter || !rising || !given) return null;
  const { quantity, default: preset } = parameter;
  const inUnit = kindsWithUnit(preset.unit).includes(quantity) ? preset.unit : canonicalUnit(quantity);
  const value = fromCanonical(quantity, toCanonical(quantity, given), inUnit);
  const next = at.findIndex((each) => each >= value);
  if (next === 0) return 0;
  if (next === -1) return at.length - 1;
  const [low, high] = [at[next - 1] ?? 0, at[next] ?? 0];
  return next - 1 + (value - low) / (high - low);
}

/** Linear along each axis of a table that is given row by row. */
function interpolate(sizes: readonly number[], places: readonly number[], times: readonly number[]): number {
  const [place, ...rest] = places;
  if (place === undefined) return times[0] ?? 0;
  const row = times.length / (sizes[0] ?? 1);
  const at = (index: number) => interpolate(sizes.slice(1), rest, times.slice(index * row, (index + 1) * row));
  const low = Math.floor(place);
  const share = place - low;
  return share === 0 ? at(low) : at(low) * (1 - share) + at(low + 1) * share;
}
