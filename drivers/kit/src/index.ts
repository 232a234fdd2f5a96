export { ConnectedDriver } from './connected-driver';
export { tellAction } from './acted.device';
export { afterLab, afterWall } from './device-timers.device';
export { Patience } from './patience';
export { LINE_FAULTS, ReplyLine } from './reply-line.device';
export type { LineFault } from './reply-line.device';
export type { DriverConnection, DriverVerbs, DriverWire } from './connected-driver';
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
export type { WriteFence, WritePurpose } from './write-fence';
export type { StopWrite, StopWrites } from './session/stop-write';
export { unsupportedVerb } from './unsupported-verb';
export type { DeviceLine, DeviceWorld, FaultSwitch, LabwareOnDevice, VirtualDevice, VirtualDeviceOptions } from './virtual-device.contract';
export { LineFramer } from './framing/line.framing';
export type { LineEnd } from './framing/line.framing';
export type { FrameEvent, Framer } from './framing/framer';
export { Poller } from './poller';
export type { PollerOptions, UntilOptions } from './poller';
export type { Answer, Classified, Command, DeviceFault, Probe, ReadBack } from './session/command';
export type { Leg } from './session/leg';
export type { Asked, LineProtocol, WireProtocol } from './session/wire-protocol';
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
export { parseMqttUrl } from './transport/mqtt-url';
export type { MqttUrl } from './transport/mqtt-url';
export { openMqttLink } from './transport/mqtt.transport';
export { directExchange } from './transport/http.transport';
export type { HttpAnswer, HttpExchange, HttpRequest } from './transport/http.transport';
export type { MqttGreeting, MqttLink, MqttLinkFactory, MqttLinkOptions, MqttMessage, MqttWill, Qos } from './mqtt/mqtt-link';
export { EchoCommands } from './mqtt/echo-commands';
export type { EchoCommand, EchoCommandsOptions } from './mqtt/echo-commands';
export { HttpCommands } from './mqtt/http-commands';
export type { HttpCommand, HttpCommandsOptions } from './mqtt/http-commands';
export { JobPresence } from './mqtt/job-presence';
export type { JobPresenceOptions } from './mqtt/job-presence';
export { JournaledExchange } from './mqtt/journaled-exchange';
export type { JournaledExchangeOptions, OutgoingCommand, SendScope, WireAnswer } from './mqtt/journaled-exchange';
export { MemoryBroker } from './mqtt/memory-broker';
export type { Delivery, Published } from './mqtt/memory-broker';
export type { DeviceLinkFactory, MqttVirtualDevice } from './mqtt/mqtt-device.contract';
