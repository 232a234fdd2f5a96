import { shownText, shownValue } from './shown-text';

describe('text from outside as a model is shown it', () => {
  it('loses what only hides something, and keeps what people write', () => {
    expect(shownText('a\u200bb\u202ec\u0007 µL °C Δ\n', 100)).toBe('abc µL °C Δ\n');
  });

  it('when it is too long, is cut and says so', () => {
    expect(shownText('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`);
  });

  it('is shown so wherever it is in a value, also as the name of a field', () => {
    const at = new Date(0);
    expect(shownValue({ 'na\u200bme': ['x\ufeff', 1, null, { at }] }, 10)).toEqual({ name: ['x', 1, null, { at: at.toISOString() }] });
  });

  it('when a value is deeper than anybody needs, is cut off', () => {
    let deep: unknown = 'end';
    for (let i = 0; i < 40; i++) deep = [deep];
    expect(JSON.stringify(shownValue(deep, 10))).toBe(`${'['.repeat(12)}null${']'.repeat(12)}`);
  });
});
