import type { DriverManifest, Nearing, Verb, VerbCall } from '@labwright/domain';

/** A room that nobody has measured, Cel: where an instrument starts, and where it goes once its heating is off. */
export const ROOM = 22;
/** What no instrument of ours takes longer for, lab milliseconds: a set point that the room alone would never bring. */
const LONGEST_MS = 86_400_000;
/** A verb that ends what another one holds. */
const ENDED_BY: Partial<Record<Verb, Verb>> = { ensureTemperatureOff: 'ensureTemperature' };

/** Where each value that is neared slowly is: instrument and verb -> value in its canonical unit. What is not in it is as the room is. */
export type NearedValues = ReadonlyMap<string, number>;

/** Lab milliseconds from one value to within `tolerance` of another. Both in the canonical unit. */
export function nearingMs({ up, down }: Nearing, from: number, to: number, tolerance: number): number {
  const left = Math.abs(to - from);
  if (left <= tolerance) return 0;
  const rises = to > from;
  const near = rises ? to - tolerance : to + tolerance;
  const { timeConstantMs } = rises ? up : down;
  const toward = rises ? (up.rise === undefined ? to : ROOM + up.rise) : down.to === 'target' ? to : ROOM;
  const ratio = (toward - from) / (toward - near);
  return ratio > 0 && Number.isFinite(ratio) ? Math.min(LONGEST_MS, Math.round(timeConstantMs * Math.log(ratio))) : LONGEST_MS;
}

/**
 * How much longer (or, below 0, shorter) than their manifest's usual time these calls take from the values as they are, and the values after
 * them. Calls that near nothing change nothing.
 */
export function nearValues(
  manifest: DriverManifest,
  instrument: string,
  calls: readonly VerbCall[],
  values: NearedValues,
): { readonly moreMs: number; readonly values: NearedValues } {
  let moreMs = 0;
  const now = new Map(values);
  for (const { verb, parameters, tolerances } of calls) {
    const ended = ENDED_BY[verb];
    if (ended) now.delete(`${instrument} ${ended}`);
    const known = manifest.verbs.find((each) => each.verb === verb);
    if (!known?.nears) continue;
    const { parameter } = known.nears;
    const to = parameters[parameter];
    if (to === undefined) continue;
    const key = `${instrument} ${verb}`;
    moreMs += nearingMs(known.nears, now.get(key) ?? ROOM, to, tolerances[parameter] ?? 0) - known.expectedMs;
    now.set(key, to);
  }
  return { moreMs, values: now };
}
