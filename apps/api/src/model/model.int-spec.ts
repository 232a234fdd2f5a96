import { DEFAULT_MODEL_SETTINGS, Prompt, type CallContext, type ModelSettings } from '@labwright/drafting';
import { eventually, openScriptedModel, openTestDatabase, type ScriptedModel, type TestDatabase } from '@labwright/testing';
import { z } from 'zod';
import { ApiFixture } from '../fixtures/api-fixture';
import { LabModel } from './lab-model';

jest.setTimeout(60_000);

const DRAFT = '00000000-0000-4000-8000-00000000000d';
const KEY = 'sk-of-the-lab-0123456789';

describe('the model of the lab', () => {
  let test: TestDatabase;
  let endpoint: ScriptedModel;
  let subject: ApiFixture;
  let scientist: string;

  beforeAll(async () => {
    test = await openTestDatabase();
    endpoint = await openScriptedModel({ says: { text: '{"sum": 4}' } });
    const model: ModelSettings = { ...DEFAULT_MODEL_SETTINGS, baseUrl: endpoint.url, apiKey: KEY, provider: 'compatible', retries: 0 };
    subject = await ApiFixture.start(test.database, test.url, { model });
    scientist = await subject.principal('asker', 'scientist');
  });
  afterAll(async () => {
    await subject.stop();
    await endpoint.close();
    await test.drop();
  });

  const ask = (context: Partial<CallContext> = {}, more: { readonly maxOutputTokens?: number; readonly signal?: AbortSignal } = {}) =>
    subject.server.app.get(LabModel).ask({
      purpose: 'ask',
      prompt: Prompt.read('probe'),
      data: [{ kind: 'question', value: { text: 'What is 2 + 2?' } }],
      answer: { name: 'sum', schema: z.strictObject({ sum: z.number() }) },
      context: { actor: scientist, ...context },
      ...more,
    });
  const calls = async (query = '', as = 'asker') => (await subject.get(`/v1/model/calls${query}`, as)).body.items;

  it('when it can be reached, says so and what it can do', async () => {
    expect((await subject.get('/v1/model')).body).toEqual({
      provider: 'compatible',
      model: 'gpt-5.4',
      api: 'responses',
      reachable: true,
      can: { strictSchema: true, images: true, tools: true, audio: true },
      problem: null,
    });
    expect(await calls()).toMatchObject([
      { purpose: 'speak', actor: null },
      { purpose: 'probe', actor: null, status: 'answered' },
    ]);
  });

  it('when it is asked, each call is a row, failed ones too, for its draft', async () => {
    endpoint.script.push({ says: { text: '{"sum": 4}' } }, { says: { refusal: 'I would rather not.' } });
    expect(await ask({ draftId: DRAFT })).toMatchObject({ ok: true, value: { sum: 4 } });
    const refused = await ask({ draftId: DRAFT });
    const rows = await calls(`?draft=${DRAFT}`);
    expect(rows).toMatchObject([
      { id: refused.callId, status: 'failed', failure: 'refused', refusal: 'I would rather not.', inputTokens: 100 },
      {
        purpose: 'ask',
        provider: 'compatible',
        api: 'responses',
        modelAsked: 'gpt-5.4',
        modelReturned: 'scripted-1',
        promptName: 'probe',
        promptVersion: 1,
        promptSha256: Prompt.read('probe').sha256,
        inputSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        round: 1,
        actor: { id: scientist, name: 'asker' },
        run: null,
        step: null,
        draft: DRAFT,
        status: 'answered',
        responseId: expect.stringContaining('resp_'),
        inputTokens: 100,
        outputTokens: 20,
        countedTokens: 120,
        cost: null,
        latencyMs: expect.any(Number),
        failure: null,
      },
    ]);
    for (const as of ['reviewer', 'biosafety_officer'])
      expect((await calls(`?draft=${DRAFT}`, as))[0]).toMatchObject({ refusal: 'I would rather not.', message: expect.any(String) });
    expect((await calls(`?draft=${DRAFT}`, 'scientist'))[0]).toMatchObject({
      id: refused.callId,
      failure: 'refused',
      refusal: null,
      message: null,
    });
    expect(await calls('?limit=1')).toHaveLength(1);
    expect((await subject.get(`/v1/model/calls?after=${DRAFT}`)).status).toBe(400);
    expect((await subject.call('GET', '/v1/model/calls')).status).toBe(401);
  });

  it('when the tokens of a draft are spent, says so and asks nothing', async () => {
    const other = '00000000-0000-4000-8000-00000000000e';
    await ask({ draftId: other });
    await test.database.query(
      `insert into lab.model_calls (purpose, provider, api, model_asked, input_sha256, round, actor, draft_id, counted_tokens)
       values ('draft', 'compatible', 'responses', 'm', repeat('a', 64), 1, 'system', $1, 400000)`,
      [other],
    );
    const before = endpoint.seen.length;
    expect(await ask({ draftId: other })).toMatchObject({
      ok: false,
      failure: 'out_of_budget',
      message: expect.stringContaining('400120'),
    });
    expect(endpoint.seen).toHaveLength(before);
    expect((await calls(`?draft=${other}`))[0]).toMatchObject({ failure: 'out_of_budget', countedTokens: 0 });
  });

  it('when many calls begin at the same time, they take no more than the budget together, and what a call did not take is free again', async () => {
    const draftId = '00000000-0000-4000-8000-00000000000f';
    const leaving = new AbortController();
    const before = endpoint.seen.length;
    // Of 200,000 tokens; the fourth has what is left.
    endpoint.script.push(...Array.from({ length: 4 }, () => ({ stalls: 'at_once' }) as const));
    const outcomes = Array.from({ length: 10 }, () => ask({ draftId }, { maxOutputTokens: 64_000, signal: leaving.signal }));
    await eventually('all have begun', 30_000, async () => {
      const rows = await calls(`?draft=${draftId}`);
      return rows.length === 10 && endpoint.seen.length === before + 4;
    });
    const held = (await calls(`?draft=${draftId}`)).map(({ countedTokens }: { countedTokens: number }) => countedTokens);
    const sum = held.reduce((all: number, each: number) => all + each, 0);
    expect(sum).toBeGreaterThanOrEqual(200_000);
    expect(sum).toBeLessThan(202_000);
    leaving.abort();
    const failures = (await Promise.all(outcomes)).map((outcome) => (outcome.ok ? '' : outcome.failure));
    expect(failures.toSorted()).toEqual([
      ...Array.from({ length: 4 }, () => 'cancelled'),
      ...Array.from({ length: 6 }, () => 'out_of_budget'),
    ]);
    expect(endpoint.seen).toHaveLength(before + 4);
    expect(await ask({ draftId })).toMatchObject({ ok: true });
  });

  it('when a call has ended, its row can be neither changed nor removed', async () => {
    const { callId } = await ask();
    await expect(test.database.query(`update lab.model_calls set refusal = 'x' where id = $1`, [callId])).rejects.toThrow('is closed');
    await expect(test.database.query(`delete from lab.model_calls where id = $1`, [callId])).rejects.toThrow('is closed');
  });

  it('when the endpoint blocks it for biosafety, asks once, and tells the biosafety role', async () => {
    const before = endpoint.seen.length;
    endpoint.script.push({ status: 400, body: { error: { code: 'bio_policy', message: 'blocked' } } });
    const outcome = await ask({ draftId: DRAFT });
    expect(outcome).toMatchObject({ ok: false, failure: 'biosafety' });
    expect(endpoint.seen).toHaveLength(before + 1);
    const [event] = await test.database.query<{ data: object }>(`select data from lab.events where type = 'model.blocked'`);
    const { items } = (await subject.get('/v1/screening/texts', 'biosafety_officer')).body;
    expect(items).toMatchObject([
      { subject: 'request', actor: 'user:asker', findings: [{ rule: 'model-endpoint.bio-policy', severity: 'hold' }] },
    ]);
    expect(event?.data).toMatchObject({ call: outcome.callId, screening: items[0].id, draft: DRAFT, by: 'user:asker' });
  });

  it('when it fails, the log says what kind of failure it is, and nothing that was sent or said', async () => {
    endpoint.script.push({ status: 401, body: { error: { code: 'invalid_api_key', message: 'Incorrect API key provided' } } });
    const { callId } = await ask();
    const lines = (id: string) => subject.logged.filter((each) => each.includes(id));
    expect(lines(callId)).toEqual([`model call ${callId}: wrong_key (invalid_api_key)`]);
    endpoint.script.push(
      { says: { refusal: 'I do not help with that toxin.' } },
      { status: 500, body: { error: { code: 'a\nline', message: 'of text' } } },
    );
    const refused = await ask();
    expect(lines(refused.callId)).toEqual([`model call ${refused.callId}: refused`]);
    expect(lines((await ask()).callId)).toEqual([expect.stringMatching(/: server_error$/)]);
    for (const hidden of [KEY, 'What is 2 + 2?', 'Incorrect', 'toxin', 'of text']) expect(subject.logged.join('\n')).not.toContain(hidden);
  });
});
