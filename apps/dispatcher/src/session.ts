import type { InstrumentDriver, InstrumentIdentity } from '@drivers/kit';
import type { WireJournal } from './wire-journal';

/** A conversation with a connected instrument, under one epoch. */
export interface Session {
  readonly driver: InstrumentDriver;
  readonly journal: WireJournal;
  readonly identity: InstrumentIdentity;
  readonly epoch: number;
}
