import { LabError, isTerminalRun } from '@labwright/domain';
import {
  Database,
  listBroughtNumbers,
  listResultReadings,
  readPlannedResults,
  type PlannedResults,
  type RunRow,
} from '@labwright/persistence';
import { resultsOf, type AnalysisResult } from '@labwright/results';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { resultViews } from './run-results-view';
import type { RunResultsSchema } from './run-results.schema';
import { RunsService } from './runs.service';

/** Saved values from which results are still worked out on request. */
const MOST = 200_000;

/** What the analyses of a run come to, worked out from the record when it is asked for. */
@Injectable()
export class RunResults {
  constructor(
    private readonly database: Database,
    private readonly runs: RunsService,
  ) {}

  /** @throws LabError NOT_FOUND, or CONFLICT where the run has saved too much */
  async show(id: string): Promise<z.input<typeof RunResultsSchema>> {
    const row = await this.runs.find(id);
    const found = await this.read(row);
    if ('tooMany' in found) throw new LabError('CONFLICT', found.tooMany, { kind: 'run', id, reason: 'too many saved values' });
    return {
      run: id,
      status: row.status,
      over: isTerminalRun(row.status),
      startedLab: row.startedLab,
      results: resultViews(found.results),
    };
  }

  /** For a report, which is given in any case: where the run has saved too much, each result says so. */
  async soFar(row: RunRow): Promise<readonly AnalysisResult[]> {
    const found = await this.read(row);
    if ('results' in found) return found.results;
    const none = resultsOf({ ...found.planned, readings: [], numbers: [], startedMs: null });
    return none.map((result) => ({ ...result, main: null, values: [], insufficient: found.tooMany }));
  }

  private async read(row: RunRow): Promise<{ results: readonly AnalysisResult[] } | { tooMany: string; planned: PlannedResults }> {
    const planned = (await readPlannedResults(this.database, row.id)) ?? { analyses: [], labware: [] };
    if (planned.analyses.length === 0) return { results: [] };
    const names = [...new Set(planned.analyses.flatMap(readingsOf))];
    const [readings, numbers] = await Promise.all([
      listResultReadings(this.database, { runId: row.id, names, limit: MOST + 1 }),
      listBroughtNumbers(this.database, row.id),
    ]);
    if (readings.length > MOST) {
      const what = `run ${row.id} has saved more than ${MOST} values of ${names.join(', ')}, and results are not worked out from so many`;
      return { tooMany: `${what}; take them from GET /v1/runs/${row.id}/saved-readings.csv`, planned };
    }
    return { results: resultsOf({ ...planned, readings, numbers, startedMs: row.startedLab?.getTime() ?? null }) };
  }
}

/** Names of the saved readings that an analysis is about. */
function readingsOf(analysis: PlannedResults['analyses'][number]): readonly string[] {
  switch (analysis.kind) {
    case 'colony_count':
    case 'yield':
      return [];
    case 'growth_rate':
      return analysis.blank === undefined ? [analysis.reading] : [analysis.reading, analysis.blank];
    case 'reporter':
      return [analysis.fluorescence, analysis.density];
    case 'dose_response':
      return analysis.dividedBy === undefined ? [analysis.reading] : [analysis.reading, analysis.dividedBy];
    default:
      return [analysis.reading];
  }
}
