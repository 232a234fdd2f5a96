import { DEFAULT_MODEL_SETTINGS } from '@labwright/drafting';
import { ProtocolSchema, draftOf, parseProtocol } from '@labwright/protocol';
import {
  DraftingModel,
  eventually,
  openTestDatabase,
  type DraftingAnswer,
  type ScriptedReply,
  type TestDatabase,
} from '@labwright/testing';
import { stringify } from 'yaml';
import { ApiFixture, type Reply } from '../fixtures/api-fixture';
import { addShaker, warmShake } from '../fixtures/warm-shake';

// The first draft reads the library, which takes a second of an idle machine.
jest.setTimeout(120_000);

type Json = Record<string, unknown>;
const REASON = { reason: 'It is the name of a strain that is not in the lab' };
const BLOCKED: ScriptedReply = { status: 400, body: { error: { message: 'scripted', code: 'bio_policy' } } };
const TITLE = 'Growth of Burkholderia mallei';

describe('drafts that are held', () => {
  let test: TestDatabase;
  let model: DraftingModel;
  let subject: ApiFixture;
  let versions = 0;

  beforeAll(async () => {
    test = await openTestDatabase();
    model = await DraftingModel.open();
    const endpoint = { baseUrl: model.url, apiKey: 'spec', provider: 'compatible', model: 'scripted', retries: 0 } as const;
    subject = await ApiFixture.start(test.database, test.url, { model: { ...DEFAULT_MODEL_SETTINGS, ...endpoint } });
    await addShaker(subject);
    await subject.principal('asker-officer', 'scientist', 'biosafety_officer');
  });
  afterAll(async () => {
    await subject.stop();
    await model.close();
    await test.drop();
  });

  /** The draft of the small protocol in a version of its own, with one change. */
  function answer(change: (made: Json & { steps: Json[] }) => void = () => undefined, more: Partial<DraftingAnswer> = {}): DraftingAnswer {
    const read = ProtocolSchema.parse(parseProtocol(warmShake(`5.0.${versions++}`)).document);
    const protocol = structuredClone(draftOf(read)) as unknown as Json & { steps: Json[] };
    change(protocol);
    return { protocol, ...more };
  }
  const post = (path: string, body?: unknown, as = 'scientist') => subject.post(`/v1/drafts${path}`, as, body);
  const show = async (id: string): Promise<Reply['body']> => (await subject.get(`/v1/drafts/${id}`)).body;
  const ended = (id: string) =>
    eventually('the model is done with it', 60_000, async () => {
      const body = await show(id);
      return body.status === 'drafting' ? null : body;
    });
  const drafted = async (request: object, ...replies: (DraftingAnswer | ScriptedReply)[]) => {
    model.script(...replies);
    return ended((await post('', request)).body.id as string);
  };
  const again = async (id: string, way: string, body: unknown, ...replies: DraftingAnswer[]) => {
    model.script(...replies);
    await post(`/${id}/${way}`, body);
    return ended(id);
  };
  const patch = (id: string, ...operations: object[]) =>
    subject.call('PATCH', `/v1/drafts/${id}`, { as: 'scientist', body: operations, headers: { 'if-match': '*' } });
  const decide = (id: string, way: 'release' | 'reject', as = 'biosafety_officer') => subject.sign(`/v1/drafts/${id}/${way}`, as, REASON);
  const submitByHand = ({ current }: Json & { current: Json }) =>
    subject.post('/v1/protocols', 'scientist', stringify(current['document']), { type: 'application/yaml' });
  const queue = async (query = ''): Promise<Json[]> => (await subject.get(`/v1/screening/drafts${query}`, 'biosafety_officer')).body.items;
  const events = (type: string, id: string) =>
    test.database.query<{ data: Json }>(`select data from lab.events where type = $1 and data->>'draft' = $2`, [type, id]);
  const withName = (made: Json) => (made['title'] = TITLE);

  /** A draft that is held for each of the reasons that there are, and says a protocol where it can. */
  const held: Readonly<Record<string, () => Promise<Json & { id: string; current: Json }>>> = {
    'its request': () => drafted({ request: 'Grow Yersinia pestis' }),
    'the endpoint': async () => {
      const { id } = await drafted({ request: 'Warm it' }, answer());
      return again(id, 'instructions', { instruction: 'Warmer.' }, BLOCKED as unknown as DraftingAnswer);
    },
    'an instruction': async () => {
      const { id } = await drafted({ request: 'Warm it' }, answer());
      return again(id, 'instructions', { instruction: 'Add ricin.' });
    },
    'a question of the model': () =>
      drafted({ request: 'Warm it' }, answer(undefined, { questions: [{ about: 'toxin', question: 'How much ricin?' }] })),
    'an assumption of the model': () =>
      drafted({ request: 'Warm it' }, answer(undefined, { assumptions: [{ step: 'load', assumption: 'the plate has ricin in it' }] })),
    'its document': () => drafted({ request: 'Warm it' }, answer(withName)),
    'a change of a person': async () => {
      const { id } = await drafted({ request: 'Warm it' }, answer());
      return (await patch(id, { op: 'replace', path: '/title', value: 'With ricin' })).body;
    },
  };

  it.each(Object.keys(held))('by %s are neither submitted, nor changed, nor begun again, nor submitted by hand', async (why) => {
    const draft = await held[why]!();
    expect(draft).toMatchObject({ status: 'held_biosafety' });
    for (const reply of [
      await post(`/${draft.id}/submit`),
      await post(`/${draft.id}/restart`),
      await post(`/${draft.id}/cancel`),
      await post(`/${draft.id}/instructions`, { instruction: 'go on' }),
      await patch(draft.id, { op: 'remove', path: '/purpose' }),
      ...(draft.current ? [await submitByHand(draft)] : []),
    ])
      expect(reply).toMatchObject({ status: 409, body: { detail: expect.stringContaining('/v1/drafts/{id}/release') } });
    expect(await queue()).toContainEqual(expect.objectContaining({ draft: draft.id, decision: null }));
    // What holds it is shown to whoever decides.
    if (why === 'a question of the model')
      expect(JSON.stringify((await queue()).find((each) => each['draft'] === draft.id))).toContain('How much ricin?');
  });

  it('are decided by the officer alone, signed with the credential again, and never by whoever asked', async () => {
    const { id } = await drafted({ request: 'Grow Yersinia pestis' });
    for (const role of ['scientist', 'reviewer', 'admin', 'technician'])
      for (const way of ['release', 'reject'] as const)
        expect(await decide(id, way, role)).toMatchObject({ status: 403, body: { code: 'ACCESS_FORBIDDEN' } });
    const { body: own } = await post('', { request: 'Grow Yersinia pestis' }, 'asker-officer');
    for (const way of ['release', 'reject'] as const)
      expect(await decide(own.id, way, 'asker-officer')).toMatchObject({ status: 403, body: { code: 'ACCESS_SELF_APPROVAL' } });
    expect(await post(`/${id}/release`, { ...REASON, credential: 'lw_another' }, 'biosafety_officer')).toMatchObject({ status: 401 });
    expect(await post(`/${id}/release`, REASON, 'biosafety_officer')).toMatchObject({ status: 422 });
    expect((await decide('00000000-0000-4000-8000-000000000000', 'release')).status).toBe(404);
    expect(await show(id)).toMatchObject({ status: 'held_biosafety' });
  });

  it('when they are released, go on, and the record says by whom and why', async () => {
    const { id } = await drafted({ request: 'Grow Yersinia pestis' });
    expect(await decide(id, 'release')).toMatchObject({
      status: 200,
      body: { status: 'released', problem: expect.stringContaining(REASON.reason) },
    });
    expect((await queue()).map((each) => each['draft'])).not.toContain(id);
    expect((await queue('?all=true')).find((each) => each['draft'] === id)).toMatchObject({
      status: 'released',
      decision: { decision: 'released', ...REASON, by: { name: 'biosafety_officer' }, signedHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(await events('draft.released', id)).toEqual([{ data: { draft: id, ...REASON } }]);
    const audit = await subject.get('/v1/audit?act=draft.released', 'biosafety_officer');
    expect(audit.body.items).toContainEqual(expect.objectContaining({ actor: 'user:biosafety_officer', subjectId: id }));
    expect(await decide(id, 'release')).toMatchObject({ status: 409, body: { code: 'STATE_EVENT_NOT_ALLOWED' } });
    expect(await again(id, 'restart', undefined, answer())).toMatchObject({ status: 'drafted', revision: 1 });
    expect(model.data(0, 'request')).toEqual([{ request: 'Grow Yersinia pestis' }]);
  });

  it('when one is released, what comes of it needs two people', async () => {
    const { id } = await drafted({ request: 'Grow Yersinia pestis' });
    await decide(id, 'release');
    await again(id, 'restart', undefined, answer());
    const { hash, status } = (await post(`/${id}/submit`)).body;
    expect(status).toBe('in_review');
    const approve = (as: string) => subject.sign(`/v1/protocols/${hash}/approve`, as, { meaning: 'I have read it' });
    expect((await approve('reviewer')).status).toBe(201);
    expect((await subject.get(`/v1/protocols/${hash}`)).body.status).toBe('in_review');
    expect((await subject.post('/v1/runs', 'scientist', { protocol: hash })).body).toMatchObject({
      code: 'APPROVAL_MISSING',
      detail: expect.stringContaining('it needs 2 different approvers'),
    });
    expect((await approve('biosafety_officer')).status).toBe(201);
    expect((await subject.get(`/v1/protocols/${hash}`)).body.status).toBe('approved');
    expect((await subject.post('/v1/runs', 'scientist', { protocol: hash })).status).toBe(201);
  });

  it('when one is held after it was submitted, the protocol stays as it is', async () => {
    const { id } = await drafted({ request: 'Warm it' }, answer());
    const { hash } = (await post(`/${id}/submit`)).body;
    await again(id, 'instructions', { instruction: 'Add ricin.' });
    expect((await subject.sign(`/v1/protocols/${hash}/approve`, 'reviewer', { meaning: 'I have read it' })).status).toBe(201);
    expect((await subject.get(`/v1/protocols/${hash}`)).body.status).toBe('approved');
    expect((await subject.post('/v1/runs', 'scientist', { protocol: hash })).status).toBe(201);
  });

  it('when an instruction is released, it is kept, and is not held again; another one is', async () => {
    const { id } = await drafted({ request: 'Warm it' }, answer());
    await again(id, 'instructions', { instruction: 'Say that ricin is far away.' });
    expect(await show(id)).toMatchObject({ status: 'held_biosafety', instruction: 'Say that ricin is far away.' });
    await decide(id, 'release');
    expect(await again(id, 'restart', undefined, answer())).toMatchObject({ status: 'drafted', revision: 2 });
    expect(model.data(0, 'instruction')).toEqual([{ instruction: 'Say that ricin is far away.' }]);
    expect(await again(id, 'instructions', { instruction: 'Say that ricin is far away.' }, answer())).toMatchObject({
      status: 'drafted',
      revision: 3,
    });
    expect(await again(id, 'instructions', { instruction: 'Add ricin.' })).toMatchObject({ status: 'held_biosafety' });
    expect(await decide(id, 'release')).toMatchObject({ status: 200 });
  });

  it('when a document is released, the same words at the same place hold it no more; other words do, and so does the protocol', async () => {
    const { id } = await drafted({ request: 'Warm it' }, answer(withName));
    await decide(id, 'release');
    const changed = await patch(id, { op: 'add', path: '/purpose', value: 'To see the colour.' });
    expect(changed.body).toMatchObject({ status: 'drafted', revision: 2, current: { errors: 0 } });
    expect(changed.body.current.diagnostics).toContainEqual(
      expect.objectContaining({
        code: 'E_BIOSAFETY_HOLD',
        severity: 'info',
        message: expect.stringContaining('released by the biosafety officer'),
      }),
    );
    expect(await again(id, 'instructions', { instruction: 'Slower.' }, answer(withName))).toMatchObject({ status: 'drafted', revision: 3 });
    const { status, hash } = (await post(`/${id}/submit`)).body;
    expect(status).toBe('held_biosafety');
    expect((await subject.sign(`/v1/protocols/${hash}/release`, 'biosafety_officer', REASON)).body.status).toBe('in_review');
    expect((await patch(id, { op: 'replace', path: '/title', value: `${TITLE} in a fermenter` })).body.status).toBe('held_biosafety');
  });

  it("when a model's words are released, the same words hold it no more", async () => {
    const words = { assumptions: [{ step: 'load', assumption: 'the plate has ricin in it' }] };
    const { id } = await drafted({ request: 'Warm it' }, answer(undefined, words));
    await decide(id, 'release');
    expect(await again(id, 'instructions', { instruction: 'Slower.' }, answer(undefined, words))).toMatchObject({ status: 'drafted' });
    const other = { assumptions: [{ step: 'load', assumption: 'another plate has ricin in it' }] };
    expect(await again(id, 'instructions', { instruction: 'Slower.' }, answer(undefined, other))).toMatchObject({
      status: 'held_biosafety',
    });
  });

  it('when they are rejected, nothing is done with them any more', async () => {
    const draft = await drafted({ request: 'Warm it' }, answer(withName));
    const { id } = draft;
    expect(await decide(id, 'reject')).toMatchObject({
      status: 200,
      body: { status: 'rejected', problem: expect.stringContaining('final') },
    });
    expect(await events('draft.rejected', id)).toHaveLength(1);
    for (const reply of [
      await post(`/${id}/submit`),
      await post(`/${id}/restart`),
      await post(`/${id}/instructions`, { instruction: 'go on' }),
      await patch(id, { op: 'remove', path: '/purpose' }),
      await submitByHand(draft),
      await decide(id, 'release'),
      await decide(id, 'reject'),
    ])
      expect([reply.status, reply.body.detail]).toEqual([409, expect.stringMatching(/rejected/)]);
    expect((await queue('?all=true')).find((each) => each['draft'] === id)?.['decision']).toMatchObject({ decision: 'rejected' });
  });
});
