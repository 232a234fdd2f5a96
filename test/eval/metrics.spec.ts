import { factsOf, type Fact } from './facts';
import { executableAfter, exitOf, kendallTau, score, summaryOf, type CaseResult } from './metrics';

const fact = (action: string, at: number, value: number | null = null, unit: string | null = null): Fact => ({
  action,
  object: 'plate',
  value,
  unit,
  at,
});

describe('the facts of a protocol', () => {
  it('are what it does, with parameters put in and units made one', () => {
    const facts = factsOf({
      parameters: [
        { id: 'warm', default: { value: 37, unit: 'Cel' } },
        { id: 'dense', default: { value: 0.6, unit: '{AU}' } },
      ],
      materials: [{ id: 'iptg', concentration: { value: 0.015, unit: 'mol/L' } }],
      labware: [{ id: 'p', type: 'plate-96-clear-flat' }],
      steps: [
        {
          kind: 'operator',
          moves: [{ labware: 'p', to: 'shaker' }],
          transfers: [{ material: 'iptg', to: 'p', volume: { value: 0.1, unit: 'mL' } }],
        },
        {
          kind: 'repeat',
          every: { value: 15, unit: 'min' },
          until: 'readings.od.median >= params.dense',
          body: [
            {
              kind: 'operation',
              capability: 'shaking',
              labware: 'p',
              with: { temperature: { param: 'warm' } },
              duration: { value: 1, unit: 'h' },
            },
          ],
        },
        { kind: 'wait', duration: { value: 30, unit: 's' } },
      ],
    });
    expect(facts.map(({ action, object, value, unit, at }) => [at, action, object, value, unit])).toEqual([
      [1, 'move', 'plate-96-clear-flat to shaker', null, null],
      [1, 'pour', 'material to plate-96-clear-flat', 100, 'uL'],
      [1, 'use', 'material in plate-96-clear-flat', 15, 'mmol/L'],
      [2, 'repeat', '', 900, 's'],
      [2, 'until', '', 0.6, '{AU}'],
      [3, 'shaking', 'plate-96-clear-flat', null, null],
      [3, 'shaking.temperature', 'plate-96-clear-flat', 37, 'Cel'],
      [3, 'shaking.duration', 'plate-96-clear-flat', 3_600, 's'],
      [4, 'wait', '', 30, 's'],
    ]);
  });
});

describe('the score of a draft', () => {
  it('of the same protocol is 1', () => {
    const facts = [fact('move', 1), fact('shake', 2, 500, '{rpm}'), fact('move', 3)];
    expect(score(facts, facts)).toEqual({ precision: 1, recall: 1, tau: 1 });
  });

  it('counts what both have by what each has: 2 of 4 and 2 of 3', () => {
    const gold = [fact('move', 1), fact('shake', 2, 500, '{rpm}'), fact('wait', 3, 60, 's')];
    const draft = [fact('move', 1), fact('shake', 2, 504, '{rpm}'), fact('wait', 3, 90, 's'), fact('read', 4)];
    expect(score(gold, draft)).toEqual({ precision: 0.5, recall: 2 / 3, tau: 1 });
  });

  it('takes each fact once', () => {
    expect(score([fact('move', 1), fact('move', 2)], [fact('move', 1)])).toEqual({ precision: 1, recall: 0.5, tau: null });
  });

  it('keeps units apart', () => {
    expect(score([fact('heat', 1, 37, 'Cel')], [fact('heat', 1, 37, 'K')])).toEqual({ precision: 0, recall: 0, tau: null });
  });

  it('of nothing against nothing is 1', () => {
    expect(score([], [])).toEqual({ precision: 1, recall: 1, tau: null });
  });
});

describe("Kendall's tau", () => {
  it.each<[string, [number, number][], number | null]>([
    [
      'the same order',
      [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
      1,
    ],
    [
      'the reverse',
      [
        [1, 3],
        [2, 2],
        [3, 1],
      ],
      -1,
    ],
    [
      'one of three pairs turned round',
      [
        [1, 2],
        [2, 1],
        [3, 3],
      ],
      1 / 3,
    ],
    [
      'two facts of one gold step, which have no order',
      [
        [1, 2],
        [1, 1],
        [2, 3],
      ],
      1,
    ],
    [
      'two gold steps that are one of the draft',
      [
        [1, 1],
        [2, 1],
        [3, 2],
      ],
      2 / 3,
    ],
    ['one', [[1, 1]], null],
  ])('of %s', (_, places, tau) => {
    expect(kendallTau(places)).toEqual(tau === null ? null : expect.closeTo(tau, 12));
  });
});

describe('the rounds of a case', () => {
  const round = (number: number, ...severities: string[]) => ({ round: number, diagnostics: severities.map((severity) => ({ severity })) });

  it.each([
    ['the first draft, with warnings', [round(0, 'warning')], 0],
    ['a repair', [round(0, 'error'), round(1)], 1],
    ['a draft that went on after it was clean', [round(0, 'error'), round(1), round(2, 'warning')], 2],
    ['one that was clean and is not in the end', [round(0), round(1, 'warning', 'error')], null],
    ['nothing', [], null],
  ])('of %s', (_, rounds, after) => {
    expect(executableAfter(rounds)).toBe(after);
  });
});

describe('the summary', () => {
  const of = (expects: CaseResult['expects'], became: CaseResult['became'], rounds: number | null = null, recall?: number): CaseResult => ({
    name: 'case',
    expects,
    became,
    rounds,
    score: recall === undefined ? null : { precision: 1, recall, tau: null },
    failure: null,
  });
  const failing = (failure: string, became: CaseResult['became'] = 'failure'): CaseResult => ({ ...of('protocol', became), failure });

  it('counts shares of the cases that expect a protocol, and refusals and questions apart', () => {
    const results = [
      of('protocol', 'protocol', 0, 1),
      of('protocol', 'protocol', 2, 0.5),
      of('protocol', 'protocol', null, 0),
      of('protocol', 'question'),
      of('question', 'question'),
      of('refusal', 'refusal'),
      of('refusal', 'protocol', 0),
    ];
    expect(summaryOf(results)).toEqual({
      cases: 7,
      protocols: 4,
      executableAtOnce: 0.25,
      executable: 0.5,
      rounds: 1,
      precision: 1,
      recall: 0.5,
      tau: null,
      refusals: { right: 1, wrong: 0, missed: 1 },
      questions: { right: 1, wrong: 1, missed: 0 },
      failures: {},
      unanswered: 0,
    });
    expect(exitOf(results)).toBe(0);
  });

  it('totals failures by kind, and those of the endpoint make it one of a part of the set', () => {
    const malformed = [of('protocol', 'protocol', 0, 1), failing('malformed')];
    expect(summaryOf(malformed)).toMatchObject({ failures: { malformed: 1 }, unanswered: 0, executable: 0.5 });
    expect(exitOf(malformed)).toBe(0);
    const busy = [...malformed, failing('rate_limited'), failing('timed_out', 'protocol')];
    expect(summaryOf(busy)).toMatchObject({ failures: { malformed: 1, rate_limited: 1, timed_out: 1 }, unanswered: 2 });
    expect(exitOf(busy)).toBe(1);
    expect([exitOf([failing('malformed'), failing('cut_off')]), exitOf([])]).toEqual([1, 0]);
  });

  it('of nothing has no shares', () => {
    expect(summaryOf([])).toMatchObject({ cases: 0, executable: null, rounds: null, recall: null });
  });
});
