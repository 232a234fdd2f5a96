import type { FaultSwitch } from '@drivers/kit';
import type { PhysicalConstants } from './physics/constants';
import type { Measurement } from './physics/measurement-log';
import type { LabwareTruth } from './physics/physical-lab';

/** What the control port shows of one simulated instrument. */
export interface DeviceView {
  readonly id: string;
  readonly driver: string;
  readonly url: string;
  readonly plugged: boolean;
  readonly switches: readonly FaultSwitch[];
  /** Switches that are on. */
  readonly faults: readonly string[];
  readonly counters: Readonly<Record<string, number>>;
  readonly truth: Readonly<Record<string, number | string | boolean | null>>;
}

/** What the control port shows of one piece of labware: its id, and what is true of it. */
export interface LabwareView extends LabwareTruth {
  readonly id: string;
}

/** What the control port shows of the simulated model. */
export interface ModelView {
  readonly url: string;
  readonly switches: readonly FaultSwitch[];
  /** Switches that are on, and for how many calls more; null is until cleared. */
  readonly faults: Readonly<Record<string, number | null>>;
  /** Requests since the start. */
  readonly requests: number;
}

/** Body of every refusal. */
export interface Refusal {
  readonly message: string;
  /** What exists instead. */
  readonly allowed?: readonly string[];
}

/** One answer of the control port. */
export interface ControlAnswer {
  readonly status: 200 | 400 | 401 | 404 | 405 | 413 | 500;
  readonly body:
    | DeviceView
    | readonly DeviceView[]
    | DeviceView['counters']
    | DeviceView['truth']
    | readonly LabwareView[]
    | readonly Measurement[]
    | PhysicalConstants
    | ModelView
    | Refusal;
}
