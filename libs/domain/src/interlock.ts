import { Verbs, type Capability, type Verb, type VerbCall } from './capability';
import type { DriverManifest } from './manifest';
import { canonicalUnit } from './quantity';

/** Rules at the driver's edge, which no caller can pass. */
export const Interlock = {
  shaking_while_open: 'shaking_while_open',
  opening_while_shaking: 'opening_while_shaking',
  outside_limits: 'outside_limits',
  too_hot_for_labware: 'too_hot_for_labware',
  too_fast_for_labware: 'too_fast_for_labware',
  occupied: 'occupied',
} as const;
export type Interlock = (typeof Interlock)[keyof typeof Interlock];

/** A piece of labware on one of the instrument's nests, with what its type bears: Cel, and {rpm} of orbital shaking. */
export interface NestLabware {
  readonly nest: string;
  readonly name: string;
  readonly runId: string;
  /** Null: its type is not in the catalogue, so nothing is known of it. */
  readonly maxTemperature: number | null;
  readonly maxSpeed: number | null;
}

/** What the record knows about an instrument that its wire does not. */
export interface Surroundings {
  readonly labware: readonly NestLabware[];
  /** Registered limits by `<capability>.<parameter>`, in canonical units. */
  readonly limits: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
}

/** For whom a verb is done; nulls for a person who works by hand. */
export interface VerbCaller {
  readonly runId: string | null;
  /** Of the operation; null: the limits of every capability that has the verb count. */
  readonly capability: Capability | null;
}

/** Why a verb is refused, with the way out. The numbers are there where it is about numbers. */
export interface InterlockRefusal {
  readonly interlock: Interlock;
  readonly what: string;
  readonly numbers?: { readonly value: number; readonly min: number; readonly max: number; readonly unit: string };
}

/** A state that has to hold at the device, by its own answer, before the verb is done. */
export interface NeededState {
  readonly interlock: Interlock;
  readonly state: Verb;
  readonly wayOut: string;
}

const CLOSED: readonly Verb[] = ['ensureLatched', 'ensureClosed'];
const OPENING: readonly Verb[] = ['ensureUnlatched', 'ensureOpen'];
/** What moves labware, or the carrier that it stands on. */
const MOVING: readonly Verb[] = [...OPENING, ...CLOSED];
const NO_LIMIT = { min: -Infinity, max: Infinity };

/**
 * What must hold at the device: nothing shakes while clamp or carrier are open, and nothing opens while it shakes. Only states that the family
 * has, and that the verb does not bring about by itself. A state that cannot be read counts as one that does not hold. Pure.
 */
export function statesNeeded({ verb }: VerbCall, manifest: DriverManifest): readonly NeededState[] {
  const known = (state: Verb): boolean => manifest.verbs.some((each) => each.verb === state);
  const own = manifest.verbs.find((each) => each.verb === verb)?.bringsAbout ?? [];
  const needed = (state: Verb, interlock: Interlock, wayOut: string): readonly NeededState[] =>
    known(state) && !own.includes(state) ? [{ interlock, state, wayOut }] : [];
  if (verb === 'ensureShaking') {
    const wayOut = 'close it first';
    return CLOSED.flatMap((state) => needed(state, Interlock.shaking_while_open, wayOut));
  }
  return OPENING.includes(verb) ? needed('ensureStopped', Interlock.opening_while_shaking, 'stop the shaker first') : [];
}

/** What can be refused without asking the device: numbers, and a nest that another run's labware stands on. Pure; null: nothing. */
export function interlockOf(
  call: VerbCall,
  manifest: DriverManifest,
  { labware, limits }: Surroundings,
  by: VerbCaller,
): InterlockRefusal | null {
  return outsideLimits(call, manifest, limits, by) ?? tooMuchForLabware(call, labware) ?? occupied(call, manifest, labware, by);
}

function outsideLimits(
  { verb, parameters }: VerbCall,
  manifest: DriverManifest,
  limits: Surroundings['limits'],
  { capability }: VerbCaller,
): InterlockRefusal | null {
  for (const [name, kind] of Object.entries(Verbs[verb].parameters)) {
    const value = parameters[name] ?? (verb.startsWith('ensure') ? NaN : undefined);
    if (value === undefined) continue;
    const ranges = manifest.capabilities.flatMap((each) => {
      const field = each.establish.find((it) => it.verb === verb)?.from[name];
      const range = field === undefined ? undefined : each.ranges[field];
      if (!range || (capability !== null && each.capability !== capability)) return [];
      return [range, limits[`${each.capability}.${field}`] ?? NO_LIMIT];
    });
    const min = Math.max(...ranges.map((range) => range.min));
    const max = Math.min(...ranges.map((range) => range.max));
    if (ranges.length === 0 || (value >= min && value <= max)) continue;
    const unit = canonicalUnit(kind);
    const what = `${name} ${value} ${unit} is outside ${min} to ${max} ${unit}; correct the protocol, or the limits of the instrument`;
    return { interlock: Interlock.outside_limits, what, numbers: { value, min, max, unit } };
  }
  return null;
}

function tooMuchForLabware({ verb, parameters }: VerbCall, labware: readonly NestLabware[]): InterlockRefusal | null {
  const heat = verb === 'ensureTemperature' ? parameters['target'] : undefined;
  const speed = verb === 'ensureShaking' ? parameters['speed'] : undefined;
  for (const { name, nest, maxTemperature, maxSpeed } of labware) {
    const where = `${name} on ${nest}`;
    if (heat !== undefined && !(heat <= (maxTemperature ?? -Infinity))) {
      const what = `${heat} Cel is above the ${maxTemperature ?? 'unknown temperature'} Cel that ${where} bears; take it off, or heat less`;
      return {
        interlock: Interlock.too_hot_for_labware,
        what,
        numbers: { value: heat, min: -Infinity, max: maxTemperature ?? -Infinity, unit: 'Cel' },
      };
    }
    if (speed !== undefined && !(speed <= (maxSpeed ?? -Infinity))) {
      const what = `${speed} {rpm} is above the ${maxSpeed ?? 'unknown speed'} {rpm} that ${where} bears; take it off, or shake slower`;
      return {
        interlock: Interlock.too_fast_for_labware,
        what,
        numbers: { value: speed, min: 0, max: maxSpeed ?? -Infinity, unit: '{rpm}' },
      };
    }
  }
  return null;
}

/** On an instrument with one nest, whatever moves is about that nest. */
function occupied(
  { verb }: VerbCall,
  manifest: DriverManifest,
  labware: readonly NestLabware[],
  { runId }: VerbCaller,
): InterlockRefusal | null {
  if (runId === null || !MOVING.includes(verb) || manifest.nests.length !== 1) return null;
  const other = labware.find((it) => it.runId !== runId);
  if (!other) return null;
  const what = `${other.name} of run ${other.runId} stands on ${other.nest}; take it off and say so (labwright labware moved), then go on`;
  return { interlock: Interlock.occupied, what };
}
