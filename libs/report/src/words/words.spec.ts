import { intervalWords, numberWords, valueWords } from './number';
import { clockWords, durationWords, momentWords } from './time';
import { unitWords, withUnit } from './unit';

describe('words of a report', () => {
  it.each([
    ['{AU}', 'AU'],
    ['Cel', '°C'],
    ['{count}', ''],
    ['1', ''],
    ['mg/mL', 'mg/mL'],
    ['ug/mL', 'µg/mL'],
    ['umol/L', 'µmol/L'],
    ['uL', 'µL'],
    ['{rpm}', 'rpm'],
    ['/h', '1/h'],
    ['{CFU}/mL', 'CFU/mL'],
    ['{count}/mL', '1/mL'],
    ['[degF]', '°F'],
    ['us', 'µs'],
    ['{RFU}/{AU}', 'RFU/AU'],
  ])('the unit %s is written %s', (ucum, words) => expect(unitWords(ucum)).toBe(words));

  it('a name has its unit in brackets, or none', () => {
    expect([withUnit('Dose', 'ug/mL'), withUnit('Colonies', '{count}')]).toEqual(['Dose (µg/mL)', 'Colonies']);
  });

  it.each([
    [0, '0'],
    [0.123456, '0.1235'],
    [-2.5, '−2.5'],
    [123456, '1.235 × 10⁵'],
    [1e-6, '10⁻⁶'],
    [Infinity, '∞'],
    [NaN, 'not a number'],
  ])('the number %d is written %s', (value, words) => expect(numberWords(value)).toBe(words));

  it('a value is as precise as its interval allows, and says when it is only a limit', () => {
    const measured = { value: 0.942_13, unit: '/h', low: 0.917_4, high: 0.967_2, beyond: null };
    expect([valueWords(measured), intervalWords(measured)]).toEqual(['0.942 1/h', '0.917 to 0.967']);
    const limit = { value: 3.2, unit: 'ug/mL', low: null, high: null, beyond: 'above' } as const;
    expect([valueWords(limit), intervalWords(limit)]).toEqual(['> 3.2 µg/mL', null]);
    expect(valueWords({ ...limit, value: null })).toBe('not determined');
  });

  it.each([
    [850, '850 ms'],
    [14_688, '14.7 s'],
    [300_000, '5 min'],
    [3_599_900, '60 min'],
    [74_084_833, '20 h 35 min'],
  ])('%d ms are %s', (ms, words) => expect(durationWords(ms)).toBe(words));

  it('times are counted from the start, or name their day', () => {
    expect([clockWords(49_069_000), clockWords(-1_000)]).toEqual(['13:37:49', '−0:00:01']);
    expect(momentWords('2026-11-29T05:30:06.624Z')).toBe('2026-11-29 05:30:06 UTC');
    expect(momentWords('never')).toBe('unknown');
  });
});
