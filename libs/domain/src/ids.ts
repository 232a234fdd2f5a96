declare const brand: unique symbol;
/** A string that names one kind of thing, so that a run id cannot be passed where a step id is wanted. */
type Id<Name extends string> = string & { readonly [brand]: Name };

/** UUID of a run. */
export type RunId = Id<'run'>;
/** UUID of a step instance: one step at one place of one run. */
export type StepInstanceId = Id<'step-instance'>;
/** UUID of one command on the wire; it is also the key of its journal row. */
export type CommandId = Id<'command'>;
/** Short name that people give to an instrument, such as `heater-shaker`: lower case, digits and dashes. */
export type InstrumentId = Id<'instrument'>;
/** A place that holds labware: `<instrument>.<nest>`, `bench` or `waste`. */
export type PlaceId = Id<'place'>;
/** UUID of one piece of labware in one run. */
export type LabwareId = Id<'labware'>;
/** UUID of an operator task. */
export type TaskId = Id<'task'>;
/** UUID of a person or service that may act. */
export type PrincipalId = Id<'principal'>;
/** SHA-256 of the canonical JSON of a protocol, 64 lower-case hexadecimal digits. */
export type ProtocolHash = Id<'protocol-hash'>;
/** Name of a bench agent, the process that owns the instruments plugged into its machine. */
export type AgentName = Id<'agent'>;

/** Gives a checked string its kind. The caller vouches for the check; this is the only way to make one. */
export function asId<T extends Id<string>>(value: string): T {
  return value as T;
}

/** The nest of an instrument as a place id. */
export function nestPlace(instrument: string, nest: string): PlaceId {
  return `${instrument}.${nest}` as PlaceId;
}
