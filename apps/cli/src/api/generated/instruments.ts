// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
import type { InstrumentRegistration } from './schemas';
export interface InstrumentPage {
  items: readonly Instrument[];
  next: string | null;
}
export interface Instrument {
  id: string;
  driver: string;
  vendor: string | null;
  model: string | null;
  url: string;
  agent: string;
  settings: Readonly<Record<string, unknown>>;
  limits: Readonly<Record<string, { min: number; max: number }>>;
  location: string;
  simulated: boolean;
  link: 'offline' | 'connecting' | 'online';
  linkReason: string;
  activity: 'idle' | 'busy' | 'holding';
  service: 'available' | 'manual' | 'quarantined' | 'estopped' | 'retired';
  serviceReason: string;
  paused: boolean;
  pausedAt: string | null;
  pauseReason: string;
  identity: Readonly<Record<string, unknown>> | null;
  lastSeenAt: string | null;
  silentMs: number | null;
  onRestart: 'hold' | 'restore';
  calibrationDue: string | null;
  createdAt: string;
  nests: readonly { place: string; reservedBy: string | null; labware: string | null; labwareId: string | null }[];
}
export interface InstrumentChange {
  url?: string | undefined;
  agent?: string | undefined;
  settings?: Readonly<Record<string, string | number | boolean | null>> | undefined;
  limits?: Readonly<Record<string, { min: number; max: number }>> | undefined;
  location?: string | undefined;
  onRestart?: 'hold' | 'restore' | undefined;
  calibrationDue?: string | null | undefined;
}
export interface InstrumentTest {
  requestId: string;
  instrument: string;
  status: 'pending' | 'done' | 'failed';
  requestedBy: string;
  createdAt: string;
  finishedAt: string | null;
  href: string;
  ok: boolean | null;
  identity: Readonly<Record<string, unknown>> | null;
  checks: readonly { verb: string; holds: boolean; evidence: string }[];
  roundTripMs: number | null;
  error: { code: string; message: string } | null;
}
export interface RetireRequest {
  reason: string;
}
export interface ServiceChange {
  to: 'available' | 'manual' | 'quarantined';
  reason: string;
  places?: readonly { nest: string; labware: string | null }[] | undefined;
}
export interface QueueChange {
  reason: string;
}
export interface InstrumentNests {
  instrument: string;
  nests: readonly {
    place: string;
    name: string;
    formats: readonly string[];
    maxHeightMm: number;
    reserved: { run: string; protocolTitle: string; since: string; planned: string } | null;
    labware: { id: string; name: string; type: string; barcode: string | null; run: string } | null;
  }[];
}
export interface InstrumentLimits {
  instrument: string;
  limits: readonly {
    name: string;
    unit: string | null;
    step: number;
    driver: { min: number; max: number };
    own: { min: number; max: number } | null;
    inForce: { min: number; max: number };
  }[];
}
export interface InstrumentIdentity {
  instrument: string;
  driver: string;
  vendor: string | null;
  model: string | null;
  url: string;
  simulated: boolean;
  link: 'offline' | 'connecting' | 'online';
  linkReason: string;
  expectedSerialNumber: string | null;
  identity: Readonly<Record<string, unknown>> | null;
  lastSeenAt: string | null;
}
export interface ManualBegin {
  reason: string;
}
export interface ManualSession {
  id: string;
  instrument: string;
  reason: string;
  begunBy: string;
  begunAt: string;
  endedBy: string | null;
  endedAt: string | null;
  endReason: string | null;
  places: readonly { nest: string; labware: string | null }[] | null;
  verbs: readonly ManualVerb[];
}
export interface ManualVerb {
  requestId: string;
  instrument: string;
  session: string;
  verb:
    | 'ensureTemperature'
    | 'ensureTemperatureOff'
    | 'ensureShaking'
    | 'ensureStopped'
    | 'ensureLatched'
    | 'ensureUnlatched'
    | 'ensureOpen'
    | 'ensureClosed'
    | 'ensureStirring'
    | 'ensureStirringOff'
    | 'ensureMonitoring'
    | 'ensureMonitoringOff'
    | 'ensureDosingOff'
    | 'dispense'
    | 'readAbsorbance'
    | 'readFluorescence'
    | 'readLuminescence';
  parameters: Readonly<Record<string, number>>;
  reason: string;
  requestedBy: string;
  status: 'pending' | 'running' | 'done' | 'failed';
  createdAt: string;
  finishedAt: string | null;
  href: string;
  sent: boolean | null;
  durationMs: number | null;
  readings: readonly { name: string; value: number | null; unit: string; quality: string }[];
  commands: readonly { label: string; kind: string; outcome: string | null; sentAt: string }[];
  error: { code: string; message: string } | null;
}
export interface ManualDo {
  verb:
    | 'ensureTemperature'
    | 'ensureTemperatureOff'
    | 'ensureShaking'
    | 'ensureStopped'
    | 'ensureLatched'
    | 'ensureUnlatched'
    | 'ensureOpen'
    | 'ensureClosed'
    | 'ensureStirring'
    | 'ensureStirringOff'
    | 'ensureMonitoring'
    | 'ensureMonitoringOff'
    | 'ensureDosingOff'
    | 'dispense'
    | 'readAbsorbance'
    | 'readFluorescence'
    | 'readLuminescence';
  parameters?: Readonly<Record<string, { value: number; unit: string; tolerance?: number | undefined }>> | undefined;
  options?: Readonly<Record<string, string>> | undefined;
  plate?: { labware: string; rows: number; columns: number; wells: readonly string[] } | undefined;
  reason: string;
}
export interface ManualEnd {
  places: readonly { nest: string; labware: string | null }[];
  reason: string;
}
export interface InstrumentsOperations {
  /** GET /v1/instruments: Lists instruments by id; a filter takes those that fit all of it. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listInstruments: {
    query?: {
      driver?: string | undefined;
      agent?: string | undefined;
      location?: string | undefined;
      link?: 'offline' | 'connecting' | 'online' | undefined;
      activity?: 'idle' | 'busy' | 'holding' | undefined;
      service?: 'available' | 'manual' | 'quarantined' | 'estopped' | 'retired' | undefined;
      simulated?: 'true' | 'false' | undefined;
      paused?: 'true' | 'false' | undefined;
      after?: string | undefined;
      limit?: number | undefined;
    };
    answer: InstrumentPage;
  };
  /** POST /v1/instruments: Registers an instrument. Its bench agent connects within a few seconds and checks who answers. Scope: instruments:write. Roles: automation_engineer, admin. */
  registerInstrument: { body: InstrumentRegistration; answer: Instrument };
  /** GET /v1/instruments/{id}: Shows an instrument with its state and its nests. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getInstrument: { path: { id: string }; answer: Instrument };
  /** PATCH /v1/instruments/{id}: Changes address, bench agent, settings, limits, location, restart policy or calibration date of an instrument. Each field as a whole; fields left out stay. While a run has it reserved only location, onRestart and calibrationDue can be changed. Its ETag tells versions of what is registered apart; link, activity and service state are no part of it. Scope: instruments:write. Roles: automation_engineer, admin. */
  changeInstrument: { path: { id: string }; header: { 'If-Match': string }; body: InstrumentChange; answer: Instrument };
  /** POST /v1/instruments/{id}/test: Tests an instrument without changing anything. Waits up to 10 s for its bench agent. A test that fails is a problem with 502 or 504. Scope: instruments:write. Roles: automation_engineer, admin. */
  testInstrument: { path: { id: string }; answer: InstrumentTest };
  /** GET /v1/instruments/{id}/tests/{requestId}: Shows a test of an instrument. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getInstrumentTest: { path: { id: string; requestId: string }; answer: InstrumentTest };
  /** POST /v1/instruments/{id}/retire: Takes an instrument out of the fleet for good; its record stays. Scope: instruments:write. Roles: automation_engineer, admin. */
  retireInstrument: { path: { id: string }; body: RetireRequest; answer: Instrument };
  /** POST /v1/instruments/{id}/service: Puts an instrument into service, out of it, or into quarantine. What runs there goes on; steps that wait for it say why. New runs are not planned on an instrument that is not available. Scope: instruments:operate. Roles: automation_engineer, technician. */
  setInstrumentService: { path: { id: string }; body: ServiceChange; answer: Instrument };
  /** POST /v1/instruments/{id}/pause: Pauses an instrument for the queue: nothing new is dispatched to it, what runs goes on. Its service state is manual until it is resumed. A second pause changes the reason. Scope: instruments:operate. Roles: automation_engineer, technician. */
  pauseInstrument: { path: { id: string }; body: QueueChange; answer: Instrument };
  /** POST /v1/instruments/{id}/resume: Lets the queue go on at a paused instrument. Scope: instruments:operate. Roles: automation_engineer, technician. */
  resumeInstrument: { path: { id: string }; body: QueueChange; answer: Instrument };
  /** GET /v1/instruments/{id}/nests: Shows the nests of an instrument: what each takes, which run has it, what stands on it. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listInstrumentNests: { path: { id: string }; answer: InstrumentNests };
  /** GET /v1/instruments/{id}/limits: Shows the limits of an instrument beside what its driver can do. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listInstrumentLimits: { path: { id: string }; answer: InstrumentLimits };
  /** GET /v1/instruments/{id}/identity: Shows who answered at the address of an instrument when its bench agent connected last. POST /v1/instruments/{id}/test asks again. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getInstrumentIdentity: { path: { id: string }; answer: InstrumentIdentity };
  /** POST /v1/instruments/{id}/manual: Takes an instrument out of service and into hand. What runs there goes on; nothing of a run is dispatched there until the session ends. Scope: instruments:operate. Roles: automation_engineer, technician. */
  beginManual: { path: { id: string }; body: ManualBegin; answer: ManualSession };
  /** GET /v1/instruments/{id}/manual: Shows the manual session of an instrument, or the last one, with its verbs. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getManualSession: { path: { id: string }; answer: ManualSession };
  /** POST /v1/instruments/{id}/manual/do: Performs one verb at an instrument that is in hand. Within the limits of driver and instrument, and within the interlocks. Waits up to 10 s. It is sent once, or, when its bench agent does not take it up within 10 s, never. A hold that is under way there is in doubt afterwards. Scope: instruments:operate. Roles: automation_engineer, technician. */
  doManual: { path: { id: string }; body: ManualDo; answer: ManualVerb };
  /** GET /v1/instruments/{id}/manual/verbs/{requestId}: Shows one verb of a manual session. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getManualVerb: { path: { id: string; requestId: string }; answer: ManualVerb };
  /** POST /v1/instruments/{id}/manual/end: Puts an instrument that was in hand back into service, with what stands on each of its nests. Runs that had something on it are held for an answer when a verb was sent, or labware was not where the record had it. Scope: instruments:operate. Roles: automation_engineer, technician. */
  endManual: { path: { id: string }; body: ManualEnd; answer: ManualSession };
}
