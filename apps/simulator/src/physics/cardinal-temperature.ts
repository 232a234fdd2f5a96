import type { Strain } from './ecoli-bl21';

/**
 * Growth rate at a temperature (Cel) as a part of that at the optimum, 0 to 1; 0 outside the range of growth.
 * Cardinal temperature model with inflection. Source: Rosso, Lobry, Flandrois, J Theor Biol 162 (1993) 447; also Rosso, Lobry,
 * Bajard, Flandrois, Appl Environ Microbiol 61 (1995) 610.
 */
export function temperatureFactor({ minimum, optimum, maximum }: Strain['cardinal'], temperature: number): number {
  if (temperature <= minimum || temperature >= maximum) return 0;
  const above = (temperature - maximum) * (temperature - minimum) ** 2;
  const slope = (optimum - minimum) * (temperature - optimum);
  const bow = (optimum - maximum) * (optimum + minimum - 2 * temperature);
  return above / ((optimum - minimum) * (slope - bow));
}
