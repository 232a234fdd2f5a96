import { hasCode } from '@labwright/domain';
import * as fc from 'fast-check';
import type { Material } from './material';
import { PhysicalLab, type LabwareTruth } from './physical-lab';

const HOUR = 3_600_000;
const PLATE = 'plate-96-clear-flat';

function bench(seed = 1) {
  const clock = { now: Date.UTC(2026, 0, 5) };
  const lab = new PhysicalLab({ now: () => clock.now, ambient: () => 22, seed });
  const pipette = (to: string, well: string, material: string, microlitres: number): void =>
    lab.transfer([{ from: { material }, to, wells: [well], microlitres }]);
  const truth = (id: string): LabwareTruth => lab.truth()[id]!;
  return { clock, lab, pipette, truth };
}

const codeOf = (action: () => void): string | undefined => {
  try {
    action();
  } catch (error) {
    return (['NOT_FOUND', 'CONFLICT', 'INPUT_INVALID'] as const).find((code) => hasCode(error, code));
  }
  return undefined;
};

describe('the physical lab', () => {
  it('when a plate moves, its contents move with it and its old place is empty', () => {
    const { lab, pipette, truth } = bench();
    lab.put('p', PLATE, 'shaker.nest');
    pipette('p', 'A1', 'lb', 150);
    const before = lab.contentsAt('shaker.nest')!.absorbance('A1', 600);
    lab.move('p', 'reader.carrier');
    expect(lab.contentsAt('shaker.nest')).toBeNull();
    expect(lab.contentsAt('reader.carrier')!.absorbance('A1', 600)).toBe(before);
    expect(truth('p')).toMatchObject({ place: 'reader.carrier', wells: { A1: { volume: 150 } } });
    lab.move('p', 'bench');
    expect(lab.contentsAt('bench')).toBeNull();
    lab.remove('p');
    expect(lab.truth()).toEqual({});
  });

  it('when a plate comes to a warm place, its liquid nears that temperature; on the bench it cools', () => {
    const { clock, lab, pipette, truth } = bench();
    lab.put('p', PLATE, 'incubator.shelf');
    pipette('p', 'A1', 'water', 150);
    lab.contentsAt('incubator.shelf')!.expose({ temperature: 37, rpm: null });
    clock.now += 0.1 * HOUR;
    // One time constant: 1 - 1/e of the way.
    expect(truth('p').temperature).toBeCloseTo(37 - 15 / Math.E, 9);
    lab.move('p', 'bench');
    clock.now += 2 * HOUR;
    expect(truth('p').temperature).toBeCloseTo(22, 6);
    lab.move('p', 'incubator.shelf');
    clock.now += 2 * HOUR;
    expect(truth('p').temperature).toBeCloseTo(37, 6);
  });

  it('when a pump adds to a flask and draws from it, keeps volume and density right', () => {
    const { lab, pipette, truth } = bench();
    lab.put('v', 'vial-20ml', 'reactor.vial');
    pipette('v', 'A1', 'inoculated_lb', 10_000);
    const reactor = lab.contentsAt('reactor.vial')!;
    reactor.add('media', 10_000);
    reactor.add('waste', -5_000);
    expect(truth('v').wells['A1']).toMatchObject({ volume: 15_000, od: 0.025 });
    reactor.add('media', 10_000);
    expect(truth('v').wells['A1']).toMatchObject({ volume: 20_000, spilled: 5_000 });
    expect(reactor.opticalDensity()).toBeGreaterThan(0.03);
  });

  it('evaporates most without cover, least under foil, and accounts for every microlitre', () => {
    const left = ['none', 'breathable-film', 'lid', 'foil-seal'].map((cover) => {
      const { clock, lab, pipette, truth } = bench();
      lab.put('p', PLATE, 'incubator.shelf', { cover });
      pipette('p', 'A1', 'dye', 150);
      lab.contentsAt('incubator.shelf')!.expose({ temperature: 37, rpm: null });
      clock.now += 16 * HOUR;
      const { volume, evaporated } = truth('p').wells['A1']!;
      expect(volume + evaporated).toBeCloseTo(150, 9);
      return volume;
    });
    expect(left).toEqual([...left].sort((a, b) => a - b));
    expect(left[0]).toBeLessThan(85);
    expect(left[3]).toBeGreaterThan(149);
  });

  it('conserves cells and nutrient, dye, IPTG and volume through transfers, growth and evaporation', () => {
    const { clock, lab, pipette, truth } = bench();
    lab.put('p', PLATE, 'shaker.nest');
    pipette('p', 'A1', 'inoculated_lb', 150);
    pipette('p', 'A1', 'iptg', 2);
    lab.contentsAt('shaker.nest')!.expose({ temperature: 37, rpm: 900 });
    for (const wells of [['B1', 'C1'], ['D1']]) {
      clock.now += 1.5 * HOUR;
      lab.transfer([{ from: { labware: 'p', well: 'A1' }, to: 'p', wells, microlitres: 30 }]);
    }
    clock.now += 10 * HOUR;
    const wells = Object.values(truth('p').wells);
    const total = (amount: (well: (typeof wells)[number]) => number): number => wells.reduce((sum, well) => sum + amount(well), 0);
    expect(total(({ volume, evaporated, spilled }) => volume + evaporated + spilled)).toBeCloseTo(152, 9);
    expect(total(({ volume, od, nutrient }) => volume * (od + nutrient))).toBeCloseTo(150 * 7.05, 6);
    expect(total(({ volume, iptg }) => volume * iptg)).toBeCloseTo(200, 9);
  });

  it('with the same seed gives the same numbers, with another seed others', () => {
    const run = (seed: number): unknown => {
      const { clock, lab, pipette } = bench(seed);
      lab.put(`p-${seed}`, PLATE, 'shaker.nest');
      for (const well of ['A1', 'A2']) pipette(`p-${seed}`, well, 'inoculated_lb', 150);
      lab.contentsAt('shaker.nest')!.expose({ temperature: 37, rpm: 900 });
      clock.now += 3 * HOUR;
      return Object.values(lab.truth());
    };
    expect(run(5)).toEqual(run(5));
    expect(run(6)).not.toEqual(run(5));
  });

  it('when nobody looks for 16 h, comes out as when somebody looks every minute', () => {
    const run = (looks: number): number => {
      const { clock, lab, pipette, truth } = bench();
      lab.put('p', PLATE, 'shaker.nest', { cover: 'breathable-film' });
      pipette('p', 'A1', 'inoculated_lb', 150);
      lab.contentsAt('shaker.nest')!.expose({ temperature: 30, rpm: 900 });
      for (let look = 0; look < looks; look += 1) {
        clock.now += (16 * HOUR) / looks;
        lab.contentsAt('shaker.nest')!.absorbance('A1', 600);
      }
      return truth('p').wells['A1']!.od;
    };
    expect(run(1) / run(960)).toBeCloseTo(1, 3);
  });

  it('does a full plate of growing cultures over 16 h in seconds at worst (tens of milliseconds outside a test runner)', () => {
    const { clock, lab } = bench();
    lab.put('p', PLATE, 'shaker.nest');
    const wells = Array.from({ length: 96 }, (_, index) => `${'ABCDEFGH'[index % 8]}${Math.floor(index / 8) + 1}`);
    lab.transfer([{ from: { material: 'inoculated_lb' }, to: 'p', wells, microlitres: 150 }]);
    lab.contentsAt('shaker.nest')!.expose({ temperature: 37, rpm: 900 });
    clock.now += 16 * HOUR;
    const started = performance.now();
    lab.truth();
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('follows a plate and a flask through 12 h in steps of 6 lab minutes, as at an hour in a second, in seconds at worst', () => {
    const { clock, lab } = bench();
    lab.put('p', PLATE, 'shaker.nest');
    lab.put('f', 'flask-250-baffled', 'incubator.clamp-1');
    const wells = Array.from({ length: 16 }, (_, index) => `${'ABCDEFGH'[index % 8]}${Math.floor(index / 8) + 1}`);
    lab.transfer([
      { from: { material: 'inoculated_lb' }, to: 'p', wells, microlitres: 150 },
      { from: { material: 'inoculated_lb' }, to: 'f', wells: ['A1'], microlitres: 50_000 },
    ]);
    for (const place of ['shaker.nest', 'incubator.clamp-1']) lab.exposeAt(place, { temperature: 37, rpm: 200 });
    const started = performance.now();
    for (let step = 0; step < 120; step += 1) {
      clock.now += 0.1 * HOUR;
      lab.truth();
    }
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('remembers what a device does at its place while it is empty, and the bench has no device', () => {
    const { clock, lab, pipette, truth } = bench();
    lab.exposeAt('shaker.nest', { temperature: 37, rpm: 800 });
    lab.exposeAt('bench', { temperature: 80, rpm: null });
    for (const id of ['p', 'q']) lab.put(id, PLATE, 'bench');
    for (const id of ['p', 'q']) pipette(id, 'A1', 'water', 150);
    lab.move('p', 'shaker.nest');
    clock.now += 2 * HOUR;
    expect(truth('p').temperature).toBeCloseTo(37, 6);
    expect(truth('q').temperature).toBeCloseTo(22, 6);
  });

  it('records a density that is read all the time at most once in 30 lab seconds, and every other read', () => {
    const { clock, lab } = bench();
    lab.put('v', 'vial-20ml', 'reactor.vial', { run: 'r', name: 'vial' });
    lab.transfer([{ from: { material: 'inoculated_lb' }, to: 'v', wells: ['A1'], microlitres: 15_000 }]);
    for (let second = 0; second < 60; second += 5) {
      lab.contentsAt('reactor.vial')!.opticalDensity();
      clock.now += 5_000;
    }
    for (let read = 0; read < 3; read += 1) lab.contentsAt('reactor.vial')!.absorbance('A1', 600);
    expect(lab.measurements.after(0).map(({ kind }) => kind)).toEqual([
      'optical_density',
      'optical_density',
      ...Array<string>(3).fill('absorbance'),
    ]);
  });

  it.each([
    ['a labware type', 'NOT_FOUND', (lab: PhysicalLab) => lab.put('q', 'bathtub', 'bench')],
    ['a cover', 'NOT_FOUND', (lab: PhysicalLab) => lab.setCover('p', 'towel')],
    ['labware', 'NOT_FOUND', (lab: PhysicalLab) => lab.move('q', 'bench')],
    [
      'a material',
      'NOT_FOUND',
      (lab: PhysicalLab) => lab.transfer([{ from: { material: 'ouzo' }, to: 'p', wells: ['A1'], microlitres: 1 }]),
    ],
    ['a well', 'INPUT_INVALID', (lab: PhysicalLab) => lab.contentsAt('reader.nest')!.absorbance('Z9', 600)],
    ['a volume', 'INPUT_INVALID', (lab: PhysicalLab) => lab.contentsAt('reader.nest')!.add('lb', Number.NaN)],
    ['a place that is taken', 'CONFLICT', (lab: PhysicalLab) => lab.put('q', PLATE, 'reader.nest')],
    ['an id that is taken', 'CONFLICT', (lab: PhysicalLab) => lab.put('p', PLATE, 'bench')],
  ])('refuses %s that cannot be with %s', (_what, code, action) => {
    const { lab } = bench();
    lab.put('p', PLATE, 'reader.nest');
    expect(codeOf(() => action(lab))).toBe(code);
  });
});

describe('whatever happens', () => {
  const OTHERS: Readonly<Record<string, Material>> = {
    competent: { cells: 13, bare: 1, competent: 1, dna: 1 },
    soc_with_ampicillin: { nutrient: 7, drug: 10 },
    proinsulin_culture: { cells: 5, dark: 1, resistant: 1, inclusion: 1, nutrient: 2 },
    lysis: { lysis: 1 },
    urea: { chaotrope: 8 },
    bradford: { bradford: 1 },
    capture: { capture: 2 },
    insulin: { insulin: 1e-3, protein: 1 },
    conjugate: { conjugate: 1 },
    tmb: { tmb: 1 },
    acid: { acid: 1 },
  };
  const well = fc.constantFrom('A1', 'A2', 'B1');
  const place = fc.constantFrom('shaker.nest', 'reader.carrier', 'bench');
  const volume = fc.oneof(fc.double({ min: 0, max: 400, noNaN: true }), fc.constant(0));
  const event = fc.oneof(
    fc.record({ kind: fc.constant('wait' as const), hours: fc.double({ min: 0, max: 100, noNaN: true }) }),
    fc.record({
      kind: fc.constant('fill' as const),
      well,
      material: fc.constantFrom('lb', 'inoculated_lb', 'overnight_culture', 'iptg', 'dye', 'water', ...Object.keys(OTHERS)),
      volume,
    }),
    fc.record({ kind: fc.constant('transfer' as const), well, other: well, volume }),
    fc.record({ kind: fc.constant('empty' as const), well, volume, keeps: fc.boolean() }),
    fc.record({ kind: fc.constant('move' as const), place }),
    fc.record({ kind: fc.constant('cover' as const), cover: fc.constantFrom('none', 'foil-seal', 'breathable-film') }),
    fc.record({
      kind: fc.constant('expose' as const),
      temperature: fc.option(fc.double({ min: -20, max: 110, noNaN: true })),
      rpm: fc.option(fc.double({ min: 0, max: 3000, noNaN: true })),
    }),
  );

  it('no number becomes NaN, negative or endless, and no microlitre is lost', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 15 }), (events) => {
        const { clock, lab, pipette, truth } = bench();
        for (const [name, material] of Object.entries(OTHERS)) lab.define(name, material);
        lab.put('p', PLATE, 'bench');
        let poured = 0;
        let wasted = 0;
        for (const it of events) {
          if (it.kind === 'empty') {
            const transfer = { from: { labware: 'p' }, to: 'waste', wells: [it.well], microlitres: it.volume };
            const before = truth('p').wells[it.well]?.removed ?? 0;
            lab.transfer([{ ...transfer, ...(it.keeps ? { keeps: 'pellet' as const } : {}) }]);
            wasted += (truth('p').wells[it.well]?.removed ?? 0) - before;
          } else if (it.kind === 'wait') clock.now += it.hours * HOUR;
          else if (it.kind === 'fill') pipette('p', it.well, it.material, it.volume);
          else if (it.kind === 'transfer') {
            lab.transfer([{ from: { labware: 'p', well: it.well }, to: 'p', wells: [it.other], microlitres: it.volume }]);
          } else if (it.kind === 'move') lab.move('p', it.place);
          else if (it.kind === 'cover') lab.setCover('p', it.cover);
          else lab.contentsAt(truth('p').place)?.expose(it);
          if (it.kind === 'fill') poured += it.volume;
        }
        const { temperature, wells } = truth('p');
        const numbers = Object.values(wells).flatMap((it) => Object.values(it));
        const absorbances = ['A1', 'A2', 'B1'].map((name) => {
          lab.move('p', 'reader.carrier');
          return lab.contentsAt('reader.carrier')!.absorbance(name, 600);
        });
        for (const value of [...numbers, ...absorbances]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThan(1e15);
        }
        expect(Number.isFinite(temperature)).toBe(true);
        for (const it of Object.values(wells)) expect(it.volume + it.evaporated + it.spilled + it.removed).toBeCloseTo(it.received, 6);
        const found = Object.values(wells).reduce((sum, it) => sum + it.volume + it.evaporated + it.spilled, 0);
        expect(found + wasted).toBeCloseTo(poured, 6);
      }),
      { numRuns: 100, seed: 20_260_105 },
    );
  });
});
