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

/**
 * Closed vocabulary of verbs. `ensure...` is a state to reach, so asking twice changes nothing; `read...` measures a plate once;
 * `dispense` cannot be repeated.
 */
export const Verbs = {
  ensureTemperature: { parameters: { target: 'temperature' } },
  ensureTemperatureOff: { parameters: {} },
  ensureShaking: { parameters: { speed: 'rotational_speed' } },
  ensureStopped: { parameters: {} },
  ensureLatched: { parameters: {} },
  ensureUnlatched: { parameters: {} },
  ensureOpen: { parameters: {} },
  ensureClosed: { parameters: {} },
  ensureStirring: { parameters: { speed: 'rotational_speed' } },
  ensureStirringOff: { parameters: {} },
  ensureMonitoring: { parameters: {} },
  ensureMonitoringOff: { parameters: {} },
  ensureDosingOff: { parameters: {} },
  dispense: { parameters: { volume: 'volume' } },
  readAbsorbance: { parameters: { wavelength: 'wavelength' } },
  readFluorescence: { parameters: { excitation: 'wavelength', emission: 'wavelength' } },
  readLuminescence: { parameters: { integration: 'duration' } },
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
  carrier: { summary: 'moves the plate in and out', with: {}, holds: false, readings: {} },
  absorbance: {
    summary: 'reads absorbance per well',
    with: { wavelength: 'wavelength' },
    holds: false,
    readings: { absorbance: 'optical_density' },
  },
  fluorescence: {
    summary: 'reads fluorescence per well',
    with: { excitation: 'wavelength', emission: 'wavelength' },
    holds: false,
    readings: { fluorescence: 'fluorescence' },
  },
  luminescence: {
    summary: 'reads luminescence per well',
    with: { integration: 'duration' },
    holds: false,
    readings: { luminescence: 'luminescence' },
  },
  optical_density_monitoring: {
    summary: 'watches the optical density of a culture',
    with: {},
    holds: true,
    readings: { optical_density: 'optical_density' },
  },
  stirring: { summary: 'stirs at a speed', with: { speed: 'rotational_speed' }, holds: true, readings: { speed: 'rotational_speed' } },
  dosing: { summary: 'adds or removes a volume', with: { volume: 'volume' }, holds: false, readings: { volume_dispensed: 'volume' } },
} as const satisfies Record<string, CapabilitySpec>;
export type Capability = keyof typeof Capabilities;

/** The wells that a read looks at. */
export interface PlateSelection {
  /** Type of the labware catalogue. */
  readonly labware: string;
  readonly rows: number;
  readonly columns: number;
  /** Such as `A1`; in any order, each once. */
  readonly wells: readonly string[];
}

/** A verb with its parameters in canonical units, and the tolerance that counts as reached. */
export interface VerbCall {
  readonly verb: Verb;
  readonly parameters: Readonly<Record<string, number>>;
  readonly tolerances: Readonly<Record<string, number>>;
  /** Only for reads of a plate. */
  readonly plate?: PlateSelection;
  /** Words that choose among ways of the same verb, such as the pump of a dispense. */
  readonly options?: Readonly<Record<string, string>>;
}

/** A verb that takes no parameters. */
export function verbCall(verb: Verb, parameters: Record<string, number> = {}, tolerances: Record<string, number> = {}): VerbCall {
  return { verb, parameters, tolerances };
}
