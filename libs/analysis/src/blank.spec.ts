import * as fc from 'fast-check';
import { subtractBlank as subject, type WellReading } from './index';

const ok = (well: string, value: number): WellReading => ({ well, value, quality: 'ok' });

describe('subtractBlank', () => {
  it('subtracts the mean of NIST StRD NumAcc1 and propagates its deviation of 1 as GUM 5.1.2 has it', () => {
    const plate = [ok('A1', 10_000_001), ok('A2', 10_000_003), ok('A3', 10_000_002), ok('B1', 10_000_012)];
    expect(subject(plate, ['A1', 'A2', 'A3'])).toEqual({
      kind: 'ok',
      blank: { mean: 10_000_002, standardError: 1 / Math.sqrt(3), wells: ['A1', 'A2', 'A3'], leftOut: [] },
      wells: [{ well: 'B1', value: 10, standardError: Math.sqrt(1 + 1 / 3), quality: 'ok' }],
    });
  });

  it('when blank wells are flagged or missing, leaves them out and names them', () => {
    const plate = [ok('A1', 0.1), ok('A2', 0.12), { well: 'A3', value: 3.9, quality: 'suspect' as const }, ok('B1', 0.5)];
    const result = subject(plate, ['A1', 'A2', 'A3', 'A4']);
    expect(result).toMatchObject({ kind: 'ok', blank: { wells: ['A1', 'A2'], leftOut: ['A3', 'A4'] } });
    if (result.kind === 'ok') expect(result.wells[0]?.value).toBeCloseTo(0.39, 12);
  });

  it('when a sample well overflowed, keeps its quality and gives no value', () => {
    const result = subject([ok('A1', 0.1), ok('A2', 0.1), { well: 'B1', value: null, quality: 'overflow' }], ['A1', 'A2']);
    expect(result).toMatchObject({ wells: [{ well: 'B1', value: null, standardError: null, quality: 'overflow' }] });
  });

  it('with one blank gives values without an error', () => {
    const result = subject([ok('A1', 0.1), ok('B1', 0.3)], ['A1']);
    expect(result).toMatchObject({ kind: 'ok', blank: { standardError: null }, wells: [{ standardError: null }] });
  });

  it('without a usable blank says which wells were looked at', () => {
    expect(subject([ok('B1', 0.3)], ['A1'])).toEqual({ kind: 'insufficient', why: 'no blank well has a usable reading: A1' });
    expect(subject([ok('B1', 0.3)], [])).toEqual({ kind: 'insufficient', why: 'no well is a blank' });
  });

  it('when the whole plate reads higher by a constant, no difference changes', () => {
    const absorbance = fc.double({ min: 0.04, max: 4, noNaN: true });
    fc.assert(
      fc.property(fc.array(absorbance, { minLength: 4, maxLength: 12 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, offset) => {
        const plate = (shift: number): WellReading[] => values.map((value, index) => ok(`A${index + 1}`, value + shift));
        const plain = subject(plate(0), ['A1', 'A2']);
        const shifted = subject(plate(offset), ['A1', 'A2']);
        if (plain.kind !== 'ok' || shifted.kind !== 'ok') throw new Error('two blanks are enough');
        plain.wells.forEach((well, index) => expect(shifted.wells[index]?.value).toBeCloseTo(well.value ?? Number.NaN, 12));
      }),
    );
  });
});
