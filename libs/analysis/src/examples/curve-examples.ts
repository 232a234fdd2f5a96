import {
  backCalculate,
  blankLimits,
  detectionLimits,
  effectiveDose,
  fitFourParameter,
  fitPolynomial,
  recoveries,
  type BackCalculated,
  type FourParameterFit,
  type PolynomialFit,
} from '../index';
import { CHAMBER, DNASE, HARVEY, MASSART_1, MASSART_3_WEIGHTS, RAT42, RYEGRASS, THERMOMETER } from './data';
import { sufficient, type WorkedExample } from './worked-example';

const RAT42_SOURCE = 'NIST Statistical Reference Datasets, nonlinear least squares, Rat42 (lower 0, x for ln dose)';
const DNASE_SOURCE = 'R, example of nls: ELISA of DNase, run 1, SSlogis (lower 0)';
const DRC = 'Ritz, Baty, Streibig, Gerhard, PLoS ONE 10 (2015) e0146021: package drc, ryegrass, LL.4';
const DRC_STOPS = { relative: 1e-5, because: 'drc minimises numerically and stops there' };
const MASSART = 'Massart et al., Handbook of Chemometrics and Qualimetrics A (1997), chapter 8';
const MASSART_IN_R = `${MASSART}; digits of R package chemCal, inverse.predict`;
const GRAYBILL = 'Graybill and Iyer, Regression Analysis (1994), chapter 6';

const rat42 = (): FourParameterFit => sufficient(fitFourParameter(RAT42, { lower: 0 }));
const dnase = (): FourParameterFit => sufficient(fitFourParameter(DNASE, { lower: 0 }));
const ryegrass = (): FourParameterFit => sufficient(fitFourParameter(RYEGRASS));
const massart = (): PolynomialFit => sufficient(fitPolynomial(MASSART_1, 'linear'));
const weighted = (): PolynomialFit => sufficient(fitPolynomial(MASSART_1, 'linear', { weights: MASSART_3_WEIGHTS }));
const thermometer = (confidence: number): PolynomialFit => sufficient(fitPolynomial(THERMOMETER, 'linear', { confidence }));
const chamber = (): PolynomialFit => sufficient(fitPolynomial(CHAMBER, 'linear', { confidence: 0.99 }));

function read(...arguments_: Parameters<typeof backCalculate>): BackCalculated {
  const result = sufficient(backCalculate(...arguments_));
  if (result.kind === 'out_of_range') throw new Error(`${result.side} ${result.limit}`);
  return result;
}
const ends = ({ interval }: BackCalculated): { low: number; high: number } => interval ?? { low: Number.NaN, high: Number.NaN };
const backfit = (signals: readonly number[]): number => read(ryegrass(), signals).value;

export const CURVE_EXAMPLES: readonly WorkedExample[] = [
  {
    formula: 'fitFourParameter',
    quantity: 'upper',
    source: RAT42_SOURCE,
    published: '7.2462237576E+01',
    compute: () => rat42().upper.value,
  },
  {
    formula: 'fitFourParameter',
    quantity: 'its standard error',
    source: RAT42_SOURCE,
    published: '1.7340283401E+00',
    compute: () => rat42().upper.standardError,
  },
  { formula: 'fitFourParameter', quantity: 'hill', source: RAT42_SOURCE, published: '6.7359200066E-02', compute: () => rat42().hill.value },
  {
    formula: 'fitFourParameter',
    quantity: 'its standard error',
    source: RAT42_SOURCE,
    published: '3.4465663377E-03',
    compute: () => rat42().hill.standardError,
  },
  {
    formula: 'fitFourParameter',
    quantity: 'hill times ln ec50',
    source: RAT42_SOURCE,
    published: '2.6180768402E+00',
    compute: () => rat42().hill.value * rat42().logEc50.value,
  },
  {
    formula: 'fitFourParameter',
    quantity: 'residual deviation',
    source: RAT42_SOURCE,
    published: '1.1587725499E+00',
    compute: () => rat42().residualDeviation,
  },
  { formula: 'fitFourParameter', quantity: 'upper', source: DNASE_SOURCE, published: '2.3452', compute: () => dnase().upper.value },
  {
    formula: 'fitFourParameter',
    quantity: 'its standard error',
    source: DNASE_SOURCE,
    published: '0.078154',
    compute: () => dnase().upper.standardError,
  },
  {
    formula: 'fitFourParameter',
    quantity: 'ln ec50, ng/mL',
    source: DNASE_SOURCE,
    published: '1.4831',
    compute: () => dnase().logEc50.value,
  },
  {
    formula: 'fitFourParameter',
    quantity: 'its standard error',
    source: DNASE_SOURCE,
    published: '0.081353',
    compute: () => dnase().logEc50.standardError,
  },
  { formula: 'fitFourParameter', quantity: '1 / hill', source: DNASE_SOURCE, published: '1.0415', compute: () => 1 / dnase().hill.value },
  { formula: 'fitFourParameter', quantity: 'lower, cm', source: DRC, published: '0.48141', compute: () => ryegrass().lower.value },
  { formula: 'fitFourParameter', quantity: 'upper, cm', source: DRC, published: '7.79296', compute: () => ryegrass().upper.value },
  {
    formula: 'fitFourParameter',
    quantity: 'ec50, mmol/L',
    source: DRC,
    published: '3.05795',
    allowance: DRC_STOPS,
    compute: () => ryegrass().ec50.value,
  },
  {
    formula: 'fitFourParameter',
    quantity: '-hill',
    source: DRC,
    published: '2.98222',
    allowance: DRC_STOPS,
    compute: () => -ryegrass().hill.value,
  },
  {
    formula: 'fitFourParameter',
    quantity: 'residual deviation, cm',
    source: DRC,
    published: '0.5196256',
    compute: () => ryegrass().residualDeviation,
  },
  {
    formula: 'effectiveDose',
    quantity: 'EC10, mmol/L',
    source: `${DRC}, ED`,
    published: '1.46371',
    compute: () => effectiveDose(ryegrass(), 10).value,
  },
  {
    formula: 'effectiveDose',
    quantity: 'EC90, mmol/L',
    source: `${DRC}, ED`,
    published: '6.38864',
    allowance: DRC_STOPS,
    compute: () => effectiveDose(ryegrass(), 90).value,
  },
  {
    formula: 'backCalculate',
    quantity: 'x at a signal of 15, line',
    source: `${MASSART}, example 1`,
    published: '6.1',
    compute: () => read(massart(), [15]).value,
  },
  {
    formula: 'backCalculate',
    quantity: 'its standard error',
    source: `${MASSART_IN_R}, example 1`,
    published: '1.767278',
    compute: () => read(massart(), [15]).standardError,
  },
  {
    formula: 'backCalculate',
    quantity: 'standard error of five signals of 90',
    source: `${MASSART_IN_R}, example 1`,
    published: '1.141204',
    compute: () => read(massart(), [90, 90, 90, 90, 90]).standardError,
  },
  {
    formula: 'backCalculate',
    quantity: 'x at 15, weighted line',
    source: `${MASSART_IN_R}, example 3`,
    published: '5.865367',
    compute: () => read(weighted(), [15], { weight: 1.67 }).value,
  },
  {
    formula: 'backCalculate',
    quantity: 'its standard error',
    source: `${MASSART_IN_R}, example 3`,
    published: '0.8926109',
    compute: () => read(weighted(), [15], { weight: 1.67 }).standardError,
  },
  {
    formula: 'backCalculate',
    quantity: 'standard error at 90, weighted line',
    source: `${MASSART_IN_R}, example 3`,
    published: '2.829162',
    compute: () => read(weighted(), [90], { weight: 0.145 }).standardError,
  },
  {
    formula: 'backCalculate',
    quantity: 'temperature at 104, degF',
    source: `${GRAYBILL}, p. 431`,
    published: '103.995',
    compute: () => read(thermometer(0.95), [104]).value,
  },
  {
    formula: 'backCalculate',
    quantity: 'low end by Fieller, 90 %',
    source: `${GRAYBILL}, p. 431`,
    published: '99.63',
    compute: () => ends(read(thermometer(0.9), [100])).low,
  },
  {
    formula: 'backCalculate',
    quantity: 'high end by Fieller, 90 %',
    source: `${GRAYBILL}, p. 431`,
    published: '100.59',
    compute: () => ends(read(thermometer(0.9), [100])).high,
  },
  {
    formula: 'backCalculate',
    quantity: 'low end for a mean of 400, 99 %',
    source: `${GRAYBILL}, p. 433`,
    published: '65.07',
    compute: () => ends(read(chamber(), [400], { signal: 'mean' })).low,
  },
  {
    formula: 'backCalculate',
    quantity: 'high end for a mean of 400, 99 %',
    source: `${GRAYBILL}, p. 433`,
    published: '68.03',
    compute: () => ends(read(chamber(), [400], { signal: 'mean' })).high,
  },
  {
    formula: 'backCalculate',
    quantity: 'dose of the roots at 1.88 mmol/L',
    source: `${DRC}, backfit`,
    published: '1.8744292',
    allowance: DRC_STOPS,
    compute: () => backfit([6.871429, 6.45, 5.922222]),
  },
  {
    formula: 'backCalculate',
    quantity: 'dose of the roots at 7.5 mmol/L',
    source: `${DRC}, backfit`,
    published: '7.0811832',
    allowance: DRC_STOPS,
    compute: () => backfit([1.1875, 0.8571429, 1.057143]),
  },
  {
    formula: 'recoveries',
    quantity: '% of the standard of 0.1',
    source: 'Harvey, Modern Analytical Chemistry (2000), example 5.10: (12.36 - 0.209) / 120.706 over 0.1',
    published: '100.7',
    compute: () => recoveries(sufficient(fitPolynomial(HARVEY, 'linear')))[1]?.percent ?? Number.NaN,
  },
  {
    formula: 'detectionLimits',
    quantity: 'detection, ug/mL',
    source: 'SharpCalcs, LOD and LOQ by ICH Q2: slope 1250 AU mL/ug, sigma 0.0025 AU',
    published: '6.6e-6',
    compute: () => sufficient(detectionLimits({ sigma: 0.0025, slope: 1250 })).detection,
  },
  {
    formula: 'detectionLimits',
    quantity: 'quantification, ug/mL',
    source: 'SharpCalcs, LOD and LOQ by ICH Q2: slope 1250 AU mL/ug, sigma 0.0025 AU',
    published: '2.0e-5',
    compute: () => sufficient(detectionLimits({ sigma: 0.0025, slope: 1250 })).quantification,
  },
  {
    formula: 'blankLimits',
    quantity: 'detectable signal',
    source: 'New Jersey Institute of Technology, Analytical Chemistry, homework 1, problem 13: blank 0.03, deviation 0.008',
    published: '0.054',
    compute: () => sufficient(blankLimits({ mean: 0.03, standardDeviation: 0.008 }, massart())).detectionSignal,
  },
];
