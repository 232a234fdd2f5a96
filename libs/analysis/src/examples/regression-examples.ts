import { fitCurve, fitLine, fitPolynomial, fitProportional, linearity, predictAt, type Line, type PolynomialFit } from '../index';
import { CARS, HARVEY, NO_INTERCEPT, NORRIS, PONTIUS } from './data';
import { sufficient, type WorkedExample } from './worked-example';

const STRD = 'NIST Statistical Reference Datasets, linear least squares';
const LOAD_CELL = 'NIST/SEMATECH e-Handbook of Statistical Methods, 4.6.1.5, load cell calibration, straight line';
const SINGLE_PRECISION = { relative: 1e-5, because: 'the handbook computed it with fewer digits than its data have' };
const GSL = 'GNU Scientific Library, reference manual, least-squares fitting, example of gsl_fit_wlinear';
const HARVEY_5 = 'Harvey, Modern Analytical Chemistry (2000), chapter 5';
const STHDA = 'STHDA, Predict in R: model predictions and confidence intervals (R datasets, cars)';

const norris = (): Line => sufficient(fitLine(NORRIS));
const quadratic = (): PolynomialFit => sufficient(fitPolynomial(PONTIUS, 'quadratic'));
const straight = (): PolynomialFit => sufficient(fitPolynomial(PONTIUS, 'linear'));
const cars = (): PolynomialFit => sufficient(fitPolynomial(CARS, 'linear'));
const YEARS = [1970, 1980, 1990, 2000].map((x, index) => ({ x, y: [12, 11, 14, 13][index] ?? 0 }));
const weighted = (): PolynomialFit => sufficient(fitPolynomial(YEARS, 'linear', { weights: [0.1, 0.2, 0.3, 0.4] }));

export const REGRESSION_EXAMPLES: readonly WorkedExample[] = [
  { formula: 'fitLine', quantity: 'slope', source: `${STRD}, Norris`, published: '1.00211681802045', compute: () => norris().slope },
  {
    formula: 'fitLine',
    quantity: 'its standard error',
    source: `${STRD}, Norris`,
    published: '0.429796848199937e-3',
    compute: () => norris().slopeError,
  },
  {
    formula: 'fitLine',
    quantity: 'intercept',
    source: `${STRD}, Norris`,
    published: '-0.262323073774029',
    compute: () => norris().intercept,
  },
  {
    formula: 'fitPolynomial',
    quantity: 'intercept of a quadratic',
    source: `${STRD}, Pontius`,
    published: '0.673565789473684e-3',
    compute: () => quadratic().intercept.value,
  },
  {
    formula: 'fitPolynomial',
    quantity: 'slope of a quadratic',
    source: `${STRD}, Pontius`,
    published: '0.732059160401003e-6',
    compute: () => quadratic().slope.value,
  },
  {
    formula: 'fitPolynomial',
    quantity: 'curvature of a quadratic',
    source: `${STRD}, Pontius`,
    published: '-0.316081871345029e-14',
    compute: () => quadratic().curvature?.value ?? Number.NaN,
  },
  {
    formula: 'fitPolynomial',
    quantity: 'standard error of that intercept',
    source: `${STRD}, Pontius`,
    published: '0.107938612033077e-3',
    compute: () => quadratic().intercept.standardError,
  },
  {
    formula: 'fitPolynomial',
    quantity: 'standard error of that curvature',
    source: `${STRD}, Pontius`,
    published: '0.486652849992036e-16',
    compute: () => quadratic().curvature?.standardError ?? Number.NaN,
  },
  {
    formula: 'fitPolynomial',
    quantity: 'F of lack of fit',
    source: LOAD_CELL,
    published: '214.7464',
    allowance: SINGLE_PRECISION,
    compute: () => straight().lackOfFit?.f ?? Number.NaN,
  },
  {
    formula: 'fitPolynomial',
    quantity: 'residual deviation',
    source: LOAD_CELL,
    published: '0.0021712694',
    allowance: SINGLE_PRECISION,
    compute: () => straight().residualDeviation,
  },
  {
    formula: 'fitPolynomial',
    quantity: 'slope, weights 0.1 to 0.4',
    source: GSL,
    published: '0.06',
    compute: () => weighted().slope.value,
  },
  {
    formula: 'fitPolynomial',
    quantity: 'intercept, weights 0.1 to 0.4',
    source: GSL,
    published: '-106.6',
    compute: () => weighted().intercept.value,
  },
  {
    formula: 'fitPolynomial',
    quantity: 'chi-square, weights 0.1 to 0.4',
    source: GSL,
    published: '0.8',
    compute: () => weighted().residualDeviation ** 2 * weighted().degreesOfFreedom,
  },
  {
    formula: 'fitCurve',
    quantity: 'slope, model linear',
    source: `${HARVEY_5}, example 5.10`,
    published: '120.706',
    compute: () => (sufficient(fitCurve('linear', HARVEY)) as PolynomialFit).slope.value,
  },
  {
    formula: 'fitProportional',
    quantity: 'slope through the origin',
    source: `${STRD}, NoInt1`,
    published: '2.07438016528926',
    compute: () => sufficient(fitProportional(NO_INTERCEPT)).slope,
  },
  {
    formula: 'fitProportional',
    quantity: 'its standard error',
    source: `${STRD}, NoInt1`,
    published: '0.165289256198347e-1',
    compute: () => sufficient(fitProportional(NO_INTERCEPT)).standardError,
  },
  {
    formula: 'predictAt',
    quantity: 'distance at 19 mph, ft',
    source: STHDA,
    published: '57.1',
    compute: () => predictAt(cars(), 19).value,
  },
  {
    formula: 'predictAt',
    quantity: 'low end of its interval, ft',
    source: STHDA,
    published: '51.8',
    compute: () => predictAt(cars(), 19).interval.low,
  },
  {
    formula: 'predictAt',
    quantity: 'high end at 24 mph, ft',
    source: STHDA,
    published: '85.2',
    compute: () => predictAt(cars(), 24).interval.high,
  },
  {
    formula: 'linearity',
    quantity: 'largest deviation from a line',
    source: 'R, summary of lm(Deflection ~ Load) for the load cell of the NIST/SEMATECH e-Handbook, 4.6.1: smallest residual',
    published: '-0.0042751',
    compute: () => sufficient(linearity(PONTIUS)).largest.deviation,
  },
];
