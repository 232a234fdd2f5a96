import type { QuantityKind } from '@labwright/domain';
import fc from 'fast-check';
import { compileExpression, mustCompile } from './compile-expression';
import { evaluateExpression, type ExpressionValues } from './evaluate-expression';
import { seriesOf, type ReadingPoint } from './reading-series';

const scope = {
  params: { induction_od: 'optical_density', limit: 'temperature', longest: 'duration' } satisfies Record<string, QuantityKind>,
  readings: { od600: 'optical_density', block: 'temperature' } satisfies Record<string, QuantityKind>,
};
const values = (od: readonly number[] | string): ExpressionValues => ({
  params: { induction_od: 0.6, limit: 40, longest: 3600 },
  readings: {
    od600: typeof od === 'string' ? { is: 'unknown', why: od } : { is: 'known', values: od },
    block: { is: 'known', values: [37] },
  },
  run: { elapsedS: 120, deviations: 0 },
});
const subject = (source: string, given: ExpressionValues) => evaluateExpression(mustCompile(source, scope), given);

describe('a condition', () => {
  it.each([
    ['readings.od600.median >= params.induction_od', true],
    ['readings.od600.min >= params.induction_od', false],
    ['readings.od600.at(-1) > readings.od600.at(0)', true],
    ['readings.od600.count >= 3', true],
    ['readings.od600.mean * 2 > params.induction_od + params.induction_od', true],
    ['readings.od600.max / params.induction_od > 1.4', true],
    ['readings.block.median < temperature(311, "K")', true],
    ['run.elapsed < params.longest && run.deviations == 0', true],
    ['readings.od600.median < optical_density(0.5, "{AU}") || readings.block.max > params.limit', false],
  ])('%s is %s', (source, value) => {
    expect(subject(source, values([0.5, 0.7, 0.9]))).toEqual({ is: 'known', value });
  });

  it.each([
    ['readings.od600.median >= params.limit', /two different kinds/],
    ['readings.od600.median >= 0.6', /bare number has no unit.*optical_density\(0.6/],
    ['readings.od600.median == params.induction_od', /never exactly equal/],
    ['readings.od700.median >= params.induction_od', /there is no readings.od700/],
    ['readings.od600.medan >= params.induction_od', /medan/],
    ['readings["od600"].median >= params.induction_od', /name one of the readings/],
    ['readings.od600.median', /true or false/],
    ['readings.od600.median >=', /not a condition in CEL/],
    ['temperature(37, "{rpm}") < params.limit', /not of temperature/],
    ['temperature(37, params.limit) < params.limit', /with the unit as a text/],
    ['od600 >= 3', /./],
    ['x'.repeat(1_001), /at most 1000/],
  ])('%s is refused with the reason and the place', (source, message) => {
    const { expression, issues } = compileExpression(source, scope);
    expect(expression).toBeNull();
    expect(issues[0]?.message).toMatch(message);
    expect(issues[0]?.end).toBeGreaterThanOrEqual(issues[0]?.start ?? Infinity);
  });

  it('when any reading that it names is UNKNOWN, is UNKNOWN as a whole, also where the other side alone would decide it', () => {
    for (const source of [
      'true || readings.od600.median >= params.induction_od',
      'false && readings.od600.median >= params.induction_od',
    ]) {
      expect(subject(source, values('stale'))).toEqual({ is: 'unknown', reasons: ['readings.od600: stale'] });
    }
  });

  it('when it asks for a point that is not there, is UNKNOWN', () => {
    expect(subject('readings.od600.at(5) >= params.induction_od', values([0.7]))).toMatchObject({ is: 'unknown' });
  });

  it('on any text, gives an expression or issues and never throws', () => {
    const word = fc.constantFrom(
      'readings.od600.median',
      'params.limit',
      '>=',
      '&&',
      '(',
      ')',
      '0.6',
      '"x"',
      '!',
      '.at(1)',
      '[',
      'true',
      '?',
      ':',
      'in',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 60 }),
          fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
        ),
        (source) => {
          const { expression, issues } = compileExpression(source, scope);
          expect(expression === null).toBe(issues.length > 0);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the series of a reading', () => {
  const point = (change: Partial<ReadingPoint> = {}): ReadingPoint => ({
    value: 0.5,
    unit: '{AU}',
    quality: 'ok',
    atLabMs: 1_000,
    ...change,
  });
  const rules = { kind: 'optical_density', nowLabMs: 2_000, maxAgeMs: 5_000 } as const;

  it('when every point can be trusted, has them in time order', () => {
    expect(seriesOf([point({ value: 0.7, atLabMs: 1_500 }), point()], rules)).toEqual({ is: 'known', values: [0.5, 0.7] });
  });

  it.each([
    ['there is none', [], /not read yet/],
    ['the newest is too old', [point({ atLabMs: -10_000 })], /12 s old, and 5 s are allowed/],
    ['one is over range', [point(), point({ quality: 'overflow', value: null })], /flagged "overflow"/],
    ['one is missing', [point({ quality: 'missing', value: null })], /flagged "missing"/],
    ['one is not a number', [point({ value: Number.NaN })], /not a number/],
    ['one is in another unit', [point({ unit: 'Cel' })], /in Cel, not in \{AU\}/],
    ['one is physically impossible', [point({ value: -3 })], /outside the physical range/],
    ['all are masked', [point({ quality: 'masked' })], /masked/],
  ])('when %s, is UNKNOWN and says why', (_what, points, why) => {
    const subjectOutcome = seriesOf(points, rules);
    expect(subjectOutcome.is === 'unknown' && subjectOutcome.why).toMatch(why);
  });

  it('when a point is masked, leaves it out', () => {
    expect(seriesOf([point(), point({ quality: 'masked', value: 99 })], rules)).toEqual({ is: 'known', values: [0.5] });
  });
});
