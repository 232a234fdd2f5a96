import type { VirtualDevice } from '@drivers/kit';

/** A virtual device with its way into the lab: a cable that can be pulled, and an address at which drivers find it. */
export interface SimulatedInstrument {
  readonly id: string;
  readonly driver: string;
  readonly device: Omit<VirtualDevice, 'attach'>;
  /** Transport URL that it is registered with. */
  readonly url: string;
  /** Driver settings that it is registered with. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly isPlugged: boolean;
  /** A second call does nothing. */
  plug(): void | Promise<void>;
  /** A second call does nothing. */
  unplug(): Promise<void>;
  close(): Promise<void>;
}
