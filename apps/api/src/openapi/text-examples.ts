const PROTOCOL = [
  'schema: labwright.dev/protocol/v1',
  'name: warm-shake',
  'version: 1.0.0',
  'title: Warm and shake a plate of coloured water',
  'biosafety: { level: 1, organisms: [] }',
  'labware: [{ id: plate, type: plate-96-clear-flat }]',
  'steps:',
  '  - { id: load, kind: operator, moves: [{ labware: plate, to: shaker }], evidence: [{ kind: confirm }] }',
  '  - id: warm_shake',
  '    kind: operation',
  '    capability: shaking_incubation',
  '    labware: plate',
  "    with: { temperature: { value: 45, unit: Cel }, speed: { value: 500, unit: '{rpm}' } }",
  '    duration: { value: 2, unit: min }',
  '  - { id: unload, kind: operator, moves: [{ labware: plate, to: bench }], evidence: [{ kind: confirm }] }',
  '',
].join('\n');

const FLEET = [
  'schema: labwright.dev/fleet/v1',
  'instruments:',
  '  - { id: shaker-1, driver: opentrons-heater-shaker, url: serial:///dev/ttyACM0, agent: bench-1 }',
  '',
].join('\n');

const BYTES = '(the bytes of the picture)';
const STREAM = 'event: step.succeeded\nid: 812-4711\ndata: {"type":"step.succeeded","run":"7f0c5f6e-2f1d-4a53-9a39-3a3b6f0a3a11"}\n\n';
const DRAFT_STREAM = 'event: revision\nid: 12\ndata: {"type":"revision","revision":1,"round":0,"diagnostics":[]}\n\n';
const METRICS = '# TYPE labwright_jobs gauge\nlabwright_jobs{state="running"} 3\n';

/** Examples of bodies and answers that are no JSON of a schema, by operation: those of requests, and those of answers with their media type. */
export const TEXT_REQUESTS: Readonly<Record<string, string>> = {
  validateProtocol: PROTOCOL,
  submitProtocol: PROTOCOL,
  applyFleet: FLEET,
  uploadPhoto: BYTES,
};

export const TEXT_ANSWERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  getProtocolSource: { 'text/plain': PROTOCOL },
  streamDraft: { 'text/event-stream': DRAFT_STREAM },
  streamEvents: { 'text/event-stream': STREAM },
  getPhoto: { 'image/jpeg': BYTES, 'image/png': BYTES },
  getFleet: { 'application/yaml': FLEET },
  scrapeMetrics: { 'text/plain': METRICS },
};
