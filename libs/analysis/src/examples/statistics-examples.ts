import {
  deviationInterval,
  edgeEffect,
  grubbsTest,
  meanDifference,
  medianPolish,
  modifiedZScores,
  poissonInterval,
  studentT,
  summarize,
  type EdgeEffect,
  type GrubbsTest,
  type MeanDifference,
  type MedianPolish,
  type ModifiedScore,
} from '../index';
import { PARACHUTES, SLEEP_1, SLEEP_2, URANIUM } from './data';
import { sufficient, type WorkedExample } from './worked-example';

const EHANDBOOK = 'NIST/SEMATECH e-Handbook of Statistical Methods';
const GRUBBS = `${EHANDBOOK}, 1.3.5.17.1 (Tietjen and Moore, Technometrics 14 (1972) 583)`;
const CUT = { relative: 3e-5, because: 'the handbook cuts digits off, 2.46876' };
const POLISH = 'R, example of medpolish: deaths from sport parachuting, ABC of EDA, p. 224';
const GARWOOD = 'GraphPad QuickCalcs, confidence interval of a count of 25 (Garwood 1936)';
const CARS = `${EHANDBOOK}, 1.3.5.3, and Boost.Math, comparing the means of two samples: AUTO83B, unequal variances`;
const SLEEP = 'R, t.test of the sleep data (Student, Biometrika 6 (1908) 1), Welch two-sample test';
const GEAR = 'Boost.Math, confidence intervals on the standard deviation: gear data of the NIST/SEMATECH e-Handbook, 1.3.5.8';

const uranium = (): GrubbsTest => sufficient(grubbsTest(URANIUM));
const polished = (): MedianPolish => sufficient(medianPolish(PARACHUTES));
const mileage = (): MeanDifference =>
  sufficient(
    meanDifference({ count: 249, mean: 20.14458, standardDeviation: 6.4147 }, { count: 79, mean: 30.48101, standardDeviation: 6.10771 }),
  );
const scores = (): readonly ModifiedScore[] => {
  const found = modifiedZScores([10, 12, 12, 13, 12, 11, 14, 300]);
  if ('kind' in found) throw new Error(found.why);
  return found;
};
/** Two groups of ten as the wells at the top edge and those below them of an otherwise empty plate of three rows. */
const sleep = (): EdgeEffect =>
  sufficient(edgeEffect([[null, ...SLEEP_1, null], [null, ...SLEEP_2, null], Array.from({ length: 12 }, () => null)]));

export const STATISTICS_EXAMPLES: readonly WorkedExample[] = [
  {
    formula: 'summarize',
    quantity: 'mean',
    source: 'NIST Statistical Reference Datasets, univariate, NumAcc1',
    published: '10000002',
    compute: () => sufficient(summarize([10_000_001, 10_000_003, 10_000_002])).mean,
  },
  {
    formula: 'summarize',
    quantity: 'standard deviation',
    source: 'NIST Statistical Reference Datasets, univariate, NumAcc1',
    published: '1',
    compute: () => sufficient(summarize([10_000_001, 10_000_003, 10_000_002])).standardDeviation ?? Number.NaN,
  },
  {
    formula: 'studentT',
    quantity: '95 %, 5 degrees of freedom',
    source: `${EHANDBOOK}, 1.3.6.7.2`,
    published: '2.571',
    compute: () => studentT(0.95, 5),
  },
  {
    formula: 'studentT',
    quantity: '99 %, 30 degrees of freedom',
    source: `${EHANDBOOK}, 1.3.6.7.2`,
    published: '2.750',
    compute: () => studentT(0.99, 30),
  },
  { formula: 'poissonInterval', quantity: 'low end, 95 %', source: GARWOOD, published: '16.18', compute: () => poissonInterval(25).low },
  { formula: 'poissonInterval', quantity: 'high end, 95 %', source: GARWOOD, published: '36.90', compute: () => poissonInterval(25).high },
  {
    formula: 'poissonInterval',
    quantity: 'low end, 90 %',
    source: GARWOOD,
    published: '17.38',
    compute: () => poissonInterval(25, 0.9).low,
  },
  {
    formula: 'poissonInterval',
    quantity: 'high end, 90 %',
    source: GARWOOD,
    published: '34.92',
    compute: () => poissonInterval(25, 0.9).high,
  },
  { formula: 'grubbsTest', quantity: 'G', source: GRUBBS, published: '2.4687', allowance: CUT, compute: () => uranium().statistic },
  {
    formula: 'grubbsTest',
    quantity: 'critical value, one-sided 0.05, n = 8',
    source: GRUBBS,
    published: '2.032',
    compute: () => sufficient(grubbsTest(URANIUM, 0.1)).critical,
  },
  {
    formula: 'grubbsTest',
    quantity: 'critical value, two-sided 0.05, n = 10',
    source: "LibreTexts, Analytical Chemistry, appendix 7: critical values for Grubbs' test",
    published: '2.290',
    compute: () => sufficient(grubbsTest(SLEEP_1)).critical,
  },
  {
    formula: 'modifiedZScores',
    quantity: 'score of 300',
    source: 'CodingAce, modified Z score: 10, 12, 12, 13, 12, 11, 14, 300 (Iglewicz and Hoaglin 1993)',
    published: '194.2560',
    compute: () => scores()[7]?.score ?? Number.NaN,
  },
  {
    formula: 'modifiedZScores',
    quantity: 'score of 10',
    source: 'CodingAce, modified Z score: 10, 12, 12, 13, 12, 11, 14, 300 (Iglewicz and Hoaglin 1993)',
    published: '-1.3490',
    compute: () => scores()[0]?.score ?? Number.NaN,
  },
  { formula: 'medianPolish', quantity: 'overall', source: POLISH, published: '8', compute: () => polished().overall },
  {
    formula: 'medianPolish',
    quantity: 'effect of the first row',
    source: POLISH,
    published: '6',
    compute: () => polished().rows[0] ?? Number.NaN,
  },
  {
    formula: 'medianPolish',
    quantity: 'effect of the last row',
    source: POLISH,
    published: '-8',
    compute: () => polished().rows[4] ?? Number.NaN,
  },
  {
    formula: 'medianPolish',
    quantity: 'effect of the middle column',
    source: POLISH,
    published: '-1',
    compute: () => polished().columns[1] ?? Number.NaN,
  },
  {
    formula: 'medianPolish',
    quantity: 'residual of row 3, column 2',
    source: POLISH,
    published: '-5',
    compute: () => polished().residuals[2]?.[1] ?? Number.NaN,
  },
  { formula: 'meanDifference', quantity: 't', source: CARS, published: '-12.94627', compute: () => mileage().t },
  {
    formula: 'meanDifference',
    quantity: 'degrees of freedom',
    source: CARS,
    published: '136.87499',
    compute: () => mileage().degreesOfFreedom,
  },
  { formula: 'edgeEffect', quantity: 't of two groups', source: SLEEP, published: '-1.8608', compute: () => sleep().t },
  { formula: 'edgeEffect', quantity: 'degrees of freedom', source: SLEEP, published: '17.776', compute: () => sleep().degreesOfFreedom },
  {
    formula: 'deviationInterval',
    quantity: 'low end, 95 %',
    source: GEAR,
    published: '0.00551',
    compute: () => deviationInterval(0.006278908, 100).low,
  },
  {
    formula: 'deviationInterval',
    quantity: 'high end, 95 %',
    source: GEAR,
    published: '0.00729',
    compute: () => deviationInterval(0.006278908, 100).high,
  },
];
