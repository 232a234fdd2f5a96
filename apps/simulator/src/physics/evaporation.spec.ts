import { evaporationRate, vapourPressure } from './evaporation';

describe('evaporation', () => {
  // CRC Handbook of Chemistry and Physics, vapour pressure of water, kPa.
  it.each([
    [4, 0.8135],
    [20, 2.3393],
    [25, 3.1699],
    [37, 6.2823],
  ])('has the vapour pressure of the table at %i Cel, to 0.4 %', (temperature, table) => {
    expect(Math.abs(vapourPressure(temperature) / table - 1)).toBeLessThan(0.004);
  });

  it('takes about 4.6 uL/h from an open well at 37 Cel, as measured by UNIPV-Pavia 2009', () => {
    expect(evaporationRate(34.2, 37, 22)).toBeCloseTo(4.6, 1);
  });

  it('is never negative, when the liquid is colder than the dew point', () => {
    expect(evaporationRate(34.2, 0.5, 30)).toBe(0);
  });
});
