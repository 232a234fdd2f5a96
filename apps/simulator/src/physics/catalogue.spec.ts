import { labwareTypes } from '@labwright/labware';
import { PhysicalLab } from './physical-lab';

const HOUR = 3_600_000;

describe('labware of the catalogue', () => {
  it.each(labwareTypes().map((type) => [type.id, type] as const))('%s has physics, with each of its covers', (id, type) => {
    for (const cover of ['none', ...type.covers.map((it) => it.id)]) {
      let now = Date.UTC(2026, 0, 5);
      const lab = new PhysicalLab({ now: () => now, ambient: () => 22, seed: 1 });
      lab.put('it', id, 'place.nest', { cover });
      const last = `${String.fromCharCode(64 + type.rows)}${type.columns}`;
      lab.transfer([{ from: { material: 'inoculated_lb' }, to: 'it', wells: ['A1', last], microlitres: type.wellVolume.working / 2 }]);
      lab.exposeAt('place.nest', { temperature: 37, rpm: type.maxSpeed });
      now += 2 * HOUR;
      const well = lab.truth()['it']!.wells[last]!;
      expect(well.volume + well.evaporated + well.spilled).toBeCloseTo(
        type.rows * type.columns === 1 ? type.wellVolume.working : type.wellVolume.working / 2,
        6,
      );
      expect(well.od).toBeGreaterThan(cover === 'foil-seal' ? 0.05 : 0.06);
    }
  });

  it('lets a baffled flask grow denser than a still one, and a vented cap than loose foil', () => {
    const densityOf = (rpm: number, cover: string): number => {
      let now = Date.UTC(2026, 0, 5);
      const lab = new PhysicalLab({ now: () => now, ambient: () => 22, seed: 1, variation: 0 });
      lab.put('it', 'flask-250-baffled', 'incubator.clamp-1', { cover });
      lab.transfer([{ from: { material: 'inoculated_lb' }, to: 'it', wells: ['A1'], microlitres: 50_000 }]);
      lab.exposeAt('incubator.clamp-1', { temperature: 37, rpm });
      now += 5 * HOUR;
      return lab.truth()['it']!.wells['A1']!.od;
    };
    expect(densityOf(200, 'vented-cap')).toBeGreaterThan(2 * densityOf(0, 'vented-cap'));
    expect(densityOf(200, 'vented-cap')).toBeGreaterThan(densityOf(200, 'foil'));
  });
});
