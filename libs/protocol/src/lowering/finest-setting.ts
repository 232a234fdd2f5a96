import type { ParameterRange } from '@labwright/domain';

/** Decimals that a setting is written with; keeps 45.1 from becoming 45.1000000001. */
const DECIMALS = 6;

/**
 * The setting nearest to a value that the instrument takes. The plan carries it, so that what is approved is what is sent: 501.5 rpm on a
 * shaker that takes whole numbers is 502 rpm in the plan, and 100 [degF] is 37.78 Cel on a heater that takes hundredths.
 */
export function finestSetting(value: number, range: ParameterRange | undefined): number {
  if (!range || range.step <= 0) return value;
  const steps = Math.round(value / range.step) * range.step;
  return Number(Math.min(range.max, Math.max(range.min, steps)).toFixed(DECIMALS));
}
