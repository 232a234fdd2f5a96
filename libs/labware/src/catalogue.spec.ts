import { hasWell, LabwareFormat, labwareType, labwareTypes, wellRange } from './index';

describe('the labware catalogue', () => {
  it('names each type once', () => {
    const ids = labwareTypes().map((type) => type.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual([
      'plate-96-clear-flat',
      'plate-384-clear-flat',
      'deep-well-96',
      'tube-rack-1.5ml',
      'flask-125-baffled',
      'flask-250-baffled',
      'flask-500-baffled',
      'agar-plate',
      'reservoir',
      'vial-20ml',
    ]);
  });

  it('finds a type by its id and nothing for an unknown one', () => {
    expect(labwareType('deep-well-96')?.heightMm).toBe(44);
    expect(labwareType('deep-well-97')).toBeUndefined();
  });

  it.each(labwareTypes().map((type) => [type.id, type] as const))('%s is consistent in itself', (_id, type) => {
    expect(Object.keys(LabwareFormat)).toContain(type.format);
    const { dead, working, max } = type.wellVolume;
    expect(dead).toBeLessThan(working);
    expect(working).toBeLessThanOrEqual(max);
    expect(type.source).not.toBe('');
    if (type.rows * type.columns > 1) expect(type.source).toMatch(/ANSI\/SLAS 1-2004/);
    if (type.format === 'plate-96' || type.format === 'plate-384') {
      // ANSI/SLAS 2-2004 (R2012): 14.35 mm, plus or minus 0.76 mm.
      expect(Math.abs(type.heightMm - 14.35)).toBeLessThanOrEqual(0.76);
      expect(type.rows * type.columns).toBe(Number(type.format.slice(6)));
    }
  });

  it('only flat clear plates have an optical bottom', () => {
    const optical = labwareTypes().filter((type) => type.opticalBottom);
    expect(optical.map((type) => type.id)).toEqual(['plate-96-clear-flat', 'plate-384-clear-flat']);
  });

  it('150 uL in a 96-well plate stand 4 to 4.5 mm high, and no brim volume is more than its well', () => {
    const area = (mm: number, section: 'round' | 'square') => (section === 'round' ? (Math.PI / 4) * mm * mm : mm * mm);
    for (const { wellShape: well, wellVolume } of labwareTypes()) {
      if (!well) continue;
      const middle = (well.bottomMm + well.topMm) / 2;
      expect(area(middle, well.section) * well.depthMm).toBeGreaterThan(wellVolume.max);
    }
    const plate = labwareType('plate-96-clear-flat')?.wellShape;
    const heightMm = 150 / area(plate?.bottomMm ?? Number.NaN, 'round');
    expect(heightMm).toBeGreaterThan(4);
    expect(heightMm).toBeLessThan(4.5);
  });

  it('knows which wells there are', () => {
    const plate = labwareTypes()[0]!;
    expect(wellRange(plate)).toBe('A1 to H12');
    for (const well of ['A1', 'H12']) expect(hasWell(plate, well)).toBe(true);
    for (const well of ['I1', 'A13', 'A0', 'A01', 'a1', '', 'A1 ']) expect(hasWell(plate, well)).toBe(false);
    expect(hasWell(labwareTypes()[1]!, 'P24')).toBe(true);
  });
});
