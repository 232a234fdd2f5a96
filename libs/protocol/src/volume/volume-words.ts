import { volumeWords } from '../render/quantity-words';
import type { Drift } from './well-levels';

/** Most wells that a finding names. */
const NAMED = 8;

/** `A1, B1 and 10 more of "plate"`. */
export function wellsOf(labware: string, wells: readonly string[]): string {
  const more = wells.length > NAMED ? ` and ${wells.length - NAMED} more` : '';
  return `${wells.slice(0, NAMED).join(', ')}${more} of "${labware}"`;
}

/** Microlitres, never below zero, for people. */
export function litres(microlitres: number): string {
  return volumeWords(Math.max(0, microlitres)).replace('µL', 'uL');
}

/** What is wrong after some rounds only: the round in which it happens, and the way out. `enough`: rounds that do no harm, 1 or more. */
export function roundsWords({ repeat, most, because }: Drift, enough: number): { readonly when: string; readonly suggestion: string } {
  const bound = most === null ? `nothing bounds its rounds: ${because}` : `up to ${most}: ${because}`;
  return {
    when: `in round ${enough + 1} of "${repeat}" (${bound})`,
    suggestion: `add maxIterations: ${enough} to "${repeat}", or change the volumes`,
  };
}
