import type { LabwareType } from './labware-type';

/** 24 closed tubes of 1.5 mL in a block of the footprint of a plate. */
const tubeRack: LabwareType = {
  id: 'tube-rack-1.5ml',
  title: 'rack of 24 tubes of 1.5 mL',
  format: 'tube-rack',
  rows: 4,
  columns: 6,
  wellVolume: { dead: 10, working: 1_000, max: 1_500 },
  wellShape: null,
  heightMm: 48,
  opticalBottom: false,
  covers: [],
  maxTemperature: 95,
  maxSpeed: 1_500,
  source:
    'footprint 127.76 x 85.48 mm: ANSI/SLAS 1-2004 (R2012); 4 x 6 positions and height with closed tubes: usual for 1.5 mL blocks, no standard sets them',
};

export const tubeRacks: readonly LabwareType[] = [tubeRack];
