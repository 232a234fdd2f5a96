import {
  assayQuality,
  callMic,
  colonyCount,
  dispensingErrors,
  growthRate,
  liquidHeight,
  micOfReplicates,
  pathLengthByVolume,
  pathLengthByWaterPeak,
  singleScattering,
  subtractBlank,
  toOneCentimetre,
  transformationEfficiency,
  wellShape,
  type DispensingErrors,
  type MicWell,
} from '../index';
import { MICA, MICA_GROWTH, MICA_STERILE, PLK1, SCRAMBLED } from './data';
import { sufficient, type WorkedExample } from './worked-example';

const BAM = 'FDA, Bacteriological Analytical Manual, chapter 3, aerobic plate count: 232, 244 at 1:100 and 33, 28 at 1:1000';
const NEB = 'New England Biolabs, FAQ, electrotransformation efficiency (C2986): 100 colonies, 0.1 mL of 1:100, 1 mL, 10 pg';
const MICA_SOURCE = 'Ekhlas, MICA, a workflow for minimal inhibitory concentration analysis, table of MICs';
const MICROPIPETTOR =
  'Analytical microbiology, exercise 2, accuracy and precision in micropipettor measurement, table 1: five times 15 uL, g';
const SYNLET = 'Bioconductor package synlet, test of zFactor, plate 1031121 (Zhang, Chung, Oldenburg 1999)';
const BROCK = 'Madigan et al., Brock Biology of Microorganisms, growth: 5e7 to 1e8 cells/mL in 2 h';
const BIPATNATH =
  'Bipatnath, Dennis, Bremer, J Bacteriol 180 (1998) 265, figure A1: a culture of OD460 0.812 and its dilutions, equation 7 with b = 0.15';
const LAMPINEN = 'Lampinen et al., Thermo Scientific application note ANMR_MUGO_0412 (2012): K-factor 0.172 AU';

const series = (readings: readonly number[]): readonly MicWell[] => readings.map((reading, step) => ({ dose: 128 / 2 ** step, reading }));
const controls = { growth: MICA_GROWTH, sterile: MICA_STERILE };
const published: Readonly<Record<string, string>> = {
  AMX: '64',
  CHL: '8',
  CIP: '32',
  CTX: '16',
  NAL: '4',
  STR: '8',
  SXT: '0.25',
  TCY: '64',
};
const micropipettor = (): DispensingErrors => sufficient(dispensingErrors([0.014, 0.015, 0.016, 0.015, 0.015], 0.015));
const CURVATURE = 0.15;
const single = (od: number): number => sufficient(singleScattering(od, CURVATURE)).density;
/** Equation 7. */
const parabola = (mass: number): number => mass - CURVATURE * mass ** 2;
const plates = [
  { colonies: 232, platedMl: 1, dilution: 100 },
  { colonies: 244, platedMl: 1, dilution: 100 },
  { colonies: 33, platedMl: 1, dilution: 1000 },
  { colonies: 28, platedMl: 1, dilution: 1000 },
];
const electroporated = [{ colonies: 100, platedMl: 0.1, dilution: 100 }];

export const ASSAY_EXAMPLES: readonly WorkedExample[] = [
  ...Object.entries(MICA).map(([drug, readings]): WorkedExample => ({
    formula: 'callMic',
    quantity: `MIC of ${drug}, ug/mL`,
    source: MICA_SOURCE,
    published: published[drug] ?? '',
    compute: () => sufficient(callMic(series(readings), controls)).value,
  })),
  {
    formula: 'micOfReplicates',
    quantity: 'mode of CHL and STR as two series, ug/mL',
    source: MICA_SOURCE,
    published: '8',
    compute: () => sufficient(micOfReplicates([...series(MICA['CHL'] ?? []), ...series(MICA['STR'] ?? [])], controls)).mode,
  },
  { formula: 'colonyCount', quantity: 'CFU/mL', source: BAM, published: '24409', compute: () => sufficient(colonyCount(plates)).perMl },
  {
    formula: 'transformationEfficiency',
    quantity: 'CFU/ug',
    source: NEB,
    published: '1.0e10',
    compute: () => transformationEfficiency(sufficient(colonyCount(electroporated)), { suspensionMl: 1, dnaMicrograms: 1e-5 }).perMicrogram,
  },
  {
    formula: 'assayQuality',
    quantity: "Z'",
    source: SYNLET,
    published: '-41.36325',
    compute: () => sufficient(assayQuality(PLK1, SCRAMBLED)).zPrime,
  },
  { formula: 'dispensingErrors', quantity: 'mean, g', source: MICROPIPETTOR, published: '0.015', compute: () => micropipettor().mean },
  {
    formula: 'dispensingErrors',
    quantity: 'random error, g',
    source: MICROPIPETTOR,
    published: '7.0711e-4',
    compute: () => micropipettor().random,
  },
  {
    formula: 'dispensingErrors',
    quantity: 'coefficient of variation, %',
    source: 'Skoog et al., Fundamentals of Analytical Chemistry, 9th ed., example 6-3: lead in blood, ppm',
    published: '0.5',
    compute: () => sufficient(dispensingErrors([0.752, 0.756, 0.752, 0.751, 0.76], 0.754)).randomPercent,
  },
  {
    formula: 'growthRate',
    quantity: 'doubling time, h',
    source: BROCK,
    published: '2',
    compute: () =>
      sufficient(
        growthRate(
          [0, 0.4, 0.8, 1.2, 1.6, 2].map((hours) => ({ hours, od: 5e7 * 2 ** (hours / 2) })),
          { minOd: 1e7, maxOd: 1e9 },
        ),
      ).doublingTime,
  },
  {
    formula: 'growthRate',
    quantity: 'rate, 1/h',
    source: BROCK,
    published: '0.3466',
    compute: () =>
      sufficient(
        growthRate(
          [0, 0.4, 0.8, 1.2, 1.6, 2].map((hours) => ({ hours, od: 5e7 * 2 ** (hours / 2) })),
          { minOd: 1e7, maxOd: 1e9 },
        ),
      ).rate,
  },
  {
    formula: 'subtractBlank',
    quantity: 'mean of the blanks',
    source: 'NIST Statistical Reference Datasets, univariate, NumAcc1, as blanks',
    published: '10000002',
    compute: () =>
      sufficient(
        subtractBlank(
          [10_000_001, 10_000_003, 10_000_002].map((value, index) => ({ well: `A${index + 1}`, value, quality: 'ok' as const })),
          ['A1', 'A2', 'A3'],
        ),
      ).blank.mean,
  },
  {
    formula: 'pathLengthByWaterPeak',
    quantity: 'cm of 0.172 AU of water',
    source: LAMPINEN,
    published: '1',
    compute: () => sufficient(pathLengthByWaterPeak({ a977: 0.222, a900: 0.05 })).cm,
  },
  {
    formula: 'toOneCentimetre',
    quantity: 'AU in 1 cm of 0.172 AU of water in half a centimetre',
    source: LAMPINEN,
    published: '0.172',
    compute: () => toOneCentimetre(0.086, { kind: 'ok', cm: 0.5 }),
  },
  {
    formula: 'singleScattering',
    quantity: 'OD460 that equation 7 gives the density of the culture, AU',
    source: BIPATNATH,
    published: '0.812',
    compute: () => parabola(single(0.812)),
  },
  ...['0.2', '0.4'].map((relative): WorkedExample => ({
    formula: 'singleScattering',
    quantity: `density of the dilution to ${relative} over that of the culture`,
    source: BIPATNATH,
    published: relative,
    compute: () => single(parabola(Number(relative) * single(0.812))) / single(0.812),
  })),
  {
    formula: 'liquidHeight',
    quantity: 'of 2128 pi in a frustum of 8 to 12 radius and 21 height',
    source: "BYJU'S, volume of a vessel in the form of a frustum of a cone",
    published: '21',
    compute: () => liquidHeight({ bottomDiameter: 16, topDiameter: 24, depth: 21 }, 2128 * Math.PI),
  },
  {
    formula: 'pathLengthByVolume',
    quantity: 'mm of 360 uL over the depth of the well, to a tenth',
    source: 'Corning, 96-well flat clear polystyrene, product description: 360 uL to the brim',
    published: '1.0',
    compute: () =>
      (10 * sufficient(pathLengthByVolume('plate-96-clear-flat', 360)).cm) / (wellShape('plate-96-clear-flat')?.depth ?? Number.NaN),
  },
  {
    formula: 'wellShape',
    quantity: 'diameter at the bottom, mm',
    source: 'Corning, 96-well flat clear polystyrene, product drawing',
    published: '6.35',
    compute: () => wellShape('plate-96-clear-flat')?.bottomDiameter ?? Number.NaN,
  },
];
