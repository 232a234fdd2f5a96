import { compile, DiagnosticCodes, type PlanStep } from './index';
import { decision, fleet, growth, move, pause, type GrowthDocument } from './fixtures/growth-document';

const found = (change?: (document: GrowthDocument) => void) =>
  compile(growth(change), { fleet }).diagnostics.map(({ code, path, message }) => `${code} ${path} ${message}`);
const plan = (change?: (document: GrowthDocument) => void) => {
  const compiled = compile(growth(change), { fleet });
  expect(compiled.diagnostics).toEqual([]);
  return compiled.plan?.steps ?? [];
};
const body = (steps: readonly PlanStep[]) => steps.flatMap((step) => (step.kind === 'repeat' ? step.body : []));
const ask = (change: object = {}) => ({ id: 'ask', kind: 'consult', question: 'Go on?', shows: ['od'], role: 'scientist', ...change });

describe('a repeat', () => {
  it('keeps its body as steps of its own, with access operations around the moves in it', () => {
    expect(plan().map(({ id }) => id)).toEqual([
      'load.before.1',
      'load.before.2',
      'load',
      'load.after.1',
      'loop',
      'unload.before.1',
      'unload.before.2',
      'unload',
      'unload.after.1',
      'unload.after.2',
    ]);
    const ids = new Set<string>();
    for (const step of body(plan())) {
      for (const id of step.after) expect(ids).toContain(id);
      ids.add(step.id);
    }
    expect([...ids].filter((id) => !id.includes('.'))).toEqual(['shake', 'to_reader', 'read', 'back']);
  });

  it('takes the plate from the same nest in every round, keeps that for it while it is read, and frees that of the reader each time', () => {
    const steps = body(plan());
    const moves = steps.flatMap((step) => (step.kind === 'operator' ? step.moves : []));
    expect(moves.map(({ from, to }) => `${from} -> ${to}`)).toEqual([
      'heater-shaker.plate -> reader.carrier',
      'reader.carrier -> heater-shaker.plate',
    ]);
    expect(steps.flatMap(({ releases }) => releases)).toEqual(['reader.carrier']);
    expect(plan().flatMap(({ releases }) => releases)).toEqual(['heater-shaker.plate']);
    // It comes back to a warm block.
    const calls = steps.flatMap((step) => (step.kind === 'operation' ? step.establish : []));
    expect(calls.map(({ verb }) => verb)).not.toContain('ensureTemperatureOff');
  });

  it('reads one wavelength after another, only in the wells that are saved and their blanks', () => {
    const steps = body(
      plan((d) => {
        d.loop.body[2] = {
          ...d.loop.body[2],
          with: { wavelengths: [600, 700].map((value) => ({ value, unit: 'nm' })) },
          saves: { od: { reading: 'absorbance', wavelength: { value: 700, unit: 'nm' }, wells: { role: 'sample' }, process: ['blank'] } },
        };
      }),
    );
    const plate = { labware: 'plate-96-clear-flat', rows: 8, columns: 12, wells: ['A1', 'A2', 'B1'] };
    expect(steps.find(({ id }) => id === 'read')).toMatchObject({
      establish: [600, 700].map((wavelength) => ({ verb: 'readAbsorbance', parameters: { wavelength }, plate })),
      saves: [{ name: 'od', kind: 'optical_density', wavelength: 700, wells: ['A2', 'B1'], blanks: ['A1'], process: ['blank'] }],
    });
  });

  it.each<[string, (d: GrowthDocument) => void, RegExp]>([
    [
      'leaves the plate elsewhere',
      (d) => d.loop.body.pop(),
      /^E_PLACE \/steps\/1\/body .*finds "plate" at "shaker" and leaves it at "reader"/,
    ],
    [
      'leaves it with another cover',
      (d) =>
        d.loop.body.push({ id: 'seal', kind: 'operator', instruction: 'Seal.', covers: [{ labware: 'plate', cover: 'optical-film' }] }),
      /^E_LABWARE \/steps\/1\/body .*"none" and leaves it with "optical-film"/,
    ],
    ['is not changed by its body', (d) => (d.loop['until'] = 'params.dense > params.dense'), /^E_NO_TERMINATION \/steps\/1\/until/],
    [
      'has a round that may take no time',
      (d) => {
        const empty = { steps: [] };
        d.loop.body.splice(0, 4, {
          id: 'maybe',
          kind: 'decision',
          cases: [{ when: 'run.elapsed > duration(1, "h")', ...empty }],
          else: empty,
        });
        d.loop['until'] = 'run.elapsed > duration(2, "h")';
      },
      /^E_NO_TERMINATION \/steps\/1 .*round and round/,
    ],
    ['has a step that waits for one outside', (d) => (d.loop.body[0]!['after'] = ['load']), /^E_REF .*"load" is in another list/],
    ['has a circle', (d) => (d.loop.body[0]!['after'] = ['back']), /^E_CYCLE \/steps\/1\/body\/0\/after .*shake -> to_reader/],
    ['uses an id twice', (d) => (d.loop.body[3]!['id'] = 'load'), /^E_REF \/steps\/1\/body\/3\/id .*taken by \/steps\/0/],
    ['lasts less than one round', (d) => (d.loop['atMost'] = { value: 5, unit: 'min' }), /^E_TIMING \/steps\/1\/atMost/],
    [
      'saves wells without saying which',
      (d) => (d.loop.body[2]!['saves'] = { od: { reading: 'absorbance', wells: 'all' } }),
      /^E_SCHEMA .*wells" is "all"; an array is wanted/,
    ],
    ['has no answer for its end', (d) => delete d.loop['otherwise'], /^E_SCHEMA \/steps\/1\/otherwise/],
    [
      'reads through film',
      (d) => (d.labware[0]!['cover'] = 'breathable-film'),
      /^E_LABWARE \/steps\/1\/body\/2\/labware "plate" is under a breathable-film/,
    ],
  ])('when it %s, is refused', (_what, change, says) => {
    expect(found(change)).toEqual([expect.stringMatching(says)]);
  });

  it('when a deep-well plate goes to a reader, both the nest and the bottom are named', () => {
    const list = found((d) => {
      d.labware[0]!['type'] = 'deep-well-96';
      d.loop.body[2]!['saves'] = { od: { reading: 'absorbance', wells: ['A1'] } };
    });
    expect(list.every((each) => each.startsWith('E_LABWARE'))).toBe(true);
    expect(list.join('\n')).toMatch(/reader has no nest for deep-well-96[^]*not read through its bottom/);
  });

  it('when another plate takes a free nest meanwhile, still comes back to the nest that the next round starts from', () => {
    const hold = (id: string, labware: string) => ({
      id,
      kind: 'operation',
      capability: 'shaking_incubation',
      labware,
      duration: { value: 1, unit: 'min' },
    });
    const gentle = { temperature: { value: 30, unit: 'Cel' }, speed: { value: 200, unit: '{rpm}' } };
    const steps = plan((d) => {
      d.labware.push({ id: 'other', type: 'plate-96-clear-flat' });
      d.loop.body[0]!['with'] = gentle;
      d.loop.body.splice(2, 0, move('other_on', 'other', 'shaker'), { ...hold('warm', 'other'), with: gentle });
      d.loop.body.push(move('other_off', 'other', 'bench'));
    });
    const places = body(steps).flatMap((step) => (step.kind === 'operator' ? step.moves : []));
    expect(places.map(({ labware, to }) => `${labware} ${to}`)).toEqual([
      'plate reader.carrier',
      'other incubator.right',
      'plate incubator.left',
      'other bench',
    ]);
  });

  it('two plates may take turns on one nest, in either half of the round', () => {
    const swap = (late: boolean) => (d: GrowthDocument) => {
      d.labware.push({ id: 'other', type: 'plate-96-clear-flat' });
      const visit = [move('other_on', 'other', late ? 'second' : 'reader'), move('other_off', 'other', 'bench')];
      d.loop.body.splice(late ? 2 : 1, 0, ...visit);
    };
    expect(found(swap(false))).toEqual([]);
    expect(found(swap(true))).toEqual([]);
    // While the plate is being read, the reader has no room for the other one.
    const crowd = found((d) => {
      d.labware.push({ id: 'other', type: 'plate-96-clear-flat' });
      d.loop.body.splice(2, 0, move('other_on', 'other', 'reader'), move('other_off', 'other', 'bench'));
    });
    expect(crowd).toEqual([expect.stringMatching(/^E_PLACE .*"other" cannot go to "reader"/)]);
  });
});

describe('a decision', () => {
  it('has a body for each case', () => {
    const steps = plan((d) => d.steps.push(decision('readings.od.max > params.dense', [pause('a')], [pause('b'), pause('c')])));
    expect(steps.at(-1)).toMatchObject({
      kind: 'decision',
      cases: [{ when: 'readings.od.max > params.dense', body: [{ id: 'a', after: [] }] }],
      else: [
        { id: 'b', after: [] },
        { id: 'c', after: ['b'] },
      ],
      expectedMs: 120_000,
      maxAgeMs: 600_000,
    });
  });

  it.each<[string, object[], object[], RegExp]>([
    ['leaves the plate in two places', [move('x', 'plate', 'shaker')], [], /^E_PLACE .*leaves "plate" at "shaker" and another at "bench"/],
    ['waits for a step of another case', [pause('a')], [{ ...pause('b'), after: ['a'] }], /^E_REF .*"a" is in another list/],
    [
      'counts from a step of another case',
      [pause('a')],
      [{ ...pause('b'), timing: [{ after: 'a.end', atMost: { value: 1, unit: 'h' }, onMissed: 'hold' }] }],
      /^E_ORDER .*"a" does not surely come before "b"/,
    ],
  ])('when it %s, is refused', (_what, steps, otherwise, says) => {
    const list = found((d) => d.steps.push(decision('readings.od.max > params.dense', steps as never, otherwise as never)));
    expect(list).toEqual([expect.stringMatching(says)]);
  });

  it('when a reading is saved only in one case, nothing after it may ask for it', () => {
    const list = found((d) => {
      const [shake, there, read, back] = d.loop.body;
      d.loop.body = [shake!, { ...decision('run.deviations == 0', [there!, read!, back!]) }];
    });
    expect(list).toEqual([expect.stringMatching(/^E_BRANCH \/steps\/1\/until readings.od is saved only by "read"/)]);
  });

  it('when a reading is asked for before it is saved, says so', () => {
    expect(found((d) => d.steps.unshift(decision('readings.od.max > params.dense', [pause('a')])))).toEqual([
      expect.stringMatching(/^E_ORDER \/steps\/0\/cases\/0\/when .*does not wait for/),
    ]);
  });

  it('two cases may use the same nest', () => {
    const visit = (n: number) => [move(`on${n}`, 'plate', 'second'), move(`off${n}`, 'plate', 'bench')];
    expect(found((d) => d.steps.push(decision('readings.od.max > params.dense', visit(1), visit(2))))).toEqual([]);
  });
});

describe('a consult', () => {
  it('gives its bounds in canonical units', () => {
    const steps = plan((d) => d.loop.body.push(ask({ adjust: [{ param: 'dense', min: 0.4, max: 0.5, times: 2 }] })));
    expect(body(steps).at(-1)).toMatchObject({
      kind: 'consult',
      shows: ['od'],
      adjust: [{ param: 'dense', min: 0.4, max: 0.5, times: 2 }],
    });
  });

  it.each<[string, object, RegExp]>([
    ['goes beyond the bounds of a parameter', { adjust: [{ param: 'dense', min: 0.1, max: 0.5, times: 1 }] }, /^E_PARAMETER .*0.4 to 0.8/],
    ['shows what nobody saves', { shows: ['odd'] }, /^E_REF .*saves a reading "odd"/],
    ['adjusts an unknown parameter', { adjust: [{ param: 'dens', min: 0.4, max: 0.5, times: 1 }] }, /^E_REF .*no parameter "dens"/],
  ])('when it %s, is refused', (_what, change, says) => {
    expect(found((d) => d.loop.body.push(ask(change)))).toEqual([expect.stringMatching(says)]);
  });

  it('when it adjusts what an instrument is told, is refused: that is fixed in the plan', () => {
    const list = found((d) => {
      d.parameters.push({ id: 'warmth', quantity: 'temperature', default: { value: 37, unit: 'Cel' } });
      (d.loop.body[0]!['with'] as Record<string, unknown>)['temperature'] = { param: 'warmth' };
      d.loop.body.push(ask({ adjust: [{ param: 'warmth', min: 37, max: 38, times: 1 }] }));
    });
    expect(list).toEqual([expect.stringMatching(/^E_PARAMETER .*"warmth" is fixed in the plan by "shake"/)]);
  });
});

describe('windows and shared confirmations', () => {
  const window = (after: string, change: object = {}) => [
    { after, atMost: { value: 10, unit: 's' }, onMissed: 'continue_with_deviation', ...change },
  ];
  const shock = (change: object) => (d: GrowthDocument) =>
    d.steps.push(
      { id: 'heat_shock', kind: 'operator', instruction: 'Into the block.', duration: { value: 30, unit: 's' } },
      { id: 'on_ice', kind: 'operator', instruction: 'Back on ice.', ...change },
    );

  it('are in the plan as lab milliseconds', () => {
    const steps = plan(shock({ startsOnEndOf: 'heat_shock', timing: window('heat_shock.end') }));
    expect(steps.at(-1)).toMatchObject({
      startsOnEndOf: 'heat_shock',
      timing: [{ after: { step: 'heat_shock', point: 'end' }, atLeastMs: null, atMostMs: 10_000, onMissed: 'continue_with_deviation' }],
    });
  });

  it('may count from a step in a repeat before, and from the start of the repeat around', () => {
    expect(found(shock({ timing: window('read.end', { atMost: { value: 1, unit: 'h' } }) }))).toEqual([]);
    expect(found((d) => (d.loop.body[3]!['timing'] = window('loop.start', { atMost: { value: 6, unit: 'h' } })))).toEqual([]);
    expect(found((d) => (d.loop.body[3]!['timing'] = window('loop.end')))).toEqual([expect.stringMatching(/^E_ORDER/)]);
  });

  it.each<[string, (d: GrowthDocument) => void, RegExp]>([
    ['no step', shock({ timing: window('heat_shok.end') }), /^E_REF .*"heat_shok"/],
    ['no point', shock({ timing: window('heat_shock') }), /^E_SCHEMA .*such as heat_shock.end/],
    [
      'an empty window',
      shock({ timing: window('heat_shock.end', { atLeast: { value: 1, unit: 'min' } }) }),
      /^E_TIMING .*at least 1 min and at most 10 s/,
    ],
    ['a wait that is confirmed', (d) => d.steps.push({ ...pause('p'), startsOnEndOf: 'unload' }), /^E_SCHEMA .*two operator steps/],
    [
      'an instrument that is opened in between',
      (d) => d.steps.push({ ...move('again', 'plate', 'shaker'), startsOnEndOf: 'unload' }),
      /^E_ORDER .*one confirmation cannot serve both/,
    ],
  ])('when there is %s, are refused', (_what, change, says) => {
    expect(found(change)).toEqual([expect.stringMatching(says)]);
  });
});

describe('an expectation', () => {
  const expecting = (expectation: object) => (d: GrowthDocument) =>
    (d.loop.body[2]!['expect'] = { reading: 'od', otherwise: 'hold', ...expectation });

  it('is in the plan in the canonical unit of the reading', () => {
    expect(body(plan(expecting({ max: { value: 3, unit: '{AU}' } }))).find(({ id }) => id === 'read')).toMatchObject({
      expect: { reading: 'od', min: null, max: 3, otherwise: 'hold' },
    });
  });

  it.each<[string, object, RegExp]>([
    ['the unit is of another kind', { max: { value: 3, unit: 'Cel' } }, /^E_UNIT .*for optical_density write/],
    ['nobody saves the reading', { reading: 'ode', max: { value: 3, unit: '{AU}' } }, /^E_REF/],
    ['it has no bound', {}, /^E_SCHEMA .*"min", "max" or both/],
  ])('when %s, is refused', (_what, expectation, says) => {
    expect(found(expecting(expectation))).toEqual([expect.stringMatching(says)]);
  });
});

it('steps nest eight deep and no deeper', () => {
  const deep = (levels: number) => (d: GrowthDocument) => {
    let inner: object[] = [pause('innermost')];
    for (let i = 0; i < levels; i += 1) inner = [{ ...decision(`run.deviations > ${i}`, inner as never), id: `level${i}` }];
    d.steps.push(...(inner as never[]));
  };
  expect(found(deep(7))).toEqual([]);
  expect(found(deep(8))).toEqual([expect.stringMatching(/^E_SCHEMA .*nested 9 steps deep; at most 8/)]);
  expect(found(deep(9)).every((each) => DiagnosticCodes.some((code) => each.startsWith(code)))).toBe(true);
});
