export type {
  CommandAnswer,
  CommandIntent,
  CommandJournal,
  CommandKind,
  CommandOrigin,
  DeviceNotice,
  DriverClock,
  DriverContext,
  DriverModule,
  InstrumentDriver,
  InstrumentIdentity,
  PerformOptions,
  Reconciliation,
  StateCheck,
  WriteFence,
} from './driver.contract';
export type { DeviceLine, DeviceWorld, FaultSwitch, VirtualDevice, VirtualDeviceOptions } from './virtual-device.contract';
