import {
  Interlock,
  LabError,
  interlockOf,
  statesNeeded,
  verbCall,
  type DriverManifest,
  type InterlockRefusal,
  type Surroundings,
  type VerbCall,
} from '@labwright/domain';
import type { DriverContext, PerformOptions, StateCheck } from './driver.contract';

const NOTHING_KNOWN: Surroundings = { labware: [], limits: {} };

/**
 * The interlocks at the driver's edge: every verb of every caller comes by here before anything of it is sent. Numbers first, then what the device
 * itself says; a device that gives no answer is not believed to be safe. Stops are not asked. @throws LabError DRIVER_INTERLOCK,
 * DRIVER_LIMIT_EXCEEDED; what a look at the device fails with
 */
export async function mustBeSafe(
  context: Pick<DriverContext, 'instrument' | 'url' | 'surroundings'>,
  manifest: DriverManifest,
  call: VerbCall,
  options: PerformOptions,
  check: (call: VerbCall, options: PerformOptions) => Promise<StateCheck>,
): Promise<void> {
  if (options.purpose === 'safe_state') return;
  const by = { runId: options.origin?.runId ?? null, capability: options.capability ?? null };
  const refusal = interlockOf(call, manifest, NOTHING_KNOWN, by) ?? (await asked(context, manifest, call, by));
  if (refusal) throw refused(context, call, refusal);
  for (const { interlock, state, wayOut } of statesNeeded(call, manifest)) {
    const { holds, evidence } = await check(verbCall(state), options);
    if (!holds) throw refused(context, call, { interlock, what: `${state} does not hold (${evidence}); ${wayOut}` });
  }
}

async function asked(
  { surroundings }: Pick<DriverContext, 'surroundings'>,
  manifest: DriverManifest,
  call: VerbCall,
  by: Parameters<typeof interlockOf>[3],
): Promise<InterlockRefusal | null> {
  return surroundings ? interlockOf(call, manifest, await surroundings(), by) : null;
}

function refused(
  { instrument, url }: Pick<DriverContext, 'instrument' | 'url'>,
  { verb: command }: VerbCall,
  { interlock, what, numbers }: InterlockRefusal,
): LabError {
  const place = { instrument, url, command, phase: 'accept', outcome: 'failed' } as const;
  const message = `${instrument} (${url}): ${command}: ${what}`;
  if (interlock === Interlock.outside_limits && numbers) return new LabError('DRIVER_LIMIT_EXCEEDED', message, { ...place, ...numbers });
  const retry = numbers ? 'never' : 'safe';
  return new LabError(
    'DRIVER_INTERLOCK',
    message,
    { ...place, interlock, ...(numbers ? { value: numbers.value, max: numbers.max } : {}) },
    retry,
  );
}
