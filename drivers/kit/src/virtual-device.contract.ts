/** One end of a line as a virtual device sees it. */
export interface DeviceLine {
  send(bytes: Uint8Array): void;
}

/** What an instrument does to a nest and what stands there; Cel and rpm, null for nothing. */
export interface NestConditions {
  readonly temperature: number | null;
  readonly rpm: number | null;
}

/** The contents of one piece of labware, as the instrument that it stands on meets them. */
export interface LabwareOnDevice {
  /** True absorbance of a well along the light's way, AU, without the reader's noise or limits. */
  absorbance(well: string, wavelengthNm: number): number;
  /** True fluorescence of a well, RFU. */
  fluorescence(well: string, excitationNm: number, emissionNm: number): number;
  /** True luminescence of a well, RLU in one second. */
  luminescence(well: string): number;
  /** True optical density at 600 nm in 1 cm, of a vessel with one compartment. */
  opticalDensity(): number;
  /** What the instrument does to it from now on; told at each change. */
  expose(conditions: NestConditions): void;
  /** Adds (or, below 0, removes) microlitres of something, such as `media`. */
  add(what: string, microlitres: number): void;
}

/** What a virtual device is given: lab time, lab timers, and seeded randomness. */
export interface DeviceWorld {
  /** Lab time, milliseconds since the epoch. */
  labNow(): number;
  /** Calls back after `labMs` of lab time; the function returned takes it back. */
  after(labMs: number, callback: () => void): () => void;
  /** Seeded, in [0, 1). */
  random(): number;
  /** Temperature of the room, Cel. */
  ambient(): number;
  /** Lab milliseconds in one wall millisecond; absent: 1. */
  rate?(): number;
  /** Calls back after wall time; absent: after as much lab time as that is at the rate of the moment. Use it by `afterWall` and `afterLab`. */
  afterWall?(wallMs: number, callback: () => void): () => void;
  /**
   * What stands on one of the device's nests; null for nothing. Absent: every nest is empty. Ask anew for each use: labware moves, and all
   * that is measured through one answer counts as one read.
   */
  labwareAt?(nest: string): LabwareOnDevice | null;
  /**
   * What a nest is exposed to from now on, also while it is empty, so that labware which comes meets it at once; told at each change.
   * Absent: only what stands there can be told.
   */
  expose?(nest: string, conditions: NestConditions): void;
  /**
   * A change of state that the device has made, as it counts it, such as `speed_set`; `detail` says to what, or for whom. Absent: nobody keeps a
   * list. Use it by `tellAction`.
   */
  acted?(action: string, detail: number | string | null): void;
}

/** A fault switch, named after physics, such as `dropReplies`. */
export interface FaultSwitch {
  readonly name: string;
  readonly summary: string;
}

/**
 * The device's end of a wire protocol. The same one serves specs and the simulator; it speaks through the driver's own
 * `*.protocol.ts` and has no formatter of its own.
 */
export interface VirtualDevice {
  /** Connects the device to a line; returns the function that takes its bytes. */
  attach(line: DeviceLine): (bytes: Uint8Array) => void;
  readonly faultSwitches: readonly FaultSwitch[];
  /** @throws LabError INPUT_INVALID for a switch that the device does not have */
  setFault(name: string, on: boolean): void;
  /** Faults that are on. */
  faults(): readonly string[];
  /** Physical actions and commands counted since the device was made; setting a set point again to the same value counts 0. */
  counters(): Readonly<Record<string, number>>;
  /** The true physical state, for tests and reports only. */
  truth(): Readonly<Record<string, number | string | boolean | null>>;
  /** Power off and on: set points are lost. */
  powerCycle(): void;
  /** Ends its timers. */
  dispose(): void;
}

/** Options that every virtual device takes. */
export interface VirtualDeviceOptions {
  readonly serialNumber: string;
  readonly world: DeviceWorld;
}
