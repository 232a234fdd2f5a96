import type { DriverManifest, ServiceState } from '@labwright/domain';

/** One instrument as the compiler sees it. */
export interface FleetInstrument {
  readonly id: string;
  readonly manifest: DriverManifest;
  /** Only `available` ones are bound. */
  readonly service: ServiceState;
  readonly simulated: boolean;
  /** Narrower limits of this one, in canonical units, by `<capability>.<parameter>`, such as `shaking.speed`. */
  readonly limits?: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
  readonly retired?: boolean;
  /** The last day on which its calibration counts, YYYY-MM-DD; absent where nobody keeps one. */
  readonly calibrationDue?: string;
}

/** The instruments of one lab. Their order plays no part. */
export interface Fleet {
  readonly instruments: readonly FleetInstrument[];
}

/** What an instrument takes for one parameter: its manifest narrowed by its own limits, in the canonical unit. */
export function rangeOf(instrument: FleetInstrument, capability: string, parameter: string): { min: number; max: number } | undefined {
  const range = instrument.manifest.capabilities.find((each) => each.capability === capability)?.ranges[parameter];
  if (!range) return undefined;
  const limit = instrument.limits?.[`${capability}.${parameter}`];
  return { min: Math.max(range.min, limit?.min ?? range.min), max: Math.min(range.max, limit?.max ?? range.max) };
}
