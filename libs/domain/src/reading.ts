/** How far a value may be trusted. Only `ok` values take part in conditions. */
export const ReadingQuality = { ok: 'ok', overflow: 'overflow', missing: 'missing', masked: 'masked', suspect: 'suspect' } as const;
export type ReadingQuality = (typeof ReadingQuality)[keyof typeof ReadingQuality];

/** A value as a driver gives it: in the canonical unit of its kind, with the bytes that it came from. */
export interface DriverReading {
  readonly name: string;
  /** Null when the device gave no number; the quality says why. */
  readonly value: number | null;
  readonly unit: string;
  readonly quality: ReadingQuality;
  /** The set point that was in force at the device, if it has one for this reading. */
  readonly target?: number | null;
  readonly raw: Uint8Array;
  /** Well of a plate reading, such as `A1`. */
  readonly well?: string;
  /** Of an absorbance, nm. */
  readonly wavelength?: number;
  /** Lab milliseconds since it was measured, 0 or more, where the device tells when that was; absent for just now. */
  readonly lateMs?: number;
  /** Command that asked for it. */
  readonly commandId: string;
}
