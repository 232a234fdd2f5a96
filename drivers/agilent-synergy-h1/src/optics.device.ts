import type { DeviceWorld, LabwareOnDevice } from '@drivers/kit';
import { serpentine, type BodyWell, type DataBody } from './data-body.protocol';
import type { WellRead } from './read-definition.protocol';
import { STATUS_OK } from './reply.protocol';
import { wellName } from './well-rectangles';

/** Absorbance above which no light comes through, AU. Source: instruments.md, section 12, "Simulator". */
const HIGHEST_ABSORBANCE = 4;
/** Light that reaches the detector past the well, a part of all. Plausible, not measured: 0.7 % low at 3 AU, 4 % at 4 AU. */
const STRAY_LIGHT = 5e-5;
/** Seven digits is all that a count has on the wire. */
const HIGHEST_COUNT = 9_999_999;
/** Fixed and relative noise of one standard deviation: AU, and counts. Plausible, not measured. */
const NOISE = { absorbance: { fixed: 0.002, relative: 0.005 }, counts: { fixed: 3, relative: 0.01 } } as const;
/** What a reader counts in the dark, per read. Plausible, not measured. */
const DARK_COUNTS = 8;
/** Moving in and out, and time per well, lab milliseconds: 96 wells take 16 s, 384 wells 39 s. Plausible, not measured. */
const READ_MS = { fixed: 8000, perWell: 80 };
/** Record numbers of the published bodies. */
const RECORDS = { absorbance: '228', fluorescence: '227', luminescence: '237' } as const;

/** Lab milliseconds that a read takes. */
export function readDuration(read: WellRead): number {
  const wells = serpentine(read.wells).length;
  const light = read.mode === 'luminescence' ? read.integration * 1000 : 0;
  return READ_MS.fixed + wells * (READ_MS.perWell + light);
}

/** Measures what stands on the carrier. Nothing there: values near 0. */
export function measure(read: WellRead, labware: LabwareOnDevice | null, world: DeviceWorld): DataBody {
  const wells: BodyWell[] = serpentine(read.wells).map(({ row, column }) => ({
    row,
    column,
    value: value(read, wellName(row, column), labware, world),
  }));
  const record = RECORDS[read.mode];
  const format = read.mode === 'absorbance' ? 'absorbance' : 'counts';
  return { plate: '01', read: '1', time: '000:00:00.0', record, tailRecord: record, format, wells, status: STATUS_OK };
}

function value(read: WellRead, well: string, labware: LabwareOnDevice | null, world: DeviceWorld): number | null {
  if (read.mode === 'absorbance') {
    const truth = detected(labware?.absorbance(well, read.wavelength) ?? 0);
    const { fixed, relative } = NOISE.absorbance;
    const measured = truth + (fixed + relative * Math.abs(truth)) * normal(world);
    return measured > HIGHEST_ABSORBANCE ? null : Math.round(measured * 10_000) / 10_000;
  }
  const truth =
    read.mode === 'fluorescence'
      ? (labware?.fluorescence(well, read.excitation, read.emission) ?? 0)
      : (labware?.luminescence(well) ?? 0) * read.integration;
  const { fixed, relative } = NOISE.counts;
  const measured = truth + DARK_COUNTS + (fixed + relative * truth) * normal(world);
  return measured > HIGHEST_COUNT ? null : Math.max(0, Math.round(measured));
}

/** What is seen of an absorbance, AU: stray light bends the line down where little light comes through. */
function detected(absorbance: number): number {
  return -Math.log10((10 ** -absorbance + STRAY_LIGHT) / (1 + STRAY_LIGHT));
}

/** About normal, mean 0, standard deviation 1, never beyond 3.5. */
function normal(world: DeviceWorld): number {
  let sum = 0;
  for (let draw = 0; draw < 4; draw += 1) sum += world.random();
  return (sum - 2) * Math.sqrt(3);
}
