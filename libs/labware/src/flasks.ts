import type { LabwareCover, LabwareFormat, LabwareType } from './labware-type';

const ventedCap: LabwareCover = { id: 'vented-cap', addsMm: 8, clear: false };
const foil: LabwareCover = { id: 'foil', addsMm: 1, clear: false };

/** Baffled glass. A fifth of the nominal volume leaves the culture its air; baffles splash above 250 rpm. */
function flask(format: LabwareFormat, millilitres: number, heightMm: number): LabwareType {
  const max = millilitres * 1_000;
  return {
    id: `${format}-baffled`,
    title: `${millilitres} mL Erlenmeyer flask with baffles`,
    format,
    rows: 1,
    columns: 1,
    wellVolume: { dead: max / 100, working: max / 5, max },
    wellShape: null,
    heightMm,
    opticalBottom: false,
    covers: [ventedCap, foil],
    maxTemperature: 121,
    maxSpeed: 250,
    source: 'height: usual for Erlenmeyer flasks (ISO 1773 without baffles); working volume a fifth of the nominal one, for aeration',
  };
}

export const flasks: readonly LabwareType[] = [flask('flask-125', 125, 114), flask('flask-250', 250, 140), flask('flask-500', 500, 175)];
