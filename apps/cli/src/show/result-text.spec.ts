import type { AnalysisResult, ResultValue } from '../api/generated/runs';
import { resultText, valueText as subject } from './result-text';

const none: ResultValue = {
  name: 'growth_rate',
  label: 'Growth rate',
  of: null,
  value: null,
  unit: '/h',
  low: null,
  high: null,
  confidence: null,
  beyond: null,
  note: null,
};

describe('a result for people', () => {
  it.each([
    [{ value: 1.61803, low: 1.55, high: 1.69 }, '1.618 per h (1.55 to 1.69)'],
    [{ value: 64, unit: 'ug/mL', beyond: 'above' as const }, 'above 64 ug/mL'],
    [{ value: 123_456_789, unit: '{count}/mL' }, '1.235e+8 {count}/mL'],
    [{ value: 2_520.04, unit: '{RFU}/{AU}' }, '2520 RFU/AU'],
    [{ value: 0, unit: '1' }, '0'],
    [{ value: null, note: 'no blank' }, 'no blank'],
    [{ value: null }, 'not determined'],
    [{ value: 5, unit: 'min', low: 4, high: null }, '5 min (4 to any)'],
  ])('%j is %s', (given, text) => {
    expect(subject({ ...none, ...given })).toBe(text);
  });

  it('names the sample of its main value, or says why there is none', () => {
    const result = { main: { ...none, of: 'clone-1', value: 2 }, insufficient: null } as AnalysisResult;
    expect(resultText(result)).toBe('clone-1: 2 per h');
    expect(resultText({ ...result, main: null, insufficient: 'nothing was read' })).toBe('none: nothing was read');
  });
});
