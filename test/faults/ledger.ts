/* What a pass under faults leaves: what the devices counted, what the record says, and what was done to the lab. Times are wall milliseconds. */

/** One change of state that a device counted. */
export interface Action {
  readonly device: string;
  readonly action: string;
  readonly detail: number | string | null;
  readonly at: number;
}

export interface AttemptRow {
  readonly number: number;
  readonly status: string;
  readonly claimedAt: number | null;
}

export interface StepRow {
  readonly id: string;
  readonly run: string;
  readonly step: string;
  readonly instrument: string;
  readonly status: string;
  /** What the step sends to its instrument. */
  readonly verbs: readonly { readonly verb: string; readonly parameters: Readonly<Record<string, number>> }[];
  /** Wells of the plate that a read reads; 0 for other steps. */
  readonly wells: number;
  /** When the record says that its state was reached: the beginnings of its holds, or its success where it holds nothing. */
  readonly reached: readonly number[];
  /** Whether a person said that it happened. */
  readonly toldByPerson: boolean;
  readonly attempts: readonly AttemptRow[];
}

export interface CommandRow {
  readonly instrument: string;
  readonly kind: string;
  readonly label: string;
  readonly step: string | null;
  readonly attempt: number | null;
  readonly at: number;
}

/** Readings of one step by name and well, and how often that is there for the same command. */
export interface ReadingRow {
  readonly step: string;
  readonly name: string;
  readonly wells: number;
  readonly rows: number;
}

export interface RunRow {
  readonly id: string;
  readonly status: string;
  readonly questions: number;
  readonly holdReasons: readonly string[];
}

export interface EventCount {
  readonly step: string;
  readonly type: string;
  readonly n: number;
}

/** A pause in a stream that lasted longer than the stream pauses by itself, and whether something in the record tells why. */
export interface Gap {
  readonly step: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly told: boolean;
}

export interface Fault {
  readonly kind: string;
  readonly target: string;
  readonly from: number;
  readonly to: number | null;
}

/** How the lab was left. */
export interface Remains {
  readonly reservations: readonly string[];
  /** Instruments that are not idle. */
  readonly busy: readonly string[];
  /** Ownerships that neither ran out nor were renewed. */
  readonly leases: readonly string[];
  /** Attempts that are still under way. */
  readonly attempts: readonly string[];
  /** What the devices really do: set points that are on. */
  readonly devices: readonly { readonly device: string; readonly rpm: number; readonly temperature: number | null }[];
  /** Holds that say `keep`: their instruments may be warm. */
  readonly kept: readonly string[];
}

export interface Ledger {
  readonly actions: readonly Action[];
  readonly runs: readonly RunRow[];
  readonly steps: readonly StepRow[];
  readonly commands: readonly CommandRow[];
  readonly readings: readonly ReadingRow[];
  readonly gaps: readonly Gap[];
  readonly events: readonly EventCount[];
  readonly faults: readonly Fault[];
  readonly remains: Remains;
}

/** One violation of an invariant, in a sentence. */
export type Violation = string;
export type Invariant = (ledger: Ledger) => readonly Violation[];
