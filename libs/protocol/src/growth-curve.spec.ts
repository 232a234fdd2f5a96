import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedLab as fleet } from './fixtures/embedded-lab';
import { compileText } from './index';

const folder = join(__dirname, '../../../protocols/growth-curve');
const text = readFileSync(join(folder, 'protocol.yaml'), 'utf8');

describe('growth-curve', () => {
  const { plan, diagnostics } = compileText(text, { fleet });

  it('compiles to the expected plan, byte for byte', () => {
    expect(diagnostics).toEqual([]);
    const expected: unknown = JSON.parse(readFileSync(join(folder, 'expected.plan.json'), 'utf8'));
    expect(JSON.stringify(plan, null, 2)).toBe(JSON.stringify(expected, null, 2));
  });

  it('fills every well of the layout with 150 µL', () => {
    const volumes = new Map<string, number>();
    for (const step of plan?.steps ?? [])
      for (const { wells, microlitres } of (step.kind === 'operator' && step.transfers) || [])
        for (const well of wells) volumes.set(well, (volumes.get(well) ?? 0) + microlitres);
    expect([...volumes.keys()].toSorted()).toEqual(Object.keys(plan?.labware[0]?.layout ?? {}).toSorted());
    expect(new Set(volumes.values())).toEqual(new Set([150]));
  });

  it('at a final density beyond its bounds, is refused', () => {
    const tooDense = compileText(text, { fleet, parameters: { final_od: { value: 2, unit: '{AU}' } } });
    expect(tooDense.plan).toBeNull();
    expect(tooDense.diagnostics.map(({ code }) => code)).toEqual(['E_PARAMETER']);
  });
});
