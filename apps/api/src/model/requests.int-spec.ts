import { createHash } from 'node:crypto';
import { DEFAULT_MODEL_SETTINGS } from '@labwright/drafting';
import { startRun } from '@labwright/execution';
import { ProtocolSchema, draftOf, parseProtocol } from '@labwright/protocol';
import {
  LabHands,
  SdkTypes,
  drawnPng,
  eventually,
  misfitsOf,
  openScriptedModel,
  openTestDatabase,
  recording,
  setUpGrowthLab,
  type Captured,
  type ModelCallSeen,
  type ScriptedModel,
  type ScriptedReply,
  type TestDatabase,
} from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';
import { warmShake } from '../fixtures/warm-shake';

jest.setTimeout(180_000);

type Json = ReturnType<typeof JSON.parse>;
const move = (id: string, to: string) => ({ id, kind: 'operator', moves: [{ labware: 'plate', to }] });
const STEPS = [
  move('load', 'reader'),
  {
    ...{ id: 'read', kind: 'operation', capability: 'absorbance', labware: 'plate', with: { wavelengths: [{ value: 600, unit: 'nm' }] } },
    saves: { od: { reading: 'absorbance', wells: { role: 'sample' } } },
  },
  { id: 'ask', kind: 'consult', question: 'Is it dense enough?', shows: ['od'], ask: 'model', role: 'scientist' },
  { ...move('unload', 'bench'), evidence: [{ kind: 'photo', expect: 'an empty reader' }] },
];
const says = (value: object): ScriptedReply => ({ says: { text: JSON.stringify(value) } });

/** Everything that the product asks a model for, through the API; what each of them sent, in its order. */
async function askEverything(api: ApiFixture, endpoint: ScriptedModel, test: TestDatabase): Promise<ModelCallSeen[]> {
  await eventually('the model is reachable', 60_000, async () => (await api.get('/v1/model')).body.reachable === true);
  endpoint.seen.length = 0;
  const lab = await setUpGrowthLab(test.database);
  const hands = new LabHands(test.database, lab);
  hands.reads.set('read', [{ B1: 0.5, B2: 0.7 }]);
  const run = (await (await lab.approve({ name: 'spec', steps: STEPS })).newRun()).id;

  const protocol = structuredClone(draftOf(ProtocolSchema.parse(parseProtocol(warmShake()).document))) as unknown as Json;
  // Two steps of one name, so that there is a repair; the model makes the mistake again.
  protocol.steps[1].id = protocol.steps[0].id;
  const drafted = says({ protocol, questions: [], assumptions: [], sentences: [] });
  endpoint.script.push(drafted, drafted);
  const { body: draft } = await api.post('/v1/drafts', 'scientist', { request: 'Warm and shake a plate' });
  await eventually('it is drafted', 60_000, async () => (await api.get(`/v1/drafts/${draft.id}`)).body.status !== 'drafting');

  endpoint.script.push(says({ decision: 'continue', adjust: [], reason: 'it grows', readings: ['od'] }));
  await test.database.transaction((tx) => startRun(tx, run, 'spec'));
  await hands.play(run);
  await eventually('the model was consulted', 60_000, async () => {
    const ended = await test.database.query(`select 1 from lab.model_questions where run_id = $1 and ended_at is not null`, [run]);
    return ended.length > 0;
  });
  await hands.play(run, 'unload');

  endpoint.script.push(says({ verdict: 'pass', observations: ['no plate'], quality: 'good' }));
  const task = (await api.get(`/v1/tasks?run=${run}`)).body.items.find((each: Json) => each.status === 'open');
  const headers = { ...api.headersOf({ as: 'technician' }), 'content-type': 'image/png' };
  const shown = await fetch(`${api.url}/v1/tasks/${task.id}/photos`, { method: 'POST', headers, body: new Uint8Array(drawnPng(8, 8)) });
  expect({ status: shown.status, body: await shown.json() }).toMatchObject({ status: 201, body: { evidence: 'photo' } });
  await eventually('the photo is looked at', 60_000, async () => {
    const { photos } = (await api.get(`/v1/tasks/${task.id}`)).body;
    return photos.length > 0 && photos.every((each: Json) => each.status === 'checked');
  });

  endpoint.script.push({ status: 200, body: { text: 'How dense is it?' } });
  endpoint.script.push({ says: { toolCalls: [{ name: 'get_readings', input: { run: null, names: ['od'] } }] } });
  endpoint.script.push(says({ answer: 'It is 0.6 AU.', cites: [{ kind: 'reading', id: 'od' }] }));
  const audio = { mediaType: 'audio/wav', data: recording('how dense').toString('base64') };
  expect(await api.post(`/v1/runs/${run}/questions`, 'scientist', { audio })).toMatchObject({ status: 201, body: { status: 'answered' } });

  endpoint.script.push({ status: 200, body: recording('speech'), headers: { 'content-type': 'audio/wav' } });
  const spoken = await fetch(`${api.url}/v1/tasks/${task.id}/say`, { headers: api.headersOf({ as: 'technician' }) });
  expect(spoken.headers.get('content-type')).toBe('audio/wav');
  return endpoint.seen;
}

/** A call and the type that it has to be of. A recording goes as a form, whose other fields are texts. */
async function captured({ path, headers, text, body }: ModelCallSeen): Promise<Captured> {
  const type = { '/v1/responses': SdkTypes.responses, '/v1/chat/completions': SdkTypes.chat, '/v1/audio/speech': SdkTypes.speech }[path];
  if (type !== undefined) return { type, value: body };
  const form = await new Response(text, { headers: { 'content-type': headers['content-type'] ?? '' } }).formData();
  const { file, ...fields } = Object.fromEntries(form.entries());
  expect(file).toBeInstanceOf(File);
  return { type: SdkTypes.transcription, value: fields };
}

describe('what the product sends to a model', () => {
  let test: TestDatabase;
  let endpoint: ScriptedModel;
  let api: ApiFixture;

  beforeEach(async () => {
    test = await openTestDatabase();
    endpoint = await openScriptedModel({ says: { text: '{"sum": 4}' } });
  });
  afterEach(async () => {
    await api.stop();
    await endpoint.close();
    await test.drop();
  });

  it.each([
    ['responses', '/v1/responses'],
    ['chat_completions', '/v1/chat/completions'],
  ] as const)('by %s, is what the types of the SDK allow, field by field, for everything that it asks', async (interfaceName, path) => {
    const settings = { ...DEFAULT_MODEL_SETTINGS, baseUrl: endpoint.url, apiKey: 'k', provider: 'compatible', api: interfaceName } as const;
    api = await ApiFixture.start(test.database, test.url, { model: { ...settings, retries: 0 } });
    const seen = [...(await askEverything(api, endpoint, test))];
    expect(seen.map((call) => call.path)).toEqual([
      // Draft, repair, consult, photo; a recording, what it asks, with a tool; a sentence.
      ...[path, path, path, path],
      ...['/v1/audio/transcriptions', path, path],
      '/v1/audio/speech',
    ]);
    const values = await Promise.all(seen.map((call) => captured(call)));
    expect(await misfitsOf(values)).toEqual(values.map(() => []));
    if (interfaceName === 'chat_completions') return;
    const bodies = seen.flatMap((call) => (call.path === path ? [call.body as Json] : []));
    expect(bodies.map(({ text }) => text.format.name)).toEqual(['protocol', 'protocol', 'consult', 'photo_check', 'answer', 'answer']);
    const ids = await test.database.query<{ name: string; id: string }>('select name, id from lab.principals');
    const digestOf = (name: string) =>
      createHash('sha256')
        .update(ids.find((each) => each.name === name)?.id ?? '')
        .digest('hex');
    // What the design asks of each: nothing is kept there, who asked as a digest, the run where there is one, and a bound.
    for (const body of bodies) expect(body).toMatchObject({ store: false, text: { format: { strict: true } } });
    expect(bodies.map((body) => body.safety_identifier)).toEqual(
      ['scientist', 'scientist', 'ada', 'technician', 'scientist', 'scientist'].map((name) => digestOf(name)),
    );
    expect(bodies.map(({ metadata }) => metadata?.runId === undefined)).toEqual([true, true, false, false, false, false]);
    expect(bodies.map((body) => body.max_output_tokens)).toEqual([64_000, 64_000, 2_000, 2_000, 4_000, 4_000]);
    expect(bodies[3].input[0].content).toEqual([
      expect.objectContaining({ type: 'input_text' }),
      { type: 'input_image', detail: 'high', image_url: expect.stringMatching(/^data:image\/png;base64,/) },
    ]);
    expect(bodies[1].input.length).toBeGreaterThan(bodies[0].input.length);
    expect(bodies[5]).toMatchObject({ parallel_tool_calls: false });
  });
});
