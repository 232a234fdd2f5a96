import * as fc from 'fast-check';
import {
  QuantityKinds,
  canonicalUnit,
  durationMs,
  fromCanonical,
  kindsWithUnit,
  toCanonical as subject,
  toleranceToCanonical,
  unitsOf,
  type QuantityKind,
} from './quantity';

const KINDS = Object.keys(QuantityKinds) as QuantityKind[];
const PAIRS = KINDS.flatMap((kind) => unitsOf(kind).map((unit) => [kind, unit] as const));

/** One known value for each unit of each kind: value, unit, canonical value. */
const KNOWN: Readonly<Record<QuantityKind, readonly (readonly [number, string, number])[]>> = {
  temperature: [
    [37, 'Cel', 37],
    [310.15, 'K', 37],
    [98.6, '[degF]', 37],
  ],
  rotational_speed: [
    [220, '{rpm}', 220],
    [220, '/min', 220],
  ],
  duration: [
    [90, 's', 90],
    [90, 'ms', 0.09],
    [1.5, 'min', 90],
    [16, 'h', 57_600],
    [2, 'd', 172_800],
  ],
  volume: [
    [200, 'uL', 200],
    [250, 'nL', 0.25],
    [1.5, 'mL', 1500],
    [0.25, 'L', 250_000],
  ],
  amount_concentration: [
    [1, 'mmol/L', 1],
    [400, 'umol/L', 0.4],
    [50, 'nmol/L', 0.00005],
    [0.5, 'mol/L', 500],
  ],
  mass_concentration: [
    [10, 'mg/mL', 10],
    [10, 'g/L', 10],
    [50, 'ug/mL', 0.05],
    [50, 'ng/mL', 0.00005],
    [50, 'pg/mL', 5e-8],
  ],
  wavelength: [[600, 'nm', 600]],
  optical_density: [[0.6, '{AU}', 0.6]],
  fluorescence: [[12_000, '{RFU}', 12_000]],
  luminescence: [[12_000, '{RLU}', 12_000]],
  count: [
    [96, '{count}', 96],
    [96, '1', 96],
  ],
  fraction: [
    [5, '%', 5],
    [0.05, '1', 5],
  ],
  mass: [
    [20, 'mg', 20],
    [1.5, 'g', 1500],
    [250, 'ug', 0.25],
    [100, 'ng', 1e-4],
    [5, 'pg', 5e-9],
    [1, 'kg', 1_000_000],
  ],
};

function thrown(act: () => unknown): Error | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error('not even an error');
  }
}

const close = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

describe('a quantity', () => {
  it('when a unit is added to a kind, is asked for a known value of it here', () => {
    for (const kind of KINDS) expect(KNOWN[kind].map(([, unit]) => unit)).toEqual(unitsOf(kind));
  });

  it.each(KINDS.flatMap((kind) => KNOWN[kind].map(([value, unit, canonical]) => [kind, value, unit, canonical] as const)))(
    'when a %s of %d %s is converted, is %d in the canonical unit',
    (kind, value, unit, canonical) => {
      expect(close(subject(kind, { value, unit }), canonical)).toBe(true);
    },
  );

  it.each(PAIRS)('when a %s goes to %s and back, is the same', (kind, unit) => {
    const { min, max } = QuantityKinds[kind];
    fc.assert(
      fc.property(fc.double({ min, max, noNaN: true }), (value) => {
        expect(close(subject(kind, { value: fromCanonical(kind, value, unit), unit }), value)).toBe(true);
      }),
    );
  });

  it.each(KINDS)('when a %s is in its canonical unit, is left exactly as it is', (kind) => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(subject(kind, { value, unit: canonicalUnit(kind) })).toBe(value + 0);
      }),
    );
  });

  it.each(PAIRS)('when two values of a %s in %s are converted, keep their order', (kind, unit) => {
    const anyValue = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        fc.pre(a <= b);
        expect(subject(kind, { value: a, unit })).toBeLessThanOrEqual(subject(kind, { value: b, unit }));
      }),
    );
  });

  it.each([
    ['temperature', 0.5, 'K', 0.5],
    ['temperature', 0.9, '[degF]', 0.5],
    ['temperature', 0.5, 'Cel', 0.5],
    ['volume', 0.01, 'mL', 10],
    ['duration', 1, 'min', 60],
    ['fraction', 0.02, '1', 2],
  ] as const)('when the tolerance of a %s is %d %s, is a difference of %d', (kind, tolerance, unit, canonical) => {
    expect(toleranceToCanonical(kind, { value: 300, unit, tolerance })).toBeCloseTo(canonical, 12);
  });

  it.each(PAIRS)('when a %s in %s has a tolerance, has its bounds at value +- tolerance after conversion', (kind, unit) => {
    const anyValue = fc.double({ min: 0, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(anyValue, anyValue, (value, tolerance) => {
        const width = toleranceToCanonical(kind, { value, unit, tolerance }) ?? Number.NaN;
        const upper = subject(kind, { value: value + tolerance, unit });
        expect(close(subject(kind, { value, unit }) + width, upper)).toBe(true);
      }),
    );
  });

  it('when no tolerance is written, has none', () => {
    expect(toleranceToCanonical('temperature', { value: 37, unit: 'Cel' })).toBeUndefined();
  });

  const foreign = PAIRS.flatMap(([kind, unit]) =>
    KINDS.filter((other) => !unitsOf(other).includes(unit)).map((other) => [other, unit, kind] as const),
  );
  it('when the unit belongs to another kind, is refused with the units that are allowed', () => {
    expect(foreign.length).toBeGreaterThan(100);
    for (const [kind, unit, owner] of foreign) {
      const found = thrown(() => subject(kind, { value: 1, unit }));
      expect(found).toMatchObject({ code: 'UNIT_KIND_MISMATCH', context: { unit, kind, allowed: unitsOf(kind) } });
      expect(found?.message).toContain(owner);
    }
  });

  it('when the unit belongs to another kind, is refused in every direction and for tolerances too', () => {
    const refusal = expect.objectContaining({ code: 'UNIT_KIND_MISMATCH' });
    expect(() => fromCanonical('temperature', 1, 's')).toThrow(refusal);
    expect(() => toleranceToCanonical('temperature', { value: 1, unit: 's', tolerance: 1 })).toThrow(refusal);
    expect(() => durationMs({ value: 1, unit: 'Cel' })).toThrow(refusal);
  });

  it('when nobody knows the unit, is refused with the units that are allowed', () => {
    const anyUnknown = fc.oneof(fc.string(), fc.constantFrom('cel', '°C', 'rpm', 'sec', 'µL', 'ul', 'constructor'));
    fc.assert(
      fc.property(anyUnknown, fc.constantFrom(...KINDS), (unit, kind) => {
        fc.pre(kindsWithUnit(unit).length === 0);
        expect(() => subject(kind, { value: 1, unit })).toThrow(
          expect.objectContaining({ code: 'UNIT_UNKNOWN', context: { unit, allowed: unitsOf(kind) } }),
        );
      }),
    );
  });

  it('when 220 rpm are read as an absorbance, is refused: a code of UCUM alone would let them pass', () => {
    expect(() => subject('optical_density', { value: 220, unit: '{rpm}' })).toThrow(
      'is a unit of rotational_speed, not of optical_density',
    );
  });

  it('when a unit serves several kinds, is found in all of them', () => {
    expect(kindsWithUnit('1')).toEqual(['count', 'fraction']);
    expect(kindsWithUnit('Cel')).toEqual(['temperature']);
    expect(kindsWithUnit('furlong')).toEqual([]);
  });

  it.each(KINDS)('when a %s is bounded, has its lower bound under its upper', (kind) => {
    expect(QuantityKinds[kind].min).toBeLessThan(QuantityKinds[kind].max);
  });

  it('when a duration is wanted in milliseconds, is converted from any of its units', () => {
    expect(durationMs({ value: 90, unit: 's' })).toBe(90_000);
    expect(durationMs({ value: 16, unit: 'h' })).toBe(57_600_000);
    expect(durationMs({ value: 250, unit: 'ms' })).toBe(250);
  });
});
