import { capabilityOf, verbCall, type DriverManifest, type PlaceId, type VerbCall } from '@labwright/domain';
import type { FleetInstrument } from '../fleet';
import type { PlacedStay } from '../passes/nests';
import type { PlanOperation, PlanSetting } from '../plan';
import { accessOperation, capabilityFor, expectedMsOf } from './access';
import type { Lowering } from './base';
import { establishOf } from './operation';

/** Whether labware of other runs may be there too: a chamber or a drive then serves all of it at once. */
export function isShared({ manifest }: FleetInstrument): boolean {
  return manifest.nests.length > 1;
}

/**
 * What a run will set on the shared instruments where stays of its labware begin with this step, each value once. Undefined where none
 * begins; empty where the labware only stands there.
 */
export function settingsFrom(lowering: Lowering, step: number, stays: readonly PlacedStay[]): readonly PlanSetting[] | undefined {
  const beginning = stays.filter((stay) => isShared(stay.instrument) && stay.from.some((from) => from.step === step));
  if (beginning.length === 0) return undefined;
  const settings = beginning.flatMap((stay) =>
    stay.operations.flatMap((operation) =>
      callsOf(lowering, operation, stay).flatMap(({ verb, parameters }) =>
        // What is read or dispensed is of one labware; only states hold for everything on the instrument.
        verb.startsWith('ensure')
          ? Object.entries(parameters).map(([parameter, value]): PlanSetting => ({
              instrument: stay.instrument.id,
              verb,
              parameter,
              value,
            }))
          : [],
      ),
    ),
  );
  return [...new Map(settings.map((setting) => [JSON.stringify(setting), setting])).values()];
}

function callsOf(lowering: Lowering, operation: number, { instrument }: PlacedStay): readonly VerbCall[] {
  const node = lowering.compilation.tree.node(operation);
  const { step } = node;
  return step.kind === 'operation' ? establishOf(lowering, step, node, capabilityOf(instrument.manifest, step.capability), []) : [];
}

/** What has to run again after an access: stopping a drive is the end of the capability that turned it, whose own verbs start it again. */
export function interruptedBy(manifest: DriverManifest): readonly VerbCall[] {
  return manifest.access.before.flatMap((verb) => {
    const capability = capabilityOf(manifest, capabilityFor(manifest, verb));
    return capability?.end.includes(verb) ? capability.establish.map((step) => verbCall(step.verb)) : [];
  });
}

/**
 * The end of an access that stopped what is held on a shared instrument. It names no verbs: what has to run again depends on who else is
 * there then, which only the run knows.
 */
export function resumption(
  id: string,
  authored: string,
  instrument: FleetInstrument,
  after: readonly string[],
  reserves: readonly PlaceId[],
): PlanOperation {
  const { manifest } = instrument;
  const [first] = manifest.access.before;
  const interrupted = interruptedBy(manifest);
  const blank = accessOperation(id, authored, instrument, first ?? 'ensureStopped', after, reserves);
  return {
    ...blank,
    title: `start again on ${instrument.id} what is held there`,
    expectedMs: expectedMsOf(manifest, interrupted),
    establish: [],
    resumes: true,
  };
}
