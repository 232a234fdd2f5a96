import { DEFAULT_MODEL_SETTINGS } from '@labwright/drafting';
import { drawnPng, eventually, openScriptedModel, openTestDatabase, type ScriptedModel, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';
import { BenchRun } from '../fixtures/bench-run';

jest.setTimeout(120_000);

type Json = ReturnType<typeof JSON.parse>;
const SUM = { says: { text: '{"sum": 4}' } } as const;
const REFUSED = { status: 400, body: { error: { code: 'unsupported_value', message: 'images are not supported' } } } as const;

describe('a photo of a task, where the model takes no images', () => {
  let test: TestDatabase;
  let endpoint: ScriptedModel;
  let subject: ApiFixture;

  beforeEach(async () => {
    test = await openTestDatabase();
    endpoint = await openScriptedModel(SUM);
    // What it can do: everything at once, twice; a question alone, with a picture, with a tool.
    endpoint.script.push(REFUSED, REFUSED, SUM, REFUSED, SUM);
    const model = { ...DEFAULT_MODEL_SETTINGS, baseUrl: endpoint.url, apiKey: 'spec', provider: 'compatible', api: 'responses' } as const;
    subject = await ApiFixture.start(test.database, test.url, { model: { ...model, retries: 0 } });
    await eventually('it was asked what it can do', 60_000, async () => (await subject.get('/v1/model')).body.can?.images === false);
  });
  afterEach(async () => {
    await subject.stop();
    await endpoint.close();
    await test.drop();
  });

  it('is not sent, and whoever does the task is told why nobody but them has looked at it', async () => {
    const run = await BenchRun.start(subject, '[{ kind: photo, expect: the plate in the clamp }]');
    const { id } = await run.task();
    const before = endpoint.seen.length;
    const headers = { ...subject.headersOf({ as: 'technician' }), 'content-type': 'image/png' };
    const sent = await fetch(`${subject.url}/v1/tasks/${id}/photos`, { method: 'POST', headers, body: new Uint8Array(drawnPng(8, 8)) });
    expect(sent.status).toBe(201);
    const check: Json = await eventually('the photo is done with', 60_000, async () => {
      const [photo] = (await subject.get(`/v1/tasks/${id}`)).body.photos;
      return photo.status === 'waiting' ? null : photo;
    });
    expect(check).toMatchObject({
      status: 'unavailable',
      problem: expect.stringContaining('takes no images, so the photo was not sent and a person has to look at it'),
    });
    expect(endpoint.seen).toHaveLength(before);
    const [call] = (await subject.get(`/v1/model/calls?run=${run.id}`)).body.items;
    expect(call).toMatchObject({ purpose: 'photo_check', status: 'failed', failure: 'unsupported', countedTokens: 0 });
  });
});
