import type { z } from 'zod';
import { csvLine, type Cell } from '../readings/csv';
import type { RunResultsSchema } from './run-results.schema';

/** Columns of results as CSV: one row a value. */
export const RESULT_COLUMNS = [
  'run',
  'analysis',
  'kind',
  'name',
  'of',
  'value',
  'unit',
  'low',
  'high',
  'confidence',
  'beyond',
  'note',
  'simulated',
] as const;

/** An analysis without any value has one row with the reason as its note, so that it is not missing without a word. */
export function resultsCsv({ run, results }: z.input<typeof RunResultsSchema>): string {
  const rows = results.flatMap(({ id, kind, values, insufficient, simulated }): Cell[][] =>
    values.length === 0
      ? [[run, id, kind, '', null, null, '', null, null, null, null, insufficient, simulated]]
      : values.map(({ name, of, value, unit, low, high, confidence, beyond, note }) => [
          run,
          id,
          kind,
          name,
          of,
          value,
          unit,
          low,
          high,
          confidence,
          beyond,
          note,
          simulated,
        ]),
  );
  return [[...RESULT_COLUMNS], ...rows].map((row) => csvLine(row)).join('');
}
