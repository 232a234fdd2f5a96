import { encodeParameter, parseParameter, type PlateGeometry } from './parameter.protocol';
import { ANY_PLATE, KNOWN_PLATES, plateGeometry } from './plate-geometry';

const digits = (geometry: PlateGeometry): string => Buffer.from(encodeParameter({ to: 'y', geometry })).toString('latin1');

describe('plate geometry', () => {
  it.each([
    ['plate-96-clear-flat', '0812 01124 07424 01438 11338 08548 12776 1670'],
    ['plate-384-clear-flat', '1624 00899 07649 01213 11563 08548 12776 1670'],
  ])('%s is written in hundredths of a millimetre', (labware, expected) => {
    const geometry = plateGeometry(labware);
    expect(geometry && digits(geometry)).toBe(`${expected.replaceAll(' ', '')}\x03`);
  });

  it('leaves as much room on the right and in front as on the left and behind', () => {
    for (const labware of KNOWN_PLATES) {
      const { firstRowAt, lastRowAt, firstColumnAt, lastColumnAt, width, length } = plateGeometry(labware) ?? ANY_PLATE;
      expect(firstRowAt + lastRowAt).toBeCloseTo(width, 5);
      expect(firstColumnAt + lastColumnAt).toBeCloseTo(length, 5);
    }
  });

  it('a plate that nobody named is as tall as the tallest', () => {
    for (const labware of KNOWN_PLATES) expect(plateGeometry(labware)?.height).toBeLessThanOrEqual(ANY_PLATE.height);
    expect(plateGeometry('deep-well-96')).toBeNull();
  });

  it('38 digits without ETX are no geometry', () => {
    expect(parseParameter('y', Buffer.from(digits(ANY_PLATE).slice(0, -1)))).toBeNull();
  });
});
