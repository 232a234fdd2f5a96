import type { LabwareType } from './labware-type';

/** A Petri dish of 90 mm; it is incubated upside down and never shaken. */
const agarPlate: LabwareType = {
  id: 'agar-plate',
  title: 'agar plate, 90 mm',
  format: 'agar-plate',
  rows: 1,
  columns: 1,
  wellVolume: { dead: 0, working: 20_000, max: 60_000 },
  wellShape: null,
  heightMm: 14,
  opticalBottom: false,
  covers: [{ id: 'lid', addsMm: 2, clear: false }],
  maxTemperature: 60,
  maxSpeed: 0,
  source: 'diameter and height: usual for Petri dishes (ISO 24998); 20 mL of agar: usual',
};

/** One trough of the footprint of a plate, polypropylene. */
const reservoir: LabwareType = {
  id: 'reservoir',
  title: 'reservoir, one trough of 195 mL',
  format: 'reservoir',
  rows: 1,
  columns: 1,
  wellVolume: { dead: 5_000, working: 150_000, max: 195_000 },
  wellShape: null,
  heightMm: 31.4,
  opticalBottom: false,
  covers: [{ id: 'lid', addsMm: 2.5, clear: false }],
  maxTemperature: 80,
  maxSpeed: 100,
  source: 'footprint 127.76 x 85.48 mm: ANSI/SLAS 1-2004 (R2012); height and volume: usual for such troughs, no standard sets them',
};

/** A glass vial as small bioreactors take it; the speed is orbital, a stirrer has its own limits. */
const vial20: LabwareType = {
  id: 'vial-20ml',
  title: 'glass vial of 20 mL',
  format: 'vial-20ml',
  rows: 1,
  columns: 1,
  wellVolume: { dead: 1_000, working: 15_000, max: 20_000 },
  wellShape: null,
  heightMm: 57,
  opticalBottom: false,
  covers: [{ id: 'vented-cap', addsMm: 5, clear: false }],
  maxTemperature: 121,
  maxSpeed: 250,
  source: 'diameter 27.5 mm and height 57 mm: usual for 20 mL scintillation and headspace vials, no standard sets them',
};

export const vessels: readonly LabwareType[] = [agarPlate, reservoir, vial20];
