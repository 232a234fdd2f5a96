/** The four parameters of a logistic curve over the logarithm of the dose; the dose of half effect as its natural logarithm. */
export interface Logistic {
  readonly lower: number;
  readonly upper: number;
  readonly logEc50: number;
  /** Above 0 rises with the dose, below 0 falls. */
  readonly hill: number;
}

/** Part of the way from lower to upper, 0 to 1; a dose of 0 is at the end where it belongs. */
export function response({ logEc50, hill }: Logistic, x: number): number {
  return 1 / (1 + Math.exp(hill * (logEc50 - Math.log(x))));
}

/** y at a dose of 0 or more. */
export function logisticAt(logistic: Logistic, x: number): number {
  return logistic.lower + (logistic.upper - logistic.lower) * response(logistic, x);
}

/** Partial derivatives of y by lower, upper, logEc50 and hill. */
export function logisticGradient(logistic: Logistic, x: number): readonly [number, number, number, number] {
  const part = response(logistic, x);
  const steep = (logistic.upper - logistic.lower) * part * (1 - part);
  const distance = logistic.logEc50 - Math.log(x);
  return [1 - part, part, -steep * logistic.hill, steep === 0 ? 0 : -steep * distance];
}

/** The same curve with lower below upper; the slope takes the sign. */
export function ordered({ lower, upper, logEc50, hill }: Logistic): Logistic {
  return lower <= upper ? { lower, upper, logEc50, hill } : { lower: upper, upper: lower, logEc50, hill: -hill };
}
