import type { VirtualDevice, VirtualDeviceOptions } from '@drivers/kit';
import { SynergyH1Device } from '@drivers/agilent-synergy-h1';
import { Innova44Device } from '@drivers/eppendorf-innova-44';
import { HeaterShakerDevice } from '@drivers/opentrons-heater-shaker';

/** One simulated instrument as it is bought: what it is, not how it is plugged in. */
export interface FleetEntry {
  /** Instrument id, also the name of its serial port. */
  readonly id: string;
  /** Folder of its driver. */
  readonly driver: string;
  readonly serialNumber: string;
  /** Driver settings that it is registered with. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Plugged in and registered by nobody: for whoever wants to register one. Default false. */
  readonly spare?: boolean;
  make(options: VirtualDeviceOptions): VirtualDevice;
}

/** One simulated bioreactor; it lives on the broker and its settings are known once it has started. */
export interface BioreactorEntry {
  readonly id: string;
  readonly driver: string;
  readonly serialNumber: string;
  /** The experiment that it is assigned to. */
  readonly experiment: string;
}

/** The bioreactors of the embedded lab. */
export const EMBEDDED_BIOREACTORS: readonly BioreactorEntry[] = [
  { id: 'bioreactor', driver: 'pioreactor', serialNumber: 'SIM-PIO-0001', experiment: 'exp1' },
];

/** The instruments of the embedded lab that hang on a serial line, the spare ones last. */
export const EMBEDDED_FLEET: readonly FleetEntry[] = [
  {
    id: 'heater-shaker',
    driver: 'opentrons-heater-shaker',
    serialNumber: 'SIM-HS-0001',
    settings: { serialNumber: 'SIM-HS-0001' },
    make: (options) => new HeaterShakerDevice(options),
  },
  {
    id: 'incubator',
    driver: 'eppendorf-innova-44',
    serialNumber: 'SIM-IN-0001',
    settings: {},
    make: (options) => new Innova44Device(options),
  },
  {
    id: 'reader',
    driver: 'agilent-synergy-h1',
    serialNumber: 'SIM-SY-0001',
    settings: { serialNumber: 'SIM-SY-0001' },
    make: (options) => new SynergyH1Device(options),
  },
  {
    id: 'heater-shaker-2',
    driver: 'opentrons-heater-shaker',
    serialNumber: 'SIM-HS-0002',
    settings: { serialNumber: 'SIM-HS-0002' },
    spare: true,
    make: (options) => new HeaterShakerDevice(options),
  },
  {
    id: 'reader-2',
    driver: 'agilent-synergy-h1',
    serialNumber: 'SIM-SY-0002',
    settings: { serialNumber: 'SIM-SY-0002' },
    spare: true,
    make: (options) => new SynergyH1Device(options),
  },
];
