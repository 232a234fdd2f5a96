import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedLab } from './fixtures/embedded-lab';
import { decision } from './fixtures/growth-document';
import { instrument } from './fixtures/heater-shaker.manifest';
import { changed } from './fixtures/protocol-document';
import { compile, compileText } from './index';

const fleet = { instruments: [instrument()] };
const ul = (value: number) => ({ value, unit: 'uL' });
const min = (value: number) => ({ value, unit: 'min' });
const pour = (id: string, transfers: readonly object[]) => ({ id, kind: 'operator', instruction: 'Pipette.', duration: min(2), transfers });
const fill = (id: string, volume: number, wells = ['A1']) => pour(id, [{ material: 'water', to: 'other', wells, volume: ul(volume) }]);
const draw = (id: string, volume: number, wells = ['A1']) =>
  pour(id, [{ from: { labware: 'other', well: 'A1' }, to: 'plate', wells, volume: ul(volume) }]);
const repeat = (body: readonly object[], bounds: object) => ({
  id: 'loop',
  kind: 'repeat',
  body: [...body, { id: 'pause', kind: 'wait', duration: min(5) }],
  until: 'run.deviations > 0',
  maxAge: min(10),
  atMost: { value: 1, unit: 'h' },
  otherwise: 'hold',
  ...bounds,
});

/** Findings of a protocol that begins with these steps on the bench. */
function findings(...steps: object[]): readonly string[] {
  const document = changed((d) => d.steps.unshift(...(steps as typeof d.steps)));
  return compile(document, { fleet }).diagnostics.map(({ code, message }) => `${code} ${message}`);
}

function materials(...steps: object[]) {
  const document = changed((d) => d.steps.unshift(...(steps as typeof d.steps)));
  return compile(document, { fleet }).plan?.materials?.[0];
}

describe('the volumes in wells', () => {
  it('may be drawn off down to the dead volume, and no further', () => {
    expect(findings(fill('fill', 100), draw('take', 95))).toEqual([]);
    expect(findings(fill('fill', 100), draw('take', 95.1))).toEqual([
      'E_VOLUME "take" draws 95.1 uL from A1 of "other", which has 100 uL, of which 5 uL cannot be drawn off',
    ]);
  });

  it('count each well that is filled from one', () => {
    const wells = ['A1', 'A2', 'A3', 'A4'];
    expect(findings(fill('fill', 100), draw('take', 23.75, wells))).toEqual([]);
    expect(findings(fill('fill', 100), draw('take', 24, wells))[0]).toMatch(/draws 96 uL/);
  });

  it('follow the order in which steps happen, not that of the document', () => {
    expect(
      findings({ ...draw('take', 10), after: ['fill'] }, { ...fill('fill', 100), after: [] }, { ...fill('more', 1), after: ['take'] }),
    ).toEqual([]);
    expect(findings(draw('take', 10), fill('fill', 100))[0]).toMatch(/draws 10 uL from A1 of "other", which is empty/);
  });

  it('do not pass the brim', () => {
    expect(findings(fill('fill', 200), fill('more', 160))).toEqual([]);
    expect(findings(fill('fill', 200, ['A1', 'A2']), fill('more', 161, ['A1', 'A2', 'A3']))).toEqual([
      'E_VOLUME 161 uL more into A1, A2 of "other": a well would hold up to 361 uL, and its brim is at 360 uL',
    ]);
  });

  it('do not pass the working volume where the labware is shaken', () => {
    const load = (volume: number) => pour('water_in', [{ material: 'water', to: 'plate', wells: ['A1', 'B1'], volume: ul(volume) }]);
    expect(findings(load(200))).toEqual([]);
    expect(findings(load(201))).toEqual([
      'E_VOLUME "shake" shakes up to 201 uL in A1, B1 of "plate"; a plate-96-clear-flat is shaken with 200 uL at most',
    ]);
  });

  it('begin with what the layout says', () => {
    const laid = (volume: number, take: number) =>
      compile(
        changed((d) => {
          d.labware[1] = { ...d.labware[1], layout: { A1: { role: 'stock', volume: ul(volume) } } };
          d.steps.unshift(draw('take', take));
        }),
        { fleet },
      ).diagnostics.map(({ code, path }) => `${code} ${path}`);
    expect(laid(100, 90)).toEqual([]);
    expect(laid(100, 99)).toEqual(['E_VOLUME /steps/0/transfers/0/volume']);
    expect(laid(400, 10)).toEqual(['E_VOLUME /labware/1/layout/A1/volume']);
  });

  it('are taken to be enough where nothing says what is there, once', () => {
    const codes = findings(draw('take', 10), draw('again', 10));
    expect(codes).toEqual(['W_ASSUMPTION nothing says what A1 of "other" holds; it is taken to be enough for the 10 uL that "take" draws']);
  });

  it('are what the poorest case of a decision leaves and the richest fills', () => {
    const either = (a: object[], b: object[]) => decision('run.deviations > 0', a as never, b as never);
    expect(findings(either([fill('fill', 100)], []), draw('take', 10))[0]).toMatch(/"other", which may be empty/);
    expect(findings(either([fill('fill', 100)], [fill('less', 40)]), draw('take', 10))).toEqual([]);
    expect(findings(either([fill('fill', 100)], [fill('less', 40)]), draw('take', 40))[0]).toMatch(/which has 40 uL at least/);
    expect(findings(either([fill('fill', 300)], [fill('less', 40)]), fill('more', 100))[0]).toMatch(/up to 400 uL/);
  });

  it('are looked at in the last round that a repeat can have', () => {
    const sampled = (bounds: object) => findings(fill('fill', 100), repeat([draw('sample', 10)], bounds));
    expect(sampled({ maxIterations: 9 })).toEqual([]);
    expect(sampled({ maxIterations: 10 })).toEqual([
      'E_VOLUME "sample" draws 10 uL from A1 of "other", which has 100 uL in the first round, of which 5 uL cannot be drawn off; it runs dry in round 10 of "loop" (up to 10: maxIterations 10)',
    ]);
    // Rounds begin before an hour is over: at 0, 7, ... 56 min.
    expect(sampled({ every: min(7) })).toEqual([]);
    expect(sampled({ every: min(6) })[0]).toMatch(/in round 10 of "loop" \(up to 10: one every 6 min in 1 h\)/);
    expect(sampled({})[0]).toMatch(/in round 10 of "loop" \(up to 12: rounds of 5 min or more in 1 h\)/);
  });

  it('say what bound would do', () => {
    const document = changed((d) => d.steps.unshift(fill('fill', 100), repeat([draw('sample', 10)], {})));
    const suggestion = compile(document, { fleet }).diagnostics[0]?.suggestion;
    expect(suggestion).toBe('add maxIterations: 9 to "loop", or change the volumes');
  });

  it('are found where nothing bounds the rounds', () => {
    const body = [draw('sample', 10)];
    const loop = { ...repeat([], {}), body };
    expect(findings(fill('fill', 100), loop)[0]).toMatch(/nothing bounds its rounds: no maxIterations, and a round that may take no time/);
  });

  it('rise in rounds too, and what they left or filled counts afterwards', () => {
    const bounds = { maxIterations: 4 };
    expect(findings(repeat([fill('drop', 90)], bounds))).toEqual([]);
    expect(findings(repeat([fill('drop', 91)], bounds))[0]).toMatch(/the 360 uL of a well are full in round 4 of "loop"/);
    expect(findings(repeat([fill('drop', 90)], bounds), fill('more', 1))[0]).toMatch(/up to 361 uL/);
    // One round at least is sure.
    expect(findings(repeat([fill('drop', 90)], bounds), draw('take', 86))[0]).toMatch(/which has 90 uL at least/);
  });

  it('do not change where a round puts back what it takes', () => {
    const round = [draw('sample', 10), fill('back', 10)];
    expect(findings(fill('fill', 100), repeat(round, { maxIterations: 12 }))).toEqual([]);
  });

  it('are found where repeats in repeats go round for ever', () => {
    let body: object[] = [draw('sample', 1)];
    for (let depth = 0; depth < 6; depth += 1) body = [{ ...repeat([], {}), id: `loop${depth}`, body }];
    expect(findings(fill('fill', 100), ...body)[0]).toMatch(
      /^E_VOLUME "sample" draws 1 uL from A1 of "other", which has \d+ uL in the first round.*runs dry in round \d+ of "loop\d" \(nothing bounds/,
    );
  });

  it('multiply in repeats in repeats', () => {
    const inner = { ...repeat([draw('sample', 1)], { maxIterations: 10 }), id: 'inner' };
    inner.body = [draw('sample', 1), { id: 'rest_inside', kind: 'wait', duration: min(5) }];
    const outer = (times: number) =>
      findings(fill('fill', 100), repeat([inner], { maxIterations: times, atMost: { value: 10, unit: 'h' } }));
    expect(outer(9)).toEqual([]);
    expect(outer(10)[0]).toMatch(/draws 1 uL from A1 of "other", which has 91 uL in the first round.*in round 10 of "loop"/);
  });
});

describe('the balance of materials', () => {
  it('is the sum over the whole plan, with a tenth more to prepare', () => {
    expect(materials(fill('fill', 100, ['A1', 'A2']), fill('more', 50, ['A3']))).toMatchObject({
      uses: { least: 250, most: 250, prepare: 280 },
    });
    expect(materials()).not.toHaveProperty('uses');
  });

  it('counts rounds and cases', () => {
    const loop = repeat([fill('drop', 10)], { maxIterations: 5 });
    expect(materials(loop, decision('run.deviations > 0', [fill('big', 100) as never], [fill('small', 20) as never]))).toMatchObject({
      uses: { least: 30, most: 150 },
    });
  });

  it('is not more than there is', () => {
    const of = (volume: number, ...steps: object[]) =>
      compile(
        changed((d) => {
          d.materials[0] = { ...d.materials[0], volume: ul(volume) };
          d.steps.unshift(...(steps as typeof d.steps));
        }),
        { fleet },
      ).diagnostics.map(({ path, message }) => `${path} ${message}`);
    const loop = repeat([fill('drop', 10)], { maxIterations: 5 });
    expect(of(150, fill('fill', 100), loop)).toEqual([]);
    expect(of(149, fill('fill', 100), loop)).toEqual([
      '/materials/0/volume a run takes up to 150 uL of "water" (100 uL in "fill", 50 uL in "drop"); there are 149 uL',
    ]);
  });

  it('has nothing of what is over', () => {
    const on = (today?: string) =>
      compile(
        changed((d) => (d.materials[0] = { ...d.materials[0], expires: '2026-11-28' })),
        { fleet, ...(today === undefined ? {} : { today }) },
      ).diagnostics.map(({ code, path }) => `${code} ${path}`);
    expect(on()).toEqual([]);
    expect(on('2026-11-28')).toEqual([]);
    expect(on('2026-11-29')).toEqual(['E_VOLUME /materials/0/expires']);
  });
});

describe('a dose', () => {
  const path = join(__dirname, '../../../protocols/insulin-expression-online/protocol.yaml');
  const dosed = (dose: string, pump: string) => {
    const text = readFileSync(path, 'utf8').replace('{ value: 150, unit: uL }', dose).replace('pump: alt_media', `pump: ${pump}`);
    return compileText(text, { fleet: embeddedLab }).diagnostics.map(({ code, path: at, message }) => `${code} ${at} ${message}`);
  };

  it('fills the vessel that it goes into', () => {
    expect(dosed('{ value: 5, unit: mL }', 'media')).toEqual([]);
    expect(dosed('{ value: 5.1, unit: mL }', 'media')).toEqual([
      'E_VOLUME /steps/9/with/volume 5.1 mL more into A1 of "vial": a well would hold up to 20.1 mL, and its brim is at 20 mL',
    ]);
  });

  it('to the waste empties it', () => {
    expect(dosed('{ value: 9, unit: mL }', 'waste')).toEqual([]);
  });
});
