import { finestSetting } from './finest-setting';

const range = { min: 37, max: 95, step: 0.01, tolerance: 0.5 };

describe('the setting of an instrument', () => {
  it.each([
    [37.7777, range, 37.78],
    [45, range, 45],
    [45.1, range, 45.1],
    [501.5, { min: 200, max: 3000, step: 1, tolerance: 50 }, 502],
    [94.999, { ...range, step: 10, max: 95 }, 90],
    [94.999, { ...range, step: 4, max: 95 }, 95],
    [12.345, undefined, 12.345],
  ])('%s is the nearest one that it takes', (value, of, setting) => {
    expect(finestSetting(value, of)).toBe(setting);
  });
});
