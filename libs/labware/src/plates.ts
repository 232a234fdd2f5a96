import type { LabwareCover, LabwareType } from './labware-type';

const film: LabwareCover = { id: 'breathable-film', addsMm: 0.2, clear: false };
/** Thin film that gases go through and light too, as used for growth in a reader; the usual breathable film scatters the light. */
const clearFilm: LabwareCover = { id: 'clear-breathable-film', addsMm: 0.1, clear: true };
const opticalFilm: LabwareCover = { id: 'optical-film', addsMm: 0.1, clear: true };
const foil: LabwareCover = { id: 'foil-seal', addsMm: 0.1, clear: false };
/** Clear when new, but water condenses under it. */
const lid: LabwareCover = { id: 'lid', addsMm: 2.5, clear: false };

const FOOTPRINT = 'footprint 127.76 x 85.48 mm: ANSI/SLAS 1-2004 (R2012)';
const WELLS = 'usual for such plates, no standard sets it; measure yours where the path length matters';

/** Clear polystyrene, flat bottom. Polystyrene softens near 80 Cel; plates are kept under 60. */
const plate96: LabwareType = {
  id: 'plate-96-clear-flat',
  title: '96-well plate, clear, flat bottom',
  format: 'plate-96',
  rows: 8,
  columns: 12,
  wellVolume: { dead: 5, working: 200, max: 360 },
  wellShape: { section: 'round', bottomMm: 6.58, topMm: 6.96, depthMm: 10.9 },
  heightMm: 14.2,
  opticalBottom: true,
  covers: [lid, film, clearFilm, opticalFilm, foil],
  maxTemperature: 60,
  maxSpeed: 1_500,
  source: `${FOOTPRINT}; height 14.2 mm (14.35 +- 0.76): ANSI/SLAS 2-2004 (R2012); wells at 9 mm: ANSI/SLAS 4-2004 (R2012); inside of the wells: ${WELLS}`,
};

const plate384: LabwareType = {
  id: 'plate-384-clear-flat',
  title: '384-well plate, clear, flat bottom',
  format: 'plate-384',
  rows: 16,
  columns: 24,
  wellVolume: { dead: 3, working: 80, max: 112 },
  wellShape: { section: 'square', bottomMm: 3.3, topMm: 3.7, depthMm: 11.5 },
  heightMm: 14.2,
  opticalBottom: true,
  covers: [lid, film, clearFilm, opticalFilm, foil],
  maxTemperature: 60,
  maxSpeed: 2_000,
  source: `${FOOTPRINT}; height 14.2 mm (14.35 +- 0.76): ANSI/SLAS 2-2004 (R2012); wells at 4.5 mm: ANSI/SLAS 4-2004 (R2012); inside of the wells: ${WELLS}`,
};

/** Polypropylene; it fits no reader. */
const deepWell96: LabwareType = {
  id: 'deep-well-96',
  title: '96-well deep-well plate, 2 mL',
  format: 'deep-well-96',
  rows: 8,
  columns: 12,
  wellVolume: { dead: 20, working: 1_200, max: 2_000 },
  wellShape: null,
  heightMm: 44,
  opticalBottom: false,
  covers: [film, foil],
  maxTemperature: 100,
  maxSpeed: 1_200,
  source: `${FOOTPRINT}; wells at 9 mm: ANSI/SLAS 4-2004 (R2012); height 44 mm: usual for 2 mL plates, no standard sets it`,
};

export const plates: readonly LabwareType[] = [plate96, plate384, deepWell96];
