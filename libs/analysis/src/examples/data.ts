import type { Point } from '../index';

const pair = (x: readonly number[], y: readonly number[]): readonly Point[] =>
  x.map((value, index) => ({ x: value, y: y[index] ?? Number.NaN }));
const twice = (x: readonly number[]): readonly number[] => [...x, ...x];
const steps = (from: number, to: number, step: number): readonly number[] =>
  Array.from({ length: Math.round((to - from) / step) + 1 }, (_, index) => from + index * step);

/** NIST StRD, linear least squares, Norris: ozone monitors. */
export const NORRIS = pair(
  [
    0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777, 558.2, 0.4, 0.6, 775.5, 666.9, 338, 447.5, 11.6, 556, 228.1, 995.8,
    887.6, 120.2, 0.3, 0.3, 556.8, 339.1, 887.2, 999, 779, 11.1, 118.3, 229.2, 669.1, 448.9, 0.5,
  ],
  [
    0.1, 338.8, 118.1, 888, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3, 0.1, 778.1, 668.8, 339.3, 448.9, 10.8, 557.7, 228.3, 998,
    888.8, 119.6, 0.3, 0.6, 557.6, 339.3, 888, 998.5, 778.9, 10.2, 117.6, 228.9, 668.4, 449.2, 0.2,
  ],
);

/** NIST StRD, linear least squares, Pontius: load cell, load and deflection; the same data are in the e-Handbook, 4.6.1. */
export const PONTIUS = pair(
  twice(steps(150_000, 3_000_000, 150_000)),
  [
    0.11019, 0.21956, 0.32949, 0.43899, 0.54803, 0.65694, 0.76562, 0.87487, 0.98292, 1.09146, 1.20001, 1.30822, 1.41599, 1.52399, 1.63194,
    1.73947, 1.84646, 1.95392, 2.06128, 2.16844, 0.11052, 0.22018, 0.32939, 0.43886, 0.54798, 0.65739, 0.76596, 0.87474, 0.983, 1.0915,
    1.20004, 1.30818, 1.41613, 1.52408, 1.63159, 1.73965, 1.84696, 1.95445, 2.06177, 2.16829,
  ],
);

/** NIST StRD, linear least squares, NoInt1. */
export const NO_INTERCEPT = pair(steps(60, 70, 1), steps(130, 140, 1));

/** NIST StRD, nonlinear least squares, Rat42: pasture yield over time; y = b1 / (1 + exp(b2 - b3 x)), here over exp(x). */
export const RAT42 = pair([9, 14, 21, 28, 42, 57, 63, 70, 79].map(Math.exp), [8.93, 10.8, 18.59, 22.33, 39.35, 56.11, 61.73, 64.62, 67.08]);

/** R datasets, DNase, run 1: an ELISA, ng/mL and optical density. */
export const DNASE = pair(
  [0.04882812, 0.1953125, 0.390625, 0.78125, 1.5625, 3.125, 6.25, 12.5].flatMap((conc) => [conc, conc]),
  [0.017, 0.018, 0.121, 0.124, 0.206, 0.215, 0.377, 0.374, 0.614, 0.609, 1.019, 1.001, 1.334, 1.364, 1.73, 1.71],
);

/** R package drc, ryegrass: ferulic acid, mmol/L, and root length, cm. Inderjit, Streibig, Olofsdotter, Physiol Plant 114 (2002) 422. */
export const RYEGRASS = pair(
  [0, 0, ...[0, 0.94, 1.88, 3.75, 7.5, 15, 30].flatMap((conc) => [conc, conc, conc]), 0],
  [
    7.58, 8, 8.328571, 7.25, 7.375, 8.355556, 6.914286, 7.75, 6.871429, 6.45, 5.922222, 1.925, 2.885714, 4.233333, 1.1875, 0.8571429,
    1.057143, 0.6875, 0.525, 0.825, 0.25, 0.22, 0.44, 7.9625,
  ],
);

/** Massart et al., Handbook of Chemometrics and Qualimetrics A (1997), chapter 8, example 1. */
export const MASSART_1 = pair([0, 10, 20, 30, 40, 50], [4, 21.2, 44.6, 61.8, 78, 105.2]);

/** The same, example 3: the weights of its levels, from five measurements each, whose means are example 1. */
export const MASSART_3_WEIGHTS: readonly number[] = [1.984, 1.417, 1.262, 0.372, 0.199, 0.109];

/** Graybill and Iyer, Regression Analysis (1994), p. 431: a thermometer at known temperatures, degF. */
export const THERMOMETER = pair(steps(96, 110, 2), [95.71, 98.16, 99.52, 102.09, 103.79, 106.18, 108.14, 110.21]);

/** The same, p. 433: dial and temperature of a reaction chamber. */
export const CHAMBER = pair(steps(0, 100, 10), [206.36, 225.52, 252.18, 289.33, 318.11, 349.49, 383.03, 410.7, 444.4, 469.14, 501.16]);

/** Harvey, Modern Analytical Chemistry (2000), example 5.10: standards, and their signals. */
export const HARVEY = pair([0, 0.1, 0.2, 0.3, 0.4, 0.5], [0, 12.36, 24.83, 35.91, 48.79, 60.42]);

/** R datasets, cars: speed, mph, and stopping distance, ft. Ezekiel, Methods of Correlation Analysis (1930). */
export const CARS = pair(
  [
    4, 4, 7, 7, 8, 9, 10, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15, 16, 16, 17, 17, 17, 18, 18, 18, 18,
    19, 19, 19, 20, 20, 20, 20, 20, 22, 23, 24, 24, 24, 24, 25,
  ],
  [
    2, 10, 4, 22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28, 26, 34, 34, 46, 26, 36, 60, 80, 20, 26, 54, 32, 40, 32, 40, 50, 42, 56, 76,
    84, 36, 46, 68, 32, 48, 52, 56, 64, 66, 54, 70, 92, 93, 120, 85,
  ],
);

/** Bioconductor package synlet, example_dt, plate 1031121: wells of scrambled siRNA and of PLK1 siRNA. */
export const SCRAMBLED: readonly number[] = [568, 1172, 962, 530, 788, 517, 377, 736, 581, 1072, 706, 759];
export const PLK1: readonly number[] = [814, 1019, 447, 474, 851, 868, 979, 532, 447, 536, 775, 644];

/** Ekhlas, MICA, example plate: optical densities of E. coli at 128 to 0.25 ug/mL, halved from left to right. */
export const MICA: Readonly<Record<string, readonly number[]>> = {
  AMX: [0.019, 0.04, 1, 0.95, 0.88, 0.93, 1.05, 1.02, 0.89, 0.98],
  CHL: [0.008, 0.079, 0.033, 0.008, 0.002, 0.2, 1, 1.03, 0.95, 0.9],
  CIP: [0.022, 0.043, 0.023, 0.97, 1.05, 0.98, 1.02, 0.91, 0.89, 0.88],
  CTX: [0.013, 0.007, 0.009, 0.007, 1.02, 0.98, 0.89, 0.87, 0.91, 0.95],
  NAL: [0.015, 0.013, 0.032, 0.056, 0.03, 0.021, 0.87, 0.91, 0.9, 1.05],
  STR: [0.008, 0.022, 0.014, 0.009, 0.011, 1.01, 1.03, 0.94, 0.88, 0.87],
  SXT: [0.007, 0.005, 0.011, 0.003, 0.005, 0.009, 0.019, 0.01, 0.004, 0.033],
  TCY: [0.099, 0.093, 0.18, 0.91, 0.97, 0.88, 0.86, 0.93, 1.05, 0.89],
};
/** Its positive controls (cells without drug) and negative ones (no cells). */
export const MICA_GROWTH: readonly number[] = [0.85, 0.88, 1.06, 1.03, 0.89, 1.06, 0.86, 1.02];
export const MICA_STERILE: readonly number[] = [0.06, 0.087, 0.043, 0.101, 0.098, 0.093, 0.081, 0.078];

/** Tietjen and Moore, Technometrics 14 (1972) 583: mass spectrometer, a uranium isotope, counts/s. */
export const URANIUM: readonly number[] = [199.31, 199.53, 200.19, 200.82, 201.92, 201.95, 202.18, 245.57];

/** Deaths from sport parachuting; ABC of EDA, p. 224. */
export const PARACHUTES: readonly (readonly number[])[] = [
  [14, 15, 14],
  [7, 4, 7],
  [8, 2, 10],
  [15, 9, 10],
  [0, 2, 0],
];

/** Student, Biometrika 6 (1908) 1; R datasets, sleep: hours of sleep gained with two drugs. */
export const SLEEP_1: readonly number[] = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
export const SLEEP_2: readonly number[] = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
