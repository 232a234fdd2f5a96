import { isDeepStrictEqual } from 'node:util';
import { LabError, type RestartPolicy } from '@labwright/domain';
import { DriverEntity, InstrumentEntity, pgCode, recordEvents, type InstrumentLimits, type Tx } from '@labwright/persistence';
import { canonicalHash } from '@labwright/protocol';
import { driverFaults, mustBeFaultless } from './instrument-faults';
import { firstLinkReason, lockInstrument, mustBeFree } from './instruments';

/** Fields of a registration that can be changed; each as a whole. Driver and simulated say what the instrument is, and stay. */
export interface InstrumentChange {
  readonly url?: string;
  readonly agent?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly limits?: InstrumentLimits;
  readonly location?: string;
  readonly onRestart?: RestartPolicy;
  /** Last day on which its calibration counts, YYYY-MM-DD; null for none. */
  readonly calibrationDue?: string | null;
}

export interface FieldChange {
  readonly field: keyof InstrumentChange;
  readonly from: unknown;
  readonly to: unknown;
}

const FIELDS = [
  'url',
  'agent',
  'settings',
  'limits',
  'location',
  'onRestart',
  'calibrationDue',
] as const satisfies readonly (keyof InstrumentChange)[];
/** A run that has the instrument relies on these: its plan was made within the limits, and its commands go to that address. */
const MATTERS_TO_RUNS: ReadonlySet<string> = new Set(['url', 'agent', 'settings', 'limits']);
/** After a change of these its bench agent has to connect anew. */
const RECONNECTS: ReadonlySet<string> = new Set(['url', 'agent', 'settings']);
/** After a change of these another device may answer: which one it was before counts no more. */
const REPLACES: ReadonlySet<string> = new Set(['url', 'settings']);

type Registered = Pick<InstrumentEntity, 'driver' | 'simulated' | (typeof FIELDS)[number]>;

/** Names one version of what is registered of an instrument; state that changes by itself plays no part. */
export function instrumentTag({
  driver,
  simulated,
  url,
  agent,
  settings,
  limits,
  location,
  onRestart,
  calibrationDue,
}: Registered): string {
  return canonicalHash({ driver, simulated, url, agent, settings, limits, location, onRestart, calibrationDue }).slice(0, 32);
}

/** What a change would change. */
export function changedFields(instrument: Registered, change: InstrumentChange): readonly FieldChange[] {
  return FIELDS.flatMap((field) => {
    const to = change[field];
    return to === undefined || isDeepStrictEqual(instrument[field], to) ? [] : [{ field, from: instrument[field], to }];
  });
}

/** Whether runs that have the instrument rely on one of these fields as it is. */
export function mattersToRuns(changes: readonly FieldChange[]): boolean {
  return changes.some(({ field }) => MATTERS_TO_RUNS.has(field));
}

/**
 * Changes what is registered of an instrument. `expected` are the tags of the versions that the caller has seen; null for any. Gives null when
 * another version is there, and then nothing has changed.
 * @throws LabError NOT_FOUND, INPUT_INVALID, CONFLICT (retired, address taken, or a run has it and the change matters to it)
 */
export async function changeInstrument(
  tx: Tx,
  id: string,
  change: InstrumentChange,
  actor: string,
  expected: readonly string[] | null = null,
): Promise<readonly FieldChange[] | null> {
  const instrument = await lockInstrument(tx, id);
  if (expected !== null && !expected.includes(instrumentTag(instrument))) return null;
  if (instrument.service === 'retired') {
    const reason = 'it is retired; register another one';
    throw new LabError('CONFLICT', `${id}: ${reason}`, { kind: 'instrument', id, reason });
  }
  const drivers = await tx.repository(DriverEntity).find();
  mustBeFaultless(
    driverFaults({ driver: instrument.driver, url: change.url ?? instrument.url, limits: change.limits ?? instrument.limits }, drivers),
  );
  const changes = changedFields(instrument, change);
  if (changes.length === 0) return changes;
  if (mattersToRuns(changes)) await mustBeFree(tx, id);
  await storeChange(tx, instrument, changes);
  const data = { changes: Object.fromEntries(changes.map(({ field, from, to }) => [field, { from, to }])) };
  await recordEvents(tx, [{ type: 'instrument.changed', actor, instrumentId: id, data }]);
  return changes;
}

async function storeChange(tx: Tx, { id, agent }: InstrumentEntity, changes: readonly FieldChange[]): Promise<void> {
  const values = Object.fromEntries(changes.map(({ field, to }) => [field, to])) as InstrumentChange;
  const again = changes.some(({ field }) => RECONNECTS.has(field));
  const link = again ? { link: 'offline' as const, linkReason: await firstLinkReason(tx, values.agent ?? agent) } : {};
  const forgotten = changes.some(({ field }) => REPLACES.has(field)) ? { identity: null } : {};
  try {
    await tx.repository(InstrumentEntity).update({ id }, { ...values, ...link, ...forgotten } as object);
  } catch (error) {
    if (pgCode(error) !== '23505') throw error;
    const reason = `an instrument with the address ${values.url} is registered already`;
    throw new LabError('CONFLICT', reason, { kind: 'instrument', id, reason }, 'never', { cause: error });
  }
}
