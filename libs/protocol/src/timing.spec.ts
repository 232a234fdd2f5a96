import { decision, fleet as growthFleet, growth, pause } from './fixtures/growth-document';
import { instrument } from './fixtures/heater-shaker.manifest';
import { changed, soundDocument } from './fixtures/protocol-document';
import { compile, type Diagnostic, type Plan } from './index';

type Json = Record<string, unknown>;

const fleet = { instruments: [instrument()] };
const minutes = (value: number) => ({ value, unit: 'min' });
const wait = (id: string, length: number, more: Json = {}) => ({ id, kind: 'wait', duration: minutes(length), ...more });
const work = (id: string, length: number, more: Json = {}) => ({
  id,
  kind: 'operator',
  instruction: 'Do it.',
  duration: minutes(length),
  ...more,
});
const within = (after: string, atMost: number) => ({ after, atMost: minutes(atMost), onMissed: 'continue_with_deviation' });
const repeat = (id: string, body: readonly Json[], atMost: number, more: Json = {}) => ({
  id,
  kind: 'repeat',
  body,
  until: 'run.elapsed > duration(1, "h")',
  maxAge: minutes(1),
  atMost: minutes(atMost),
  otherwise: 'hold',
  ...more,
});

function of(...steps: readonly Json[]): { plan: Plan | null; found: readonly string[]; diagnostics: readonly Diagnostic[] } {
  const { plan, diagnostics } = compile({ ...soundDocument(), steps }, { fleet });
  return { plan, diagnostics, found: diagnostics.map(({ code, path }) => `${code} ${path}`) };
}

describe('windows of a protocol', () => {
  it('when a step between them takes too long, names the steps, the earliest time and a window that fits', () => {
    const steps = (atMost: number) => [wait('a', 1), wait('spin', 35), wait('b', 1, { timing: [within('a.end', atMost)] })];
    const { plan, diagnostics } = of(...steps(30));
    expect(plan).toBeNull();
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code: 'E_TIMING',
        path: '/steps/2/timing/0/atMost',
        message:
          '"b" cannot start within 30 min after the end of "a"; the earliest is 35 min, because of "spin" (35 min) (it clashes with "a", "spin")',
        suggestion: 'allow more: {value: 35, unit: min}',
      }),
    ]);
    expect(of(...steps(35)).found).toEqual([]);
  });

  it('when access operations alone take too long, says which', () => {
    const document = changed((d) => {
      const [load, , unload] = d.steps;
      const timing = [{ after: 'load.end', atMost: { value: 5, unit: 's' }, onMissed: 'hold' }];
      d.steps = [load, { ...unload, timing }] as Json[];
    });
    const [first] = compile(document, { fleet }).diagnostics;
    expect(first?.code).toBe('E_TIMING');
    expect(first?.message).toContain(
      'the earliest is 6 s, because of close the latch of heater-shaker (1.5 s), stop shaking on heater-shaker (3 s)',
    );
    expect(first?.suggestion).toBe('allow more: {value: 6, unit: s}');
  });

  it('when a step can wait for a longer one beside it, are kept by letting it', () => {
    const { plan, found } = of(
      wait('long', 60, { after: [] }),
      wait('short', 5, { after: [] }),
      wait('both', 1, { after: ['long', 'short'], timing: [within('short.end', 2)] }),
    );
    expect(found).toEqual([]);
    expect(plan?.schedule.steps['short']).toMatchObject({ startMs: 53 * 60_000, endMs: 58 * 60_000 });
    expect(plan?.schedule.criticalPath).toEqual(['long', 'both']);
  });

  it('when two of them clash with a third, all are reported at once', () => {
    const { found } = of(
      wait('a', 10),
      wait('b', 10, { timing: [within('a.start', 5)] }),
      wait('c', 10),
      wait('d', 10, { timing: [within('c.start', 5)] }),
    );
    expect(found).toEqual(['E_TIMING /steps/1/timing/0/atMost', 'E_TIMING /steps/3/timing/0/atMost']);
  });

  it('when a shared confirmation has to wait for something else, cannot be kept', () => {
    const steps = (more: Json) => [work('shock', 1, { after: [] }), work('back', 1, { after: ['shock'], startsOnEndOf: 'shock', ...more })];
    expect(of(...steps({})).found).toEqual([]);
    const late = of(...steps({ timing: [{ after: 'shock.end', atLeast: minutes(3), onMissed: 'hold' }] }));
    expect(late.found).toEqual(['E_TIMING /steps/1/startsOnEndOf']);
    expect(late.diagnostics[0]?.message).toContain('"back" cannot start when "shock" ends; the earliest is 3 min');
  });

  it('of one case of a decision alone, count', () => {
    const cases = (length: number) => [
      wait('a', 1),
      decision('run.deviations > 0', [wait('detour', length)], [pause('straight')]),
      wait('b', 1, { timing: [within('a.end', 10)] }),
    ];
    expect(of(...cases(9)).found).toEqual([]);
    const late = of(...cases(20));
    expect(late.found).toEqual(['E_TIMING /steps/2/timing/0/atMost']);
    expect(late.diagnostics[0]?.message).toContain('"detour" (20 min)');
  });

  /** Case one: p + 20 <= x <= q + 5, so q is late. Case two: y >= q + 20. After it, z <= p + `most`. */
  const twoCases = (name: string, most: number, first: Json = {}) => {
    const id = (step: string) => `${step}${name}`;
    const from = (after: string, atLeast: number) => ({ after, atLeast: minutes(atLeast), onMissed: 'hold' });
    const x = wait(id('x'), 1, { timing: [from(`${id('p')}.start`, 20), within(`${id('q')}.start`, 5)] });
    const y = wait(id('y'), 1, { timing: [from(`${id('q')}.start`, 20)] });
    const fork = { ...decision('run.deviations > 0', [x], [y]), id: id('decide'), after: [id('p'), id('q')] };
    const end = { after: [id('decide')], timing: [within(`${id('p')}.start`, most)] };
    return [wait(id('p'), 1, first), wait(id('q'), 1, first), fork, wait(id('z'), 1, end)];
  };

  it('that clash only if two cases of one decision were run at once, do not clash', () => {
    expect(of(...twoCases('1', 30, { after: [] })).found).toEqual([]);
    expect(of(...twoCases('1', 20, { after: [] })).found).toEqual(['E_TIMING /steps/3/timing/0/atMost']);
  });

  it('when there are too many combinations of cases to tell apart, are not passed unseen', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => twoCases(`${i}`, 30, { after: i === 0 ? [] : [`z${i - 1}`] })).flat();
    expect(of(...many(4)).found).toEqual([]);
    const { diagnostics } = of(...many(9));
    expect(diagnostics[0]?.message).toMatch(/^windows across "decide\d" and other decisions cannot be looked at case by case: too many$/);
  });

  it('across a repeat: one round is expected, its bound is the longest', () => {
    const steps = (atMost: number) => [
      wait('a', 1),
      repeat('loop', [wait('round', 10)], 60),
      wait('b', 1, { timing: [within('a.end', atMost)] }),
    ];
    expect(of(...steps(5)).found).toEqual(['E_TIMING /steps/2/timing/0/atMost']);
    expect(of(...steps(30)).found).toEqual(['W_TIMING_TIGHT /steps/2/timing/0/atMost']);
    expect(of(...steps(60)).found).toEqual([]);
  });

  it('from a step of a repeat to one before it: the last round counts at the longest', () => {
    const steps = (atMost: number) => [
      wait('a', 1),
      repeat('loop', [wait('r', 5), wait('s', 5, { timing: [within('a.end', atMost)] })], 60),
    ];
    expect(of(...steps(4)).found).toEqual(['E_TIMING /steps/1/body/1/timing/0/atMost']);
    expect(of(...steps(54)).found).toEqual(['W_TIMING_TIGHT /steps/1/body/1/timing/0/atMost']);
    expect(of(...steps(55)).found).toEqual([]);
  });

  it('when windows in the body make a round longer than the time between two, the pace cannot be kept', () => {
    const body = [wait('r', 1), wait('s', 1, { timing: [{ after: 'r.end', atLeast: minutes(10), onMissed: 'hold' }] })];
    expect(of(repeat('loop', body, 60, { every: minutes(12) })).found).toEqual([]);
    expect(of(repeat('loop', body, 60, { every: minutes(11) })).found).toEqual(['E_TIMING /steps/0/every']);
    expect(of(repeat('loop', body, 11)).found).toEqual(['E_TIMING /steps/0/atMost']);
  });

  it('when there is no plan for another reason, are looked at all the same, as far as no instrument counts', () => {
    const document = changed((d) => {
      const [load, shake] = d.steps;
      const cold = { temperature: { value: 20, unit: 'Cel' }, speed: { value: 500, unit: '{rpm}' } };
      const reading = [within('load.start', 3), within('load.start', 6)];
      d.steps = [
        { ...load, duration: minutes(2) },
        { ...shake, with: cold },
        wait('after', 1, { timing: reading }),
        wait('odd', 1, { duration: 'a while' }),
      ] as Json[];
      d.steps.push(wait('late', 1, { timing: [within('after.start', 0.5), within('after.end', 0.5)] }));
      d.steps.push(repeat('loop', [wait('round', 10)], 60, { every: minutes(5) }));
    });
    const { diagnostics } = compile(document, { fleet });
    // The plate is shaken for 2 min and brought in 2; that the shaker has to heat up first is not known, nor how long "a while" is.
    expect(diagnostics.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'E_CAPABILITY /steps/0/moves/0/to',
      'E_TIMING /steps/2/timing/0/atMost',
      'E_VAGUE /steps/3/duration',
      'E_TIMING /steps/4/timing/0/atMost',
      'E_TIMING /steps/5/every',
    ]);
    expect(diagnostics[1]?.message).toContain('the earliest is 4 min, because of "load" (2 min), "shake" (2 min)');
  });

  it('when a stated tolerance is enough to miss them, are tight, and otherwise a person may take twice as long', () => {
    const steps = (duration: Json) => [work('a', 1), { ...work('b', 10), duration }, wait('c', 1, { timing: [within('a.end', 12)] })];
    expect(of(...steps({ value: 10, unit: 'min', tolerance: 2 })).found).toEqual([]);
    expect(of(...steps({ value: 10, unit: 'min', tolerance: 3 })).found).toEqual(['W_TIMING_TIGHT /steps/2/timing/0/atMost']);
    expect(of(...steps(minutes(10))).found).toEqual(['W_TIMING_TIGHT /steps/2/timing/0/atMost']);
  });
});

describe('the schedule of a plan', () => {
  it('has each step as early as it can be, hands-on time, and who is needed when', () => {
    const { plan } = compile(soundDocument(), { fleet });
    const schedule = plan?.schedule;
    // 4.5 s of access, 2 min of work, 1.5 s of latch; 245.5 s to warm and shake, 120 s of hold; the same access, work, latch and 0.2 s; 1 min.
    expect(schedule?.steps['load']).toEqual({ startMs: 4_500, endMs: 124_500, minMs: 60_000, maxMs: 240_000 });
    expect(schedule?.steps['shake']).toEqual({ startMs: 126_000, endMs: 491_500, minMs: 120_000, maxMs: 1_060_000 });
    expect(plan?.expectedMs).toBe(677_700);
    expect(schedule?.handsOnMs).toBe(240_000);
    expect(schedule?.attended).toEqual([
      { fromMs: 4_500, untilMs: 124_500 },
      { fromMs: 496_000, untilMs: 616_000 },
    ]);
    expect(schedule?.unattended).toEqual([
      { fromMs: 0, untilMs: 4_500 },
      { fromMs: 124_500, untilMs: 496_000 },
      { fromMs: 616_000, untilMs: 677_700 },
    ]);
    expect(schedule?.criticalPath).toEqual(plan?.steps.map(({ id }) => id));
  });

  it('counts the longest case of a decision, and has times for the others too', () => {
    const { plan } = of(
      wait('a', 1),
      decision('run.deviations > 0', [work('repair', 5)], [work('look', 1), wait('rest', 9)]),
      wait('b', 1),
    );
    expect(plan?.schedule.steps['repair']).toMatchObject({ startMs: 60_000, endMs: 360_000 });
    expect(plan?.schedule.steps['decide']).toEqual({ startMs: 60_000, endMs: 660_000, minMs: 300_000, maxMs: 600_000 });
    expect(plan?.schedule.handsOnMs).toBe(60_000);
    expect(plan?.schedule.criticalPath).toEqual(['a', 'look', 'rest', 'b']);
    expect(plan?.expectedMs).toBe(12 * 60_000);
  });

  it('has the steps of a repeat in its first round', () => {
    const { plan } = compile(growth(), { fleet: growthFleet });
    const steps = plan?.schedule.steps ?? {};
    expect(steps['shake']?.startMs).toBe(steps['loop']?.startMs);
    expect(steps['loop']).toMatchObject({ maxMs: 6 * 3_600_000 });
    expect(steps['back']?.startMs).toBeGreaterThan(steps['read']?.endMs ?? Infinity);
  });
});
