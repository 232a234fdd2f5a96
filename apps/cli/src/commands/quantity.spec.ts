import { pair, quantity } from './quantity';

describe('quantity', () => {
  it.each([
    ['warmth=45 Cel', 'warmth', { value: 45, unit: 'Cel' }],
    ['warmth=45Cel', 'warmth', { value: 45, unit: 'Cel' }],
    ['speed= -1.5e2 {rpm}', 'speed', { value: -150, unit: '{rpm}' }],
    ['od=.6 {AU}', 'od', { value: 0.6, unit: '{AU}' }],
    ['ratio=2 1', 'ratio', { value: 2, unit: '1' }],
  ])('reads %s', (text, name, value) => {
    expect(quantity(text)).toEqual({ [name]: value });
  });

  it.each(['warmth', 'warmth=', 'warmth=45', 'warmth=hot Cel', '=45 Cel', '1x=4 s'])('does not take %s', (text) => {
    expect(() => quantity(text)).toThrow('a number and a unit');
  });

  it('when a name comes twice, says so', () => {
    expect(() => quantity('a=1 s', quantity('a=2 s'))).toThrow('a is given twice');
  });
});

describe('pair', () => {
  it('keeps everything after the first =', () => {
    expect(pair('a=b=c', { x: '1' })).toEqual({ x: '1', a: 'b=c' });
    expect(() => pair('=b')).toThrow('name=value');
    expect(() => pair('a=2', { a: '1' })).toThrow('a is given twice');
  });
});
