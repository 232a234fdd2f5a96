import { ECOLI_BL21 } from './ecoli-bl21';
import { criticalSpeed, flaskAeration, oxygenFactor, wellAeration } from './oxygen';
import { vesselOf } from './vessel';

describe('oxygen', () => {
  it('has plates shaken at 600 to 1000 rpm moving, and at 250 rpm resting (Hermann et al. 2003: the critical speed)', () => {
    expect(criticalSpeed(6.6, 150)).toBeGreaterThan(400);
    expect(criticalSpeed(6.6, 150)).toBeLessThan(600);
    expect(wellAeration(6.6, 34, 150, 250)).toBe(wellAeration(6.6, 34, 150, 0));
    expect(wellAeration(6.6, 34, 150, 800)).toBeGreaterThan(5 * wellAeration(6.6, 34, 150, 0));
  });

  it('gives a 250 mL flask with 50 mL at 200 rpm the kLa of the correlation, 0.0093 per second', () => {
    expect(flaskAeration(80, 5000, 50_000, 200) / 3600).toBeCloseTo(0.0093, 4);
  });

  it('aerates better with less liquid and more shaking', () => {
    const { aeration } = vesselOf('plate-96-clear-flat');
    expect(aeration(100, 900)).toBeGreaterThan(aeration(200, 900));
    expect(aeration(150, 1000)).toBeGreaterThan(aeration(150, 700));
  });

  it('leaves a thin culture its whole rate, and a dense one what the transfer of oxygen allows', () => {
    expect(oxygenFactor(ECOLI_BL21, 0.02, 100)).toBeGreaterThan(0.998);
    const demand = 50;
    const allowed = (100 * 0.21 * ECOLI_BL21.oxygenYield) / ECOLI_BL21.dryWeight;
    expect(demand * oxygenFactor(ECOLI_BL21, demand, 100)).toBeCloseTo(allowed, 1);
    expect(oxygenFactor(ECOLI_BL21, 1, 0)).toBe(0);
    expect(oxygenFactor(ECOLI_BL21, 0, 0)).toBe(1);
  });
});
