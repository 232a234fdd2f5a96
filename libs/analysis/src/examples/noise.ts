/** Lehmer's generator with the multiplier of Park, Miller, Stockmeyer (1993): numbers between 0 and 1. Its first ones are as small as the seed. */
export function uniform(seed: number): () => number {
  let state = seed;
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  for (let skipped = 0; skipped < 10; skipped += 1) next();
  return next;
}

/** Normal deviates by Box and Muller (1958). */
export function normal(seed: number): () => number {
  const next = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
}
