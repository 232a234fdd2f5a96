import { hasCode, type QuantityKind } from '@labwright/domain';
import { latestSaved, recordEvents, type SavedPointRow, type Tx } from '@labwright/persistence';
import { evaluateExpression, mustCompile, seriesOf, type ExpressionOutcome, type Plan, type SeriesOutcome } from '@labwright/protocol';
import { nameOf, type LockedRun, type StepRow } from './run-store';

/** What conditions of a run are asked with, read in one transaction. */
interface ConditionSources {
  readonly scope: Plan['scope'];
  readonly params: Readonly<Record<string, number>>;
  readonly elapsedS: number;
  readonly nowLabMs: number;
}

async function sourcesOf(tx: Tx, runId: string): Promise<ConditionSources> {
  const [row] = await tx.query<ConditionSources & { adjusted: Record<string, number> | null }>(
    `select plan->'scope' as scope, plan->'canonicalParameters' as params, extract(epoch from lab.lab_now() - started_lab)::float8 as "elapsedS",
       extract(epoch from lab.lab_now())::float8 * 1000 as "nowLabMs",
       (select jsonb_object_agg(param, new_value) from (select distinct on (param) param, new_value from lab.adjustments
          where run_id = r.id order by param, id desc) a) as adjusted
     from lab.runs r where id = $1`,
    [runId],
  );
  if (!row) throw new Error(`there is no run ${runId}`);
  return { ...row, params: { ...row.params, ...row.adjusted } };
}

/**
 * Asks a condition of a step now, with the saved readings no older than `maxAgeMs` and the parameters as adjusted. What was asked, with which
 * values, and what came out is in the record. UNKNOWN is for the caller to hold the run with.
 */
export async function askCondition(
  tx: Tx,
  run: LockedRun,
  step: StepRow,
  condition: string,
  maxAgeMs: number,
  actor: string,
): Promise<ExpressionOutcome> {
  const sources = await sourcesOf(tx, run.id);
  const outcome = await evaluate(tx, run, sources, condition, maxAgeMs);
  const data = {
    ...nameOf(step),
    condition,
    outcome: outcome.result.is === 'known' ? outcome.result.value : 'unknown',
    ...(outcome.result.is === 'unknown' ? { reasons: outcome.result.reasons } : {}),
    readings: outcome.readings,
    params: outcome.params,
  };
  await recordEvents(tx, [{ type: 'step.evaluated', actor, runId: run.id, stepInstanceId: step.id, data }]);
  return outcome.result;
}

interface Evaluated {
  readonly result: ExpressionOutcome;
  readonly readings: Readonly<Record<string, unknown>>;
  readonly params: Readonly<Record<string, number>>;
}

async function evaluate(tx: Tx, run: LockedRun, sources: ConditionSources, condition: string, maxAgeMs: number): Promise<Evaluated> {
  const { scope, params, elapsedS, nowLabMs } = sources;
  try {
    const expression = mustCompile(condition, scope);
    const readings: Record<string, SeriesOutcome> = {};
    const shown: Record<string, unknown> = {};
    for (const name of expression.readings) {
      const points = await latestSaved(tx, run.id, name);
      const kind = scope.readings[name] as QuantityKind;
      const series = trusted(points) ?? seriesOf(points, { kind, nowLabMs, maxAgeMs });
      readings[name] = withWells(series, points);
      shown[name] = series.is === 'known' ? summary(series.values) : { unknown: (readings[name] as { why?: string }).why };
    }
    const result = evaluateExpression(expression, { params, readings, run: { elapsedS, deviations: run.state.deviations } });
    const named = Object.fromEntries(expression.params.map((name) => [name, params[name] ?? Number.NaN]));
    return { result, readings: shown, params: named };
  } catch (error) {
    // A condition that was checked at compile time and cannot be read now is unknown, not a crash that is tried for ever.
    if (!hasCode(error, 'INPUT_INVALID')) throw error;
    return { result: { is: 'unknown', reasons: [error.message] }, readings: {}, params: {} };
  }
}

/** A plate that may be another one says nothing, whatever its values. */
function trusted(points: readonly SavedPointRow[]): SeriesOutcome | null {
  const doubtful = points.find((point) => !point.sure);
  if (!doubtful) return null;
  return { is: 'unknown', why: `it was read from ${doubtful.labware ?? 'labware'}, and nobody knows whether that is the right one` };
}

/** Says in which wells the trouble is, and why, where a point tells it. */
function withWells(series: SeriesOutcome, points: readonly SavedPointRow[]): SeriesOutcome {
  if (series.is === 'known') return series;
  const bad = points.filter((point) => point.quality !== 'ok' && point.quality !== 'masked');
  if (bad.length === 0) return series;
  const wells = bad
    .slice(0, 12)
    .map(({ well, quality, reason }) => `${well === '' ? 'a value' : well} ${quality}${reason ? ` (${reason})` : ''}`);
  return { is: 'unknown', why: `${series.why}: ${wells.join(', ')}${bad.length > 12 ? ` and ${bad.length - 12} more` : ''}` };
}

function summary(values: readonly number[]): { median: number; min: number; max: number; count: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
  return { median: median ?? Number.NaN, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN, count: values.length };
}
