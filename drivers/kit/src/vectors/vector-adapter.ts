import type { Vector } from './vector.schema';

export type FieldValue = string | number | boolean | null;
export type Fields = Readonly<Record<string, FieldValue>>;

/** How one key of `decoded` is compared. */
export interface KeyRule {
  /** Name of our own field. */
  readonly field: string;
  /** The source's way of writing the value, as ours; absent: as it is. */
  readonly read?: (raw: unknown) => FieldValue;
  /** Largest difference between two numbers, for single precision values. Default 0. */
  readonly within?: number;
}

/** What the virtual device makes of bytes from a host. */
export type DeviceParse<C> =
  | { readonly accepted: true; readonly command: C; readonly fields: Fields }
  /** `error` is the line that the device answers with. */
  | { readonly accepted: false; readonly error: string };

/** What the driver makes of bytes from a device; `error` is our own code for bytes that it refuses. */
export type DriverDecode<R> = { readonly reply: R; readonly fields: Fields } | { readonly error: string };

/** Both ends of one wire, pure, as the checker drives them. */
export interface VectorAdapter<C = unknown, R = unknown> {
  /** `instrument` of its vectors. */
  readonly instrument: string;
  /** `topic` is there when the vector is an MQTT message. */
  deviceParse(bytes: Uint8Array, topic?: string): DeviceParse<C>;
  /** The bytes that the driver sends for a command, or null for one that it never issues. */
  driverEncode(command: C): Uint8Array | null;
  driverDecode(bytes: Uint8Array, topic?: string): DriverDecode<R>;
  deviceEncode(reply: R): Uint8Array;
  /** The topic that the message is written to; compared with the vector's. Only for MQTT. */
  topicOf?(message: C | R): string;
  /** Keys of `decoded` that are compared. The others are counted as not compared. */
  readonly keys: Readonly<Record<string, KeyRule>>;
  /** Id of the rule in the driver's README by which this vector is not applicable, or null. Never decided by the vector's id. */
  notApplicable(vector: Vector): string | null;
}
