import * as fc from 'fast-check';
import { changed, soundDocument } from '../fixtures/protocol-document';
import { decision, growth, pause, type GrowthDocument } from '../fixtures/growth-document';
import { ProtocolSchema } from '../protocol.schema';
import { diffProtocols } from './protocol-diff';
import { alignLists } from './aligned-lists';
import { movedItems } from './moved-items';
import { isSameAmount } from './value-words';

const subject = (before: unknown, after: unknown) => diffProtocols(ProtocolSchema.parse(before), ProtocolSchema.parse(after));
const words = (before: unknown, after: unknown): string[] => subject(before, after).map((change) => change.words);

describe('the difference of two protocols', () => {
  it('of a protocol and itself is nothing', () => {
    expect(subject(soundDocument(), soundDocument())).toEqual([]);
    expect(subject(growth(), growth())).toEqual([]);
  });

  it('says of a quantity what it was and what it is', () => {
    const after = changed((document) => {
      document.parameters[0] = { ...document.parameters[0], default: { value: 47.5, unit: 'Cel', tolerance: 1 }, max: 55 };
      document.steps[1] = { ...document.steps[1], with: { temperature: { value: 40, unit: 'Cel' }, speed: { value: 800, unit: '{rpm}' } } };
    });
    expect(words(soundDocument(), after)).toEqual([
      'parameter warmth: default was 45 °C, is 47.5 °C ± 1; max was 50 °C, is 55 °C',
      'operation step shake: with.temperature was parameter warmth, is 40 °C; with.speed was 500 rpm, is 800 rpm',
    ]);
    expect(subject(soundDocument(), after)[1]).toMatchObject({
      of: 'step',
      id: 'shake',
      change: 'changed',
      moved: false,
      path: '/steps/1',
      values: [{ field: 'with.temperature', change: 'changed', before: 'parameter warmth', after: '40 °C', sameAmount: false }, {}],
    });
  });

  it('says when only the unit is another', () => {
    const after = changed((document) => (document.steps[1] = { ...document.steps[1], duration: { value: 120, unit: 's' } }));
    expect(words(soundDocument(), after)).toEqual(['operation step shake: duration was 2 min, is 120 s (the same amount)']);
  });

  it('names what is new, what is gone and what stands elsewhere', () => {
    const after = changed((document) => {
      const [load, shake, unload, rest] = document.steps;
      document.steps = [rest ?? {}, load ?? {}, unload ?? {}, { ...shake, id: 'shake_again' }];
      document['title'] = 'Another title';
      document.labware[0] = { ...document.labware[0], layout: { A1: { role: 'sample', sample: 'x' } } };
    });
    expect(words(soundDocument(), after)).toEqual([
      'protocol: title was A sound protocol, is Another title',
      'labware plate: layout is new: A1 sample x',
      'wait step rest: stands elsewhere',
      'operation step shake_again is new',
      'operation step shake is gone',
    ]);
  });

  it('says so where bounds and tolerances are the same in another unit', () => {
    const after = changed((document) => {
      const bounds = { default: { value: 318.15, unit: 'K' }, min: 313.15, max: 323.15 };
      document.parameters[0] = { ...document.parameters[0], ...bounds };
    });
    expect(words(soundDocument(), after)).toEqual([
      'parameter warmth: default was 45 °C, is 318.15 K (the same amount); min was 40 °C, is 313.15 K (the same amount); max was 50 °C, is 323.15 K (the same amount)',
    ]);
    expect(isSameAmount({ value: 2, unit: 'min', tolerance: 1 }, { value: 120, unit: 's', tolerance: 60 })).toBe(true);
    expect(isSameAmount({ value: 2, unit: 'min', tolerance: 1 }, { value: 120, unit: 's', tolerance: 1 })).toBe(false);
    expect(isSameAmount({ value: 2, unit: 'min' }, { value: 120, unit: 's', tolerance: 0 })).toBe(false);
  });

  it('of a list, what is put in front is one that is new, and the others are as they were', () => {
    const volume = (value: number) => ({ value, unit: 'uL' });
    const water = { material: 'water', to: 'plate', wells: ['A1', 'A2'], volume: volume(150) };
    const other = { material: 'water', to: 'plate', wells: ['B1'], volume: volume(10) };
    const first = changed((document) => (document.steps[0] = { ...document.steps[0], transfers: [water, other] }));
    const second = changed(
      (document) =>
        (document.steps[0] = {
          ...document.steps[0],
          transfers: [{ material: 'water', to: 'plate', wells: ['C1'], volume: volume(5) }, { ...water, volume: volume(140) }, other],
        }),
    );
    expect(words(first, second)).toEqual([
      'operator step load: transfers[0] is new: material water, to plate, wells C1, volume 5 µL; transfers[1].volume was 150 µL, is 140 µL',
    ]);
    expect(words(second, first)).toEqual([
      'operator step load: transfers[0].volume was 140 µL, is 150 µL; transfers[0] is gone, was material water, to plate, wells C1, volume 5 µL',
    ]);
  });

  it('of windows, says which bound is another', () => {
    const window = (atMost: number) => [{ after: 'load.end', atMost: { value: atMost, unit: 'min' }, onMissed: 'hold' }];
    const timed = (atMost: number) => changed((document) => (document.steps[3] = { ...document.steps[3], timing: window(atMost) }));
    expect(words(timed(10), timed(5))).toEqual(['wait step rest: timing[0].atMost was 10 min, is 5 min']);
    expect(words(soundDocument(), timed(5))).toEqual(['wait step rest: timing is new: after load.end, atMost 5 min, onMissed hold']);
  });

  it('puts each item of two lists on exactly one line', () => {
    const lists = fc.array(fc.record({ a: fc.integer({ min: 0, max: 3 }), b: fc.integer({ min: 0, max: 3 }) }), { maxLength: 12 });
    fc.assert(
      fc.property(lists, lists, (before, after) => {
        const items = alignLists(before, after);
        expect(items.filter((item) => item.before !== undefined).map((item) => item.before)).toHaveLength(before.length);
        expect(items.filter((item) => item.after !== undefined).map((item) => item.after)).toEqual(after);
        expect(new Set(items.flatMap((item) => (item.before === undefined ? [] : [item.before])))).toEqual(new Set(before));
      }),
    );
  });

  it('sees into rounds and cases', () => {
    const before = growth(
      (document) => (document.steps = [...document.steps, decision('params.goal > optical_density(0.1, "{AU}")', [pause('a')])]),
    );
    const after = growth(
      (document: GrowthDocument) =>
        (document.steps = [...document.steps, decision('params.goal > optical_density(0.2, "{AU}")', [], [pause('a')])]),
    );
    const [choice, step] = subject(before, after);
    expect(choice?.words).toContain('cases was params.goal > optical_density(0.1, "{AU}"), is params.goal > optical_density(0.2, "{AU}")');
    expect(step).toMatchObject({ id: 'a', change: 'changed', moved: true, values: [] });
  });

  it('of two orders, as few as possible have moved', () => {
    const list = (ids: string) => ids.split('').map((id) => ({ id, list: '' }));
    expect([...movedItems(list('abcde'), list('eabcd'))]).toEqual(['e']);
    expect([...movedItems(list('abcde'), list('abxcde'))]).toEqual([]);
    fc.assert(
      fc.property(fc.shuffledSubarray('abcdefg'.split(''), { minLength: 7 }), (after) => {
        const moved = movedItems(list('abcdefg'), list(after.join('')));
        const stay = (ids: readonly string[]) => ids.filter((id) => !moved.has(id)).join('');
        expect(stay('abcdefg'.split(''))).toBe(stay(after));
      }),
    );
  });
});
