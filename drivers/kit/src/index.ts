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
} from './driver.contract';
export type { WriteFence } from './write-fence';
export { unsupportedVerb } from './unsupported-verb';
export type { DeviceLine, DeviceWorld, FaultSwitch, LabwareOnDevice, VirtualDevice, VirtualDeviceOptions } from './virtual-device.contract';
export { LineFramer } from './framing/line.framing';
export type { FrameEvent, LineEnd } from './framing/line.framing';
export { Poller } from './poller';
export type { PollerOptions, UntilOptions } from './poller';
export type { Answer, Classified, Command, DeviceFault, Probe, ReadBack } from './session/command';
export type { LineProtocol } from './session/exchange';
export { Session } from './session/session';
export type { SendOptions, SessionOptions } from './session/session';
export { nodeTimers } from './session/timers';
export type { DriverTimers } from './session/timers';
export { MemoryLine } from './transport/memory.transport';
export type { MemoryShaping } from './transport/memory.transport';
export { openTransport } from './transport/open-transport';
export { parseTransportUrl } from './transport/transport-url';
export type { MemoryUrl, SerialUrl, TcpUrl } from './transport/transport-url';
export type { Transport, TransportClosed, TransportFactory, TransportOptions, Unsubscribe } from './transport/transport';
export { checkVectors, formatVectorReport } from './vectors/check-vectors';
export type { VectorClassReport, VectorFailure, VectorReport } from './vectors/check-vectors';
export type { DeviceParse, DriverDecode, Fields, FieldValue, KeyRule, VectorAdapter } from './vectors/vector-adapter';
export { parseVector } from './vectors/vector.schema';
export type { Vector } from './vectors/vector.schema';
export { RecordingTransport } from './transport/recording.transport';
export type { RecordingOptions, TraceEntry } from './transport/recording.transport';
export { parseTrace, ReplayTransport } from './transport/replay.transport';
