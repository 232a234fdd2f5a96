/** Above this mean the draw is normal, which is then near enough. */
const LARGE = 500;

/** A draw of a normal distribution, mean 0, standard deviation 1. Source: Box, Muller, Ann Math Stat 29 (1958) 610. */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A count of what comes singly and independently, `mean` 0 or more. Source: Knuth, The Art of Computer Programming 2, section 3.4.1. */
export function poisson(mean: number, random: () => number): number {
  if (!(mean > 0)) return 0;
  if (mean > LARGE) return Math.max(Math.round(mean + Math.sqrt(mean) * normal(random)), 0);
  let waited = 0;
  let count = -1;
  // At 500 a count above 5,000 does not happen.
  while (waited < mean && count < 5_000) {
    waited -= Math.log(1 - random());
    count += 1;
  }
  return count;
}
