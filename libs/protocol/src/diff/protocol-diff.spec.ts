import * as fc from 'fast-check';
import { changed, soundDocument } from '../fixtures/protocol-document';
import { decision, growth, pause, type GrowthDocument } from '../fixtures/growth-document';
import { ProtocolSchema } from '../protocol.schema';
import { diffProtocols } from './protocol-diff';
import { movedItems } from './moved-items';

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
      'parameter warmth: default was 45 °C, is 47.5 °C ± 1; max was 50, is 55',
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
      'labware plate: layout.A1 is new: sample x',
      'wait step rest: stands elsewhere',
      'operation step shake_again is new',
      'operation step shake is gone',
    ]);
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
