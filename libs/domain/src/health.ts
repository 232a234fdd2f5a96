/**
 * What becomes of what an instrument held when it has restarted: `hold`: a person is asked; `restore`: it is established again, and the
 * interruption recorded as a deviation with its length.
 */
export const RestartPolicy = { hold: 'hold', restore: 'restore' } as const;
export type RestartPolicy = (typeof RestartPolicy)[keyof typeof RestartPolicy];

/**
 * What went wrong with an instrument itself. `line`: a conversation broke off; `hang`: a verb took longer than its limit; `identity`: another
 * device answers at its address; `stop_unconfirmed`: nobody knows whether it got to its safe state.
 */
export interface HealthTrouble {
  readonly kind: 'line' | 'hang' | 'identity' | 'stop_unconfirmed';
  /** Monotonic wall milliseconds. */
  readonly at: number;
  /** For people. */
  readonly what: string;
}

/** A line that breaks off as often as this, in this wall time, is loose or worse; one that is only unplugged breaks off once. */
export const LINE_FAILURES = { count: 8, withinMs: 5 * 60_000 } as const;

/** A first answer may be to what was cut off before the question; another device gives a second one like it. */
export const STRANGERS = { count: 2, withinMs: 60_000 } as const;

/**
 * Why an instrument is not to be trusted any more, in words for a technician; null while it is. Pure. One hang and one stop without an answer
 * are enough; a wrong device has to answer twice.
 */
export function quarantineFor(troubles: readonly HealthTrouble[], now: number): string | null {
  const grave = troubles.find(({ kind }) => kind === 'hang' || kind === 'stop_unconfirmed');
  if (grave) return grave.what;
  const strangers = troubles.filter(({ kind, at }) => kind === 'identity' && now - at <= STRANGERS.withinMs);
  if (strangers.length >= STRANGERS.count) return strangers.at(-1)?.what ?? null;
  const recent = troubles.filter(({ kind, at }) => kind === 'line' && now - at <= LINE_FAILURES.withinMs);
  const last = recent.at(-1);
  if (recent.length < LINE_FAILURES.count || !last) return null;
  return `its line broke off ${recent.length} times in ${LINE_FAILURES.withinMs / 60_000} min; look at cable and power. The last time: ${last.what}`;
}
