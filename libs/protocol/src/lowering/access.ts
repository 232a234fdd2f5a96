import { nestPlace, verbCall, type Capability, type DriverManifest, type PlaceId, type Verb, type VerbCall } from '@labwright/domain';
import type { FleetInstrument } from '../fleet';
import type { PlacedStay } from '../passes/nests';
import type { PlanOperation } from '../plan';
import { verbTitle } from '../step-title';

/** What the moves of one operator step do to one instrument. */
export interface Access {
  readonly instrument: FleetInstrument;
  /** Nests that the step's moves fill or empty. */
  readonly nests: readonly PlaceId[];
  /** Nests that are free after the step; not those to which the labware comes back in the same round. */
  readonly freed: readonly PlaceId[];
  /**
   * Whether nothing that was on the instrument before is there still, so that its heating may go off. What comes in exchange and is heated
   * first of all keeps it on: a block that was warmed for tubes stays warm.
   */
  readonly cleared: boolean;
}

/** How each instrument is touched by the moves of a step, in the order of the moves. `stays`: those that begin or end with it. */
export function accessesOf(
  step: number,
  stays: readonly PlacedStay[],
  labwareOn: (instrument: FleetInstrument) => number,
  comesBack: (stay: PlacedStay) => boolean,
  isHeatedFirst: (stay: PlacedStay) => boolean,
): readonly Access[] {
  const touched = stays
    .flatMap((stay) => [
      ...stay.from.filter((from) => from.step === step).map(({ move }) => ({ stay, move, on: true })),
      ...stay.until.filter((until) => until.step === step).map(({ move }) => ({ stay, move, on: false })),
    ])
    .sort((a, b) => a.move - b.move);
  const place = (stay: PlacedStay) => nestPlace(stay.instrument.id, stay.nest.name);
  return [...new Set(touched.map(({ stay }) => stay.instrument))].map((instrument) => {
    const own = touched.filter(({ stay }) => stay.instrument === instrument);
    const nests = [...new Set(own.map(({ stay }) => place(stay)))];
    // What the last move does to a nest is what holds; what the first does to a stay tells whether it was there before.
    const freed = nests.filter((nest) => {
      const last = own.findLast(({ stay }) => place(stay) === nest);
      return last?.on === false && !comesBack(last.stay);
    });
    const leaving = own.map(({ stay }) => stay).filter((stay) => own.find((each) => each.stay === stay)?.on === false);
    const left = new Set(leaving.filter((stay) => !comesBack(stay))).size;
    const exchanged = own.some(({ stay, on }) => on && !leaving.includes(stay) && isHeatedFirst(stay));
    return { instrument, nests, freed, cleared: left > 0 && left >= labwareOn(instrument) && !exchanged };
  });
}

/** Where a verb belongs when no capability of a manifest says that it uses it, such as the opening of a clamp. */
const HOME: Partial<Record<Verb, Capability>> = {
  ensureLatched: 'latch',
  ensureUnlatched: 'latch',
  ensureStopped: 'shaking',
  ensureTemperatureOff: 'temperature_control',
  ensureOpen: 'carrier',
  ensureClosed: 'carrier',
};

/** The capability under which a verb is performed: of those that use it, the one with the fewest verbs. */
export function capabilityFor(manifest: DriverManifest, verb: Verb): Capability {
  const uses = (each: DriverManifest['capabilities'][number]) => [...each.establish.map((step) => step.verb), ...each.end];
  const fitting = manifest.capabilities.filter((each) => uses(each).includes(verb)).toSorted((a, b) => uses(a).length - uses(b).length);
  return fitting[0]?.capability ?? HOME[verb] ?? manifest.capabilities[0]?.capability ?? 'latch';
}

/** How long a verb is expected to take on this instrument, lab milliseconds. */
export function expectedMsOf(manifest: DriverManifest, calls: readonly VerbCall[]): number {
  return calls.reduce((sum, call) => sum + (manifest.verbs.find((each) => each.verb === call.verb)?.expectedMs ?? 0), 0);
}

/** One verb of an access sequence as an operation of the plan. */
export function accessOperation(
  id: string,
  authored: string,
  instrument: FleetInstrument,
  verb: Verb,
  after: readonly string[],
  reserves: readonly PlaceId[],
): PlanOperation {
  const call = verbCall(verb);
  return {
    id,
    authored,
    inserted: true,
    after,
    title: verbTitle(call, instrument.id),
    expectedMs: expectedMsOf(instrument.manifest, [call]),
    onError: null,
    reserves,
    releases: [],
    kind: 'operation',
    capability: capabilityFor(instrument.manifest, verb),
    instrument: instrument.id,
    labware: null,
    establish: [call],
    holdMs: null,
    then: 'keep',
    end: [],
  };
}
