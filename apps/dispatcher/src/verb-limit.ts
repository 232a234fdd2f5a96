import type { PerformOptions } from '@drivers/kit';
import { LabError, hasCode, outcomeOf, type DriverReading, type VerbCall } from '@labwright/domain';
import type { Session } from './session';

/** A verb may be late by this much, wall milliseconds, so that a driver that gives up by itself can say what it saw. */
const MARGIN_MS = 10_000;
/**
 * However fast lab time runs, a verb has this many margins of wall time from its beginning: a line that does not answer is found out by time-outs,
 * resends and barriers that wait in wall time, and what they saw is worth more than that the limit is over.
 */
const LEAST_MARGINS = 3;
const LOOK_MS = 250;

export interface VerbLimitOptions {
  readonly instrument: string;
  /** Lab milliseconds; limits of verbs are lab time. */
  readonly labNow: () => number;
  readonly marginMs?: number;
}

/**
 * Performs one verb for as long as its manifest allows, and a margin of wall time. One that does not end by then is ended as unknown, whatever its driver still
 * waits for. @throws LabError DRIVER_TIMEOUT (phase `complete`, outcome `unknown`), and whatever the driver fails with
 */
export async function performWithin(
  { driver }: Pick<Session, 'driver'>,
  call: VerbCall,
  options: PerformOptions,
  { instrument, labNow, marginMs = MARGIN_MS }: VerbLimitOptions,
): Promise<readonly DriverReading[]> {
  const limitMs = driver.manifest.verbs.find(({ verb }) => verb === call.verb)?.timeoutMs;
  if (limitMs === undefined) return driver.perform(call, options);
  const begun = labNow();
  const begunAt = performance.now();
  const abort = new AbortController();
  const leave = (): void => abort.abort(options.signal.reason);
  if (options.signal.aborted) leave();
  else options.signal.addEventListener('abort', leave, { once: true });
  let timer: NodeJS.Timeout | undefined;
  const hung = new Promise<never>((_resolve, reject) => {
    let overSince: number | null = null;
    timer = setInterval(() => {
      if (labNow() - begun < limitMs) return;
      const now = performance.now();
      overSince ??= now;
      if (now - overSince < marginMs || now - begunAt < LEAST_MARGINS * marginMs) return;
      reject(hangOf(instrument, call, limitMs));
      abort.abort('hang');
    }, LOOK_MS);
  });
  try {
    return await Promise.race([driver.perform(call, { ...options, signal: abort.signal }), hung]);
  } finally {
    clearInterval(timer);
    options.signal.removeEventListener('abort', leave);
  }
}

function hangOf(instrument: string, { verb }: VerbCall, timeoutMs: number): LabError<'DRIVER_TIMEOUT'> {
  const message = `${instrument}: ${verb} did not end within its limit of ${timeoutMs / 1000} s; nobody knows how far it got, look at the instrument`;
  const context = { instrument, command: verb, phase: 'complete', timeoutMs, outcome: 'unknown' } as const;
  return new LabError('DRIVER_TIMEOUT', message, context, 'after_reconcile');
}

/** Whether a verb took longer than its limit, and nobody knows what became of it. */
export function isHang(error: unknown): error is LabError<'DRIVER_TIMEOUT'> {
  return hasCode(error, 'DRIVER_TIMEOUT') && error.context.phase === 'complete' && outcomeOf(error) === 'unknown';
}
