/** Waits until a condition gives something other than undefined, null or false; looks every 20 ms. @throws after `withinMs`, naming what */
export async function eventually<T>(what: string, withinMs: number, condition: () => T | Promise<T>): Promise<NonNullable<T>> {
  const until = Date.now() + withinMs;
  for (;;) {
    const got = await condition();
    if (got !== undefined && got !== null && got !== false) return got;
    if (Date.now() > until) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
