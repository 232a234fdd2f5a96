import { ReadingQuality } from '@labwright/domain';
import type { AnalysisWell, PlanAnalysis } from '@labwright/protocol';
import * as fc from 'fast-check';
import { PLATE } from './fixtures/known-plate';
import { recordOf, START } from './fixtures/plate-record';
import { resultsOf as subject } from './results-of';
import type { BroughtNumber, RunRecord, SavedValue } from './run-record';

const WELLS = ['A1', 'A2', 'A12', 'B1', 'B2', 'C3', 'D4', 'H12'];
const number = fc.oneof(
  fc.double({ min: -0.2, max: 4, noNaN: true }),
  fc.constantFrom(0, 0.05, 1, 1e-300, 1e300, -1e300, 1e9),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const reading: fc.Arbitrary<SavedValue> = fc
  .record({
    name: fc.constantFrom('a', 'b'),
    well: fc.constantFrom(...WELLS),
    value: fc.option(number),
    pathCm: fc.option(fc.double({ min: 0.01, max: 1.5, noNaN: true })),
    quality: fc.oneof({ weight: 8, arbitrary: fc.constant(ReadingQuality.ok) }, fc.constantFrom(...Object.values(ReadingQuality))),
    round: fc.integer({ min: 0, max: 9 }),
    attempt: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ name, round, ...rest }) => ({
    ...rest,
    name,
    labware: 'plate',
    unit: '{AU}',
    reason: null,
    simulated: round % 2 === 0,
    instance: `${name}/${round}`,
    step: 'read',
    round: `r/${round}`,
    atMs: START + round * 600_000,
  }));

const brought: fc.Arbitrary<BroughtNumber> = fc.record({
  step: fc.constant('count'),
  round: fc.constant(''),
  evidence: fc.constantFrom('p', 'q'),
  value: fc.oneof(fc.integer({ min: 0, max: 400 }), number),
  unit: fc.constant('{count}'),
  scripted: fc.boolean(),
  atMs: fc.integer({ min: START, max: START + 10 }),
});

const wells: fc.Arbitrary<readonly AnalysisWell[]> = fc.uniqueArray(
  fc.record({
    well: fc.constantFrom(...WELLS),
    role: fc.constantFrom('sample', 'blank'),
    sample: fc.option(fc.constantFrom('one', 'two')),
    nominal: fc.option(fc.constantFrom(0, 0.5, 1, 2, 4, 8)),
    dilution: fc.constantFrom(1, 2, 10),
  }),
  { selector: ({ well }) => well, maxLength: WELLS.length },
);

const analyses: fc.Arbitrary<readonly PlanAnalysis[]> = fc
  .record({
    some: wells,
    others: wells,
    model: fc.constantFrom('linear', 'quadratic', 'four_parameter'),
    weights: fc.constantFrom('none', '1/x2', '1/y'),
  } as const)
  .map(({ some, others, model, weights }) => {
    const shared = { ...PLATE, nominalUnit: 'ug/mL', reading: 'a' };
    const plates = ['p', 'q', 'none'].map((evidence) => ({ step: 'count', evidence, platedMicrolitres: 100, dilution: 10 }));
    return [
      { ...shared, id: 'g', kind: 'growth_rate', wells: some },
      { ...shared, id: 'h', kind: 'growth_rate', wells: some, curvature: 0.15 },
      { ...shared, id: 's', kind: 'standard_curve', standards: some, samples: others, model, weights },
      { ...shared, id: 'd', kind: 'dose_response', wells: some },
      { ...shared, id: 'e', kind: 'dose_response', wells: some, dividedBy: 'b' },
      { ...shared, id: 'm', kind: 'mic', wells: some, growthControl: others, sterileControl: some },
      { id: 'c', kind: 'colony_count', plates, suspensionMicrolitres: 1_000, dnaMicrograms: 0.01 },
      { ...PLATE, nominalUnit: null, id: 'r', kind: 'reporter', fluorescence: 'a', density: 'b', wells: some },
      { ...shared, id: 'v', kind: 'dispensing', wells: some, reference: others },
      { ...shared, id: 'l', kind: 'linearity', standards: some },
      { ...shared, id: 'z', kind: 'assay_quality', positive: some, negative: others },
      { ...shared, id: 'u', kind: 'plate_uniformity', wells: some },
      { id: 'y', kind: 'yield', step: 'count', evidence: 'p', unit: 'mg', cultureMicrolitres: 1_000 },
    ];
  });

const records: fc.Arbitrary<RunRecord> = fc
  .record({ analyses, readings: fc.array(reading, { maxLength: 120 }), numbers: fc.array(brought, { maxLength: 4 }), begun: fc.boolean() })
  .map(({ begun, ...rest }) => recordOf({ ...rest, startedMs: begun ? START : null }));

/** Places of numbers that JSON cannot say. */
function strange(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  if (value === undefined) return [path];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, each]) => strange(each, `${path}/${key}`));
}

describe('results of any plate', () => {
  it('never throw, hold finite numbers only, and have a main value or say why not', () => {
    fc.assert(
      fc.property(records, (record) => {
        const results = subject(record);
        expect(strange(results)).toEqual([]);
        expect(results.map(({ id }) => id)).toEqual(record.analyses.map(({ id }) => id));
        for (const { main, insufficient, values, figures } of results) {
          expect((main === null) !== (insufficient === null)).toBe(true);
          if (main) expect([main.value === null, values.includes(main)]).toEqual([false, true]);
          for (const figure of figures)
            expect(figure.type === 'xy' ? figure.series.every(({ points }) => points.length > 0) : true).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('are the same in whatever order readings and numbers come', () => {
    fc.assert(
      fc.property(records, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (record, keys) => {
        const shuffled = <T>(list: readonly T[]): T[] => {
          const keyed = list.map((each) => ({ each, key: keys.next().value ?? 0 }));
          return keyed.toSorted((a, b) => a.key - b.key).map(({ each }) => each);
        };
        const other = { ...record, readings: shuffled(record.readings), numbers: shuffled(record.numbers) };
        expect(JSON.stringify(subject(other))).toBe(JSON.stringify(subject(record)));
      }),
      { numRuns: 60 },
    );
  });
});
