// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
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
  identity: Readonly<Record<string, unknown>> | null;
  lastSeenAt: string | null;
  createdAt: string;
  nests: readonly { place: string; reservedBy: string | null; labware: string | null; labwareId: string | null }[];
}
export interface InstrumentRegistration {
  id: string;
  driver: string;
  url: string;
  agent?: string | undefined;
  settings?: Readonly<Record<string, string | number | boolean | null>> | undefined;
  limits?: Readonly<Record<string, { min: number; max: number }>> | undefined;
  location?: string | undefined;
  simulated?: boolean | undefined;
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
export interface InstrumentsOperations {
  /** GET /v1/instruments: Lists instruments by id. Any valid key. */
  listInstruments: { query?: { after?: string | undefined; limit?: number | undefined }; answer: InstrumentPage };
  /** POST /v1/instruments: Registers an instrument. Its bench agent connects within a few seconds and checks who answers. Roles: automation_engineer, admin. */
  registerInstrument: { body: InstrumentRegistration; answer: Instrument };
  /** GET /v1/instruments/{id}: Shows an instrument with its state and its nests. Any valid key. */
  getInstrument: { path: { id: string }; answer: Instrument };
  /** POST /v1/instruments/{id}/test: Tests an instrument without changing anything. Waits up to 10 s for its bench agent. A test that fails is a problem with 502 or 504. Roles: automation_engineer, admin. */
  testInstrument: { path: { id: string }; answer: InstrumentTest };
  /** GET /v1/instruments/{id}/tests/{requestId}: Shows a test of an instrument. Any valid key. */
  getInstrumentTest: { path: { id: string; requestId: string }; answer: InstrumentTest };
  /** POST /v1/instruments/{id}/retire: Takes an instrument out of the fleet for good; its record stays. Roles: automation_engineer, admin. */
  retireInstrument: { path: { id: string }; body: RetireRequest; answer: Instrument };
}
