import type { QuantityKind } from './quantity';

/** One verb: a state to reach, or a read. Parameters by name with their kind. */
export interface VerbSpec {
  readonly parameters: Readonly<Record<string, QuantityKind>>;
}

/** What a capability takes in `with`, whether it may last (`duration`), and which readings it gives. */
export interface CapabilitySpec {
  readonly summary: string;
  readonly with: Readonly<Record<string, QuantityKind>>;
  readonly holds: boolean;
  readonly readings: Readonly<Record<string, QuantityKind>>;
}

/** Closed vocabulary of verbs; each is a state to reach, so asking twice changes nothing. */
export const Verbs = {
  ensureTemperature: { parameters: { target: 'temperature' } },
  ensureTemperatureOff: { parameters: {} },
  ensureShaking: { parameters: { speed: 'rotational_speed' } },
  ensureStopped: { parameters: {} },
  ensureLatched: { parameters: {} },
  ensureUnlatched: { parameters: {} },
} as const satisfies Record<string, VerbSpec>;
export type Verb = keyof typeof Verbs;

/** Closed vocabulary of capabilities. An instrument's manifest says which of them it has and in which ranges. */
export const Capabilities = {
  temperature_control: {
    summary: 'holds a temperature',
    with: { temperature: 'temperature' },
    holds: true,
    readings: { temperature: 'temperature' },
  },
  shaking: { summary: 'shakes at a speed', with: { speed: 'rotational_speed' }, holds: true, readings: { speed: 'rotational_speed' } },
  shaking_incubation: {
    summary: 'holds a temperature while shaking',
    with: { temperature: 'temperature', speed: 'rotational_speed' },
    holds: true,
    readings: { temperature: 'temperature', speed: 'rotational_speed' },
  },
  latch: { summary: 'clamps the plate', with: {}, holds: false, readings: {} },
} as const satisfies Record<string, CapabilitySpec>;
export type Capability = keyof typeof Capabilities;

/** A verb with its parameters in canonical units, and the tolerance that counts as reached. */
export interface VerbCall {
  readonly verb: Verb;
  readonly parameters: Readonly<Record<string, number>>;
  readonly tolerances: Readonly<Record<string, number>>;
}

/** A verb that takes no parameters. */
export function verbCall(verb: Verb, parameters: Record<string, number> = {}, tolerances: Record<string, number> = {}): VerbCall {
  return { verb, parameters, tolerances };
}
