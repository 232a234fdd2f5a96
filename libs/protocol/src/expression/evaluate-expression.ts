import type { Expression } from './compile-expression';
import { NamedParams, NamedReadings, NamedRun, UnknownInside, classOf } from './expression-scope';
import type { SeriesOutcome } from './reading-series';

/** What a condition is evaluated with; numbers in the canonical unit of their kind. */
export interface ExpressionValues {
  readonly params: Readonly<Record<string, number>>;
  /** Name -> the trusted values of this run, oldest first, or why they are UNKNOWN. A name that is missing is UNKNOWN. */
  readonly readings: Readonly<Record<string, SeriesOutcome>>;
  readonly run: { readonly elapsedS: number; readonly deviations: number };
}

/** UNKNOWN is neither true nor false: it holds the run. */
export type ExpressionOutcome =
  { readonly is: 'known'; readonly value: boolean } | { readonly is: 'unknown'; readonly reasons: readonly string[] };

/**
 * Evaluates a condition. Any UNKNOWN that it names, anywhere in it, makes the whole of it UNKNOWN, with all reasons: there is no short
 * circuit, because a condition that happened to be decided without a missing reading would hide that it is missing.
 */
export function evaluateExpression(expression: Expression, values: ExpressionValues): ExpressionOutcome {
  const { scope } = expression;
  const reasons: string[] = [];
  const readings: Record<string, unknown> = {};
  for (const name of expression.readings) {
    const outcome = values.readings[name];
    const kind = scope.readings[name];
    if (outcome?.is === 'known' && kind && outcome.values.length > 0) readings[name] = new (classOf(kind).series)(outcome.values);
    else reasons.push(`readings.${name}: ${outcome?.is === 'unknown' ? outcome.why : 'not read yet in this run'}`);
  }
  const params: Record<string, unknown> = {};
  for (const name of expression.params) {
    const value = values.params[name];
    const kind = scope.params[name];
    if (value !== undefined && Number.isFinite(value) && kind) params[name] = new (classOf(kind).value)(value);
    else reasons.push(`params.${name}: it has no value`);
  }
  if (reasons.length > 0) return { is: 'unknown', reasons };
  const { elapsedS, deviations } = values.run;
  const run = new NamedRun({ elapsed: new (classOf('duration').value)(elapsedS), deviations: BigInt(deviations) });
  try {
    const value: unknown = expression.environment.evaluate(expression.source, {
      readings: new NamedReadings(readings),
      params: new NamedParams(params),
      run,
    });
    return typeof value === 'boolean' ? { is: 'known', value } : { is: 'unknown', reasons: ['the condition gave no truth value'] };
  } catch (error) {
    const inner = (error as { cause?: unknown }).cause;
    const why = inner instanceof UnknownInside ? inner.message : (error as Error).message.split('\n')[0];
    return { is: 'unknown', reasons: [why ?? 'it could not be evaluated'] };
  }
}
