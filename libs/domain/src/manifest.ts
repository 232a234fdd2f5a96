import type { Capability, Verb } from './capability';

/** Bounds of one parameter in the canonical unit of its kind; `step` is the finest setting the device takes. */
export interface ParameterRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** What counts as reached when the protocol states no tolerance. */
  readonly tolerance: number;
}

/** How a capability's operation is lowered: the verbs that establish it, in order, and those that end it. */
export interface CapabilityManifest {
  readonly capability: Capability;
  readonly ranges: Readonly<Record<string, ParameterRange>>;
  /** Each verb takes its parameters from the operation's `with`: verb parameter name -> name in `with`. */
  readonly establish: readonly { readonly verb: Verb; readonly from: Readonly<Record<string, string>> }[];
  readonly end: readonly Verb[];
  /** Ways of the same verbs to choose among: option name -> the words that it takes, of which the first is the default. */
  readonly options?: Readonly<Record<string, readonly string[]>>;
}

/** One place for labware on the instrument. `formats` are labware formats of the catalogue. */
export interface NestManifest {
  readonly name: string;
  readonly formats: readonly string[];
  readonly maxHeightMm: number;
}

/** How a value nears its set point: first order. Times in milliseconds of the instrument, values in the canonical unit. */
export interface Nearing {
  /** Parameter of the verb that is neared, such as `target`. */
  readonly parameter: string;
  /** Time constant upwards. `rise` is how far above the room full power would bring it; absent: power falls off with the distance left. */
  readonly up: { readonly timeConstantMs: number; readonly rise?: number };
  /** Time constant downwards: toward the room as far as it is let, or (`to: 'target'`) slower and slower toward the set point. */
  readonly down: { readonly timeConstantMs: number; readonly to: 'room' | 'target' };
}

/** What one verb is on this instrument. Times in milliseconds of the instrument, that is lab time. */
export interface VerbManifest {
  readonly verb: Verb;
  /** `state`: safe to ask again; `read`: changes nothing but takes time and light; `action`: never repeated blindly. */
  readonly repeat: 'state' | 'read' | 'action';
  readonly expectedMs: number;
  readonly timeoutMs: number;
  /** Of a state that is neared slowly: how long that takes from where the instrument is. Absent: `expectedMs`, from wherever it comes. */
  readonly nears?: Nearing;
  /** States that the verb brings about by itself before it moves anything, on the same line; interlocks do not ask for them. */
  readonly bringsAbout?: readonly Verb[];
}

/**
 * Everything that the compiler, the dispatcher and the console need to know of an instrument family; data only.
 * The dispatcher writes it into the `drivers` table, where api and compiler read it.
 */
export interface DriverManifest {
  readonly driver: string;
  readonly version: string;
  readonly vendor: string;
  readonly model: string;
  readonly verifiedOnHardware: boolean;
  readonly transports: readonly ('serial' | 'tcp' | 'mqtt')[];
  readonly capabilities: readonly CapabilityManifest[];
  readonly verbs: readonly VerbManifest[];
  readonly nests: readonly NestManifest[];
  /** Around every move of labware onto or off a nest: made accessible before, closed after, and what ends once it has left. */
  readonly access: { readonly before: readonly Verb[]; readonly after: readonly Verb[]; readonly afterRemoval: readonly Verb[] };
  /** Where the instrument is driven on cancel; `stopMs` bounds how long that may take. */
  readonly safeState: { readonly verbs: readonly Verb[]; readonly stopMs: number };
  /** Telemetry interval of a working and of an idle instrument, lab milliseconds. */
  readonly pollMs: { readonly active: number; readonly idle: number };
  /** JSON Schema of the instrument's `settings`. */
  readonly settingsSchema: Readonly<Record<string, unknown>>;
}

/** The manifest's entry for a capability, or undefined when the family lacks it. */
export function capabilityOf(manifest: DriverManifest, capability: Capability): CapabilityManifest | undefined {
  return manifest.capabilities.find((c) => c.capability === capability);
}
