import { ReadingQuality } from '@labwright/domain';
import type { ConsultAnswer } from '@labwright/drafting';
import { z } from 'zod';
import { dataOf, type Turn } from './asked';

const quality = z.string().nullish();
const Reading = z.looseObject({
  name: z.string(),
  unit: z.string(),
  values: z.array(z.looseObject({ value: z.number().nullable(), quality })),
  latest: z.array(z.looseObject({ well: z.string(), quality })).optional(),
});
const Bound = z.looseObject({ param: z.string(), min: z.number(), max: z.number(), unit: z.string(), timesLeft: z.number() });
const Context = z.looseObject({
  asks: z.string().optional(),
  expect: z.looseObject({ min: z.number().nullish(), max: z.number().nullish() }).nullish(),
});
/** Fewer good values of a reading than this say nothing. */
const ENOUGH = 2;
/** A question that says that something is wrong. */
const TROUBLE = /nothing has|not grown|out of (?:its )?range|outside|too (?:low|high|slow|fast)|did not/i;

/**
 * The answer to readings, by one rule. Flagged or too few readings are for a person. Where the last value is outside of what is expected, or the
 * question itself says that something is wrong, the first parameter that may still be adjusted goes to the middle of its bounds, and a person is
 * asked where there is none. Else continue. It never stops a run.
 */
export function consultAnswer(turns: readonly Turn[]): ConsultAnswer {
  const readings = z.array(Reading).safeParse(dataOf(turns, 'readings')).data ?? [];
  const bounds = z.array(Bound).safeParse(dataOf(turns, 'bounds')).data ?? [];
  const context = Context.safeParse(dataOf(turns, 'context')).data;
  const names = readings.map(({ name }) => name);
  const doubt = readings.length === 0 ? 'there are no readings to judge by' : readings.map(doubtAbout).find((each) => each !== null);
  if (doubt) return { decision: 'ask', adjust: [], reason: doubt, readings: names };
  const last = readings.map(({ name, unit, values }) => `${name} ${values.at(-1)?.value ?? 'none'} ${unit}`).join(', ');
  const trouble =
    outside(readings[0], context?.expect) ??
    (TROUBLE.test(context?.asks ?? '') ? `the question says that something is wrong, at ${last}` : null);
  if (trouble === null) return { decision: 'continue', adjust: [], reason: `nothing speaks against going on: ${last}`, readings: names };
  const bound = bounds.find((each) => each.timesLeft > 0 && each.min < each.max);
  if (!bound) return { decision: 'ask', adjust: [], reason: `${trouble}; nothing may be adjusted`, readings: names };
  const adjust = [{ param: bound.param, value: Number(((bound.min + bound.max) / 2).toPrecision(6)), unit: bound.unit }];
  return { decision: 'adjust', adjust, reason: `${trouble}; ${bound.param} goes to the middle of its bounds`, readings: names };
}

/** Why a reading cannot be relied on; null when it can. */
function doubtAbout({ name, values, latest = [] }: z.infer<typeof Reading>): string | null {
  const good = values.filter((each) => each.value !== null && isGood(each.quality));
  if (good.length < ENOUGH) return `${name} has ${good.length} good values; ${ENOUGH} are needed`;
  const last = values.at(-1);
  if (last && !isGood(last.quality)) return `the last value of ${name} is flagged: ${last.quality}`;
  const flagged = latest.filter((each) => !isGood(each.quality));
  return flagged.length > 0 ? `${name} is flagged in ${flagged.map(({ well }) => well).join(', ')}` : null;
}

function outside(reading: z.infer<typeof Reading> | undefined, expected: z.infer<typeof Context>['expect']): string | null {
  const value = reading?.values.at(-1)?.value;
  if (!reading || !expected || value === null || value === undefined) return null;
  const [min, max] = [expected.min ?? -Infinity, expected.max ?? Infinity];
  return value >= min && value <= max ? null : `${reading.name} is ${value} ${reading.unit}, expected is ${min} to ${max}`;
}

function isGood(given: string | null | undefined): boolean {
  return (given ?? ReadingQuality.ok) === ReadingQuality.ok;
}
