import type { AnalysisResult } from '@labwright/results';
import type { z } from 'zod';
import type { AnalysisResultSchema } from './run-results.schema';

type View = z.input<typeof AnalysisResultSchema>;

/** Results as answers have them: the same, in lists that the schema may write to. */
export function resultViews(results: readonly AnalysisResult[]): View[] {
  return results.map((result) => ({
    ...result,
    values: [...result.values],
    flags: [...result.flags],
    figures: result.figures.map((figure) =>
      figure.type === 'plate'
        ? { ...figure, wells: { ...figure.wells } }
        : { ...figure, marks: [...figure.marks], series: figure.series.map((series) => ({ ...series, points: [...series.points] })) },
    ),
  }));
}
