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
import { ApiFixture, type Reply } from '../fixtures/api-fixture';
import { addShaker, warmShake } from '../fixtures/warm-shake';

// The first draft reads the library, which takes a second of an idle machine.
jest.setTimeout(120_000);

type Json = Record<string, unknown>;
type DraftJson = Json & { steps: Json[] };

/** The draft of the small protocol, with one change. */
function draft(change: (draft: DraftJson) => void = () => undefined, version = '1.0.0'): DraftJson {
  const made = structuredClone(draftOf(ProtocolSchema.parse(parseProtocol(warmShake(version)).document))) as unknown as DraftJson;
  change(made);
  return made;
}
const answer = (protocol: DraftJson | null, more: Partial<DraftingAnswer> = {}): DraftingAnswer => ({ protocol, ...more });
/** A failure with the code that the endpoint gives. */
const fails = (code: string, status: number): ScriptedReply => ({ status, body: { error: { message: `scripted: ${code}`, code } } });
const SILENCE = { stalls: 'at_once' } as const;
const step = (made: DraftJson, id: string) => made.steps.find((each) => each['id'] === id) as Json;
/** Asks for a temperature that the instrument does not reach. */
const tooHot = (made: DraftJson) => {
  const parameters = made['parameters'] as { id: string; default: { value: number } }[];
  for (const each of parameters) each.default.value = 400;
};

describe('drafts', () => {
  let test: TestDatabase;
  let model: DraftingModel;
  let subject: ApiFixture;
  let versions = 0;

  beforeAll(async () => {
    test = await openTestDatabase();
    model = await DraftingModel.open();
    const settings = {
      ...DEFAULT_MODEL_SETTINGS,
      baseUrl: model.url,
      apiKey: 'spec',
      provider: 'compatible',
      model: 'scripted',
      retries: 0,
    } as const;
    subject = await ApiFixture.start(test.database, test.url, { model: settings });
    await addShaker(subject);
    await subject.principal('other', 'scientist');
  });
  afterAll(async () => {
    await subject.stop();
    await model.close();
    await test.drop();
  });

  const post = (path: string, body?: unknown, as = 'scientist') => subject.post(`/v1/drafts${path}`, as, body);
  const show = async (id: string, as = 'scientist'): Promise<Reply['body']> => (await subject.get(`/v1/drafts/${id}`, as)).body;
  const ended = (id: string) =>
    eventually('the model is done with it', 60_000, async () => {
      const body = await show(id);
      return body.status === 'drafting' ? null : body;
    });
  const drafted = async (request: object, ...replies: (DraftingAnswer | ScriptedReply)[]) => {
    model.script(...replies);
    const { status, body } = await post('', request);
    expect(status).toBe(202);
    return ended(body.id as string);
  };
  const next = () => `3.0.${versions++}`;
  const patch = (id: string, operations: unknown, tag = '*', as = 'scientist') =>
    subject.call('PATCH', `/v1/drafts/${id}`, { as, body: operations, headers: { 'if-match': tag } });
  /** Everything that a stream of events sends until it ends. */
  const streamed = async (id: string, after = '0') => {
    const text = (await subject.get(`/v1/drafts/${id}/events?after=${after}`)).body as string;
    return text.split('\n\n').flatMap((block) => {
      const [, type] = /^event: (.*)$/m.exec(block) ?? [];
      const [, data] = /^data: (.*)$/m.exec(block) ?? [];
      return type && data ? [{ type, data: JSON.parse(data) as Json, id: /^id: (.*)$/m.exec(block)?.[1] ?? '' }] : [];
    });
  };

  it('when a model writes what no database takes, everything else of the draft is kept', async () => {
    const made = draft((each) => (each['title'] = 'Warm\0 shake\ud83e'));
    const body = await drafted(
      { request: 'Warm and shake a plate' },
      answer(made, { assumptions: [{ step: 'load', assumption: 'by\0 hand' }] }),
    );
    expect(body).toMatchObject({ status: 'drafted', revision: 1, current: { document: { title: 'Warm shake' } } });
    expect(body.current.diagnostics).toContainEqual(
      expect.objectContaining({ code: 'W_ASSUMPTION', message: expect.stringContaining('by hand') }),
    );
  });

  it('when a model makes a mistake, has it mended by what the compiler finds, and each round is a revision with its call', async () => {
    const body = await drafted(
      { request: 'Warm and shake a plate', constraints: { plate: 'clear' }, files: [{ name: 'notes.md', text: 'gently' }] },
      answer(draft(tooHot), { assumptions: [{ step: 'load', assumption: 'by hand' }] }),
      answer(draft(), { assumptions: [{ step: 'load', assumption: 'by hand' }] }),
    );
    expect(body).toMatchObject({
      status: 'drafted',
      revision: 2,
      problem: null,
      asker: { name: 'scientist' },
      model: { provider: 'compatible', model: 'scripted', simulated: false },
      revisions: [
        { number: 1, by: 'model', round: 0, actor: 'model:scripted', errors: expect.any(Number) },
        { number: 2, by: 'model', round: 1, errors: 0 },
      ],
      current: {
        document: { name: 'spec-warm-shake' },
        steps: expect.arrayContaining([expect.objectContaining({ step: 'load', by: 'model' })]),
      },
    });
    expect(body.revisions[0].errors).toBeGreaterThan(0);
    expect(body.current.diagnostics).toContainEqual(
      expect.objectContaining({ code: 'W_ASSUMPTION', path: '/steps/0', message: 'the model took for granted: by hand' }),
    );
    expect(model.data(0, 'request')).toEqual([{ request: 'Warm and shake a plate' }]);
    expect(model.data(0, 'constraints')).toEqual([{ plate: 'clear' }]);
    expect(model.data(0, 'files')).toEqual([[{ name: 'notes.md', text: 'gently' }]]);
    expect(model.data(0, 'fleet')).toMatchObject([[{ id: 'shaker-1' }]]);
    expect(model.data(0, 'examples')).toMatchObject([expect.arrayContaining([expect.objectContaining({ slug: 'warm-shake' })])]);
    const [sent] = model.data(1, 'diagnostics') as { code: string; path: string }[][];
    expect(sent?.every(({ path }) => path.startsWith('/'))).toBe(true);
    expect(model.data(1, 'request')).toEqual([{ request: 'Warm and shake a plate' }]);
    for (const call of [0, 1]) {
      expect(model.asked(call)).toMatchObject({ store: false, model: 'scripted' });
      expect(model.asked(call)['instructions']).not.toContain('Warm and shake a plate');
    }
    const calls = (await subject.get(`/v1/model/calls?draft=${body.id}`)).body.items as Json[];
    const outcomes = calls.map(({ purpose, status }) => `${String(purpose)} ${String(status)}`);
    expect(outcomes.toSorted((a, b) => a.localeCompare(b))).toEqual(['draft answered', 'repair answered']);
    expect(new Set(calls.map(({ id }) => id))).toEqual(new Set(body.revisions.map((each: Json) => each['callId'])));
  });

  it('streams what happens, also after it is over and from any event on, and ends', async () => {
    const { id } = await drafted({ request: 'Warm it' }, answer(draft(tooHot)), answer(draft()));
    const all = await streamed(id);
    expect(all.map(({ type }) => type)).toEqual(['asked', 'revision', 'asked', 'revision', 'ended']);
    expect(all[1]?.data).toMatchObject({
      revision: 1,
      round: 0,
      diagnostics: expect.arrayContaining([expect.objectContaining({ severity: 'error' })]),
    });
    expect(all[2]?.data).toMatchObject({ purpose: 'repair', round: 1 });
    expect(all.at(-1)?.data).toMatchObject({ status: 'drafted', revision: 2 });
    expect((await streamed(id, all[2]?.id)).map(({ type }) => type)).toEqual(['revision', 'ended']);
  });

  it('streams the text of the answer while it comes', async () => {
    model.script(SILENCE);
    const { body } = await post('', { request: 'Warm it slowly' });
    await eventually('the model is asked', 10_000, () => model.calls === 1);
    const response = await fetch(`${subject.url}/v1/drafts/${body.id}/events`, { headers: subject.headersOf({ as: 'scientist' }) });
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    expect(Buffer.from(value ?? []).toString()).toContain(': draft');
    await reader.cancel();
    expect((await post(`/${body.id}/cancel`)).body).toMatchObject({ status: 'cancelled', revision: 0 });
    await eventually('the call is given up', 10_000, async () => {
      const [call] = (await subject.get(`/v1/model/calls?draft=${body.id}`)).body.items as Json[];
      return call?.['failure'] === 'cancelled';
    });
    expect((await streamed(body.id)).map(({ type }) => type)).toEqual(['asked', 'ended']);
    model.script(answer(draft()));
    expect((await post(`/${body.id}/restart`)).status).toBe(202);
    expect(await ended(body.id)).toMatchObject({ status: 'drafted', revision: 1 });
  });

  it('when the request does not say enough, has questions, and an instruction answers them', async () => {
    const questions = [{ about: 'plate', question: 'Which plate?' }];
    const body = await drafted({ request: 'Shake' }, answer(null, { questions }));
    expect(body).toMatchObject({ status: 'needs_answers', questions, revision: 0, current: null });
    model.script(answer(draft()));
    expect((await post(`/${body.id}/instructions`, { instruction: 'A clear one.' })).status).toBe(202);
    expect(await ended(body.id)).toMatchObject({ status: 'drafted', revision: 1, questions: [] });
    expect(model.data(0, 'instruction')).toEqual([{ instruction: 'A clear one.', askedBefore: questions }]);
  });

  it('when an instruction is given, changes the newest revision, and steps that stay keep whose they are', async () => {
    const body = await drafted({ request: 'Warm it' }, answer(draft()));
    model.script(answer(draft((made) => (step(made, 'load')['instruction'] = 'Put the plate in, gently.'))));
    await post(`/${body.id}/instructions`, { instruction: 'Be gentle.' });
    const again = await ended(body.id);
    expect(model.data(0, 'current_draft')).toMatchObject([{ name: 'spec-warm-shake' }]);
    expect(again).toMatchObject({ revision: 2, instruction: 'Be gentle.' });
    const callOf = (view: Json & { current: { steps: { step: string; callId: string }[] } }, id: string) =>
      view.current.steps.find((each) => each.step === id)?.callId;
    expect(callOf(again, 'load')).not.toBe(callOf(body, 'load'));
    expect(callOf(again, 'unload')).toBe(callOf(body, 'unload'));
    const diff = await subject.get(`/v1/drafts/${body.id}/diff?from=1&to=2`);
    expect(diff.body).toMatchObject({
      same: false,
      changes: [{ of: 'step', id: 'load', change: 'changed' }],
      authors: [{ step: 'load', before: 'model', after: 'model', callId: callOf(again, 'load') }],
    });
  });

  it('when a person patches it, makes a revision of theirs, and says which steps they touched', async () => {
    const { id } = await drafted({ request: 'Warm it' }, answer(draft()));
    const { headers, body: seen } = await subject.get(`/v1/drafts/${id}`);
    const tag = headers.get('etag') ?? '';
    const made = await patch(id, [{ op: 'replace', path: '/steps/0/instruction', value: 'Put it in.' }], tag);
    expect(made).toMatchObject({
      status: 200,
      body: { revision: 2, current: { by: 'person', actor: 'user:scientist', round: null, callId: null } },
    });
    expect(made.body.current.steps.map((each: Json) => [each['step'], each['by']])).toEqual(
      seen.current.steps.map((each: Json) => [each['step'], each['step'] === 'load' ? 'model_then_person' : 'model']),
    );
    expect((await patch(id, [{ op: 'remove', path: '/purpose' }], tag)).status).toBe(412);
    expect(await patch(id, [{ op: 'remove', path: '/steps/99' }])).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('operation 1') },
    });
    expect(await patch(id, [{ op: 'put', path: '/x' }])).toMatchObject({ status: 422 });
    const wrong = await patch(id, [{ op: 'replace', path: '/steps/1/duration', value: 'briefly' }]);
    expect(wrong.body.current.diagnostics).toContainEqual(expect.objectContaining({ code: 'E_VAGUE', path: '/steps/1/duration' }));
    const [, { id: shaken }] = draft().steps as [Json, { id: string }];
    expect((await subject.get(`/v1/drafts/${id}/diff?from=1&to=3`)).body).toMatchObject({
      changes: [{ id: 'load' }, { id: shaken, values: [{ field: 'duration', after: 'briefly' }] }],
      authors: [
        { step: 'load', before: 'model', after: 'model_then_person' },
        { step: shaken, before: 'model', after: 'model_then_person' },
      ],
    });
    expect((await subject.call('PATCH', `/v1/drafts/${id}`, { as: 'scientist', body: [] })).status).toBe(422);
  });

  it('when it is submitted, is the protocol of its asker, with who wrote each step beside it', async () => {
    const version = next();
    const written = '# Warming\n\n1. Put the plate in.\n2. Warm and shake it.\n3. Admire it.';
    const sentences = [
      { number: 2, steps: ['load'], why: null },
      { number: 3, steps: ['warm_shake'], why: null },
      { number: 4, steps: [], why: 'no step' },
    ];
    const body = await drafted(
      { request: 'As written', written },
      answer(
        draft(() => undefined, version),
        { sentences },
      ),
    );
    expect(model.data(0, 'sentences')).toMatchObject([[{ number: 1, text: 'Warming' }, { number: 2, text: 'Put the plate in.' }, {}, {}]]);
    expect(body.current.sentences.filter((each: { steps: string[] }) => each.steps.length === 0)).toEqual([
      { number: 1, text: 'Warming', steps: [], why: 'the model did not account for it' },
      { number: 4, text: 'Admire it.', steps: [], why: 'no step' },
    ]);
    const sent = await post(`/${body.id}/submit`);
    expect(sent).toMatchObject({ status: 201, body: { draft: body.id, revision: 1, status: 'in_review' } });
    const { hash } = sent.body;
    const protocol = (await subject.get(`/v1/protocols/${hash}`)).body;
    expect(protocol).toMatchObject({ version, author: { name: 'scientist' }, document: body.current.document });
    expect(protocol.provenance.find((each: Json) => each['step'] === 'load')).toEqual({
      step: 'load',
      by: 'model',
      sentences: [2],
      source: 'Put the plate in.',
      callId: body.revisions[0].callId,
      draft: body.id,
      model: { provider: 'compatible', model: 'scripted-1', simulated: false },
    });
    expect((await subject.get(`/v1/protocols/${hash}/markdown`)).body).toContain('| load | a model (scripted\\-1) | Put the plate in. |');
    expect(await show(body.id)).toMatchObject({ status: 'submitted', protocol: hash });
    const own = await subject.post('/v1/protocols', 'scientist', warmShake(next()), { type: 'application/yaml' });
    expect(own.body.provenance).toEqual([]);
  });

  it('is of its asker alone: others do not find it, reviewers and officers see it and change nothing', async () => {
    const { id } = await drafted({ request: 'Warm it' }, answer(draft()));
    for (const path of ['', '/diff?from=1&to=1', '/events'])
      expect((await subject.get(`/v1/drafts/${id}${path}`, 'other')).status).toBe(404);
    for (const path of ['/submit', '/cancel', '/restart']) expect((await post(`/${id}${path}`, undefined, 'other')).status).toBe(404);
    expect((await patch(id, [{ op: 'remove', path: '/purpose' }], '*', 'other')).status).toBe(404);
    expect((await subject.get('/v1/drafts', 'other')).body.items).toEqual([]);
    expect((await subject.get(`/v1/drafts?after=${id}`, 'other')).status).toBe(400);
    for (const role of ['reviewer', 'biosafety_officer']) {
      expect((await subject.get(`/v1/drafts/${id}`, role)).status).toBe(200);
      expect((await subject.get('/v1/drafts', role)).body.items.map((each: Json) => each['id'])).toContain(id);
      expect((await post(`/${id}/submit`, undefined, role)).status).toBe(403);
    }
    await subject.principal('both-roles', 'scientist', 'reviewer');
    expect(await post(`/${id}/submit`, undefined, 'both-roles')).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining('scientist') },
    });
  });

  describe('what screening holds', () => {
    const heldOf = async (id: string) =>
      (await subject.get('/v1/screening/drafts', 'biosafety_officer')).body.items.find((each: Json) => each['draft'] === id);

    it.each([
      ['a request', { request: 'Grow Yersinia pestis in a flask' }, '/request'],
      ['a constraint', { request: 'Grow it', constraints: { strain: 'Y. pestis' } }, '/constraints'],
      ['a written protocol', { request: 'As written', written: 'Take the ricin. Shake.' }, '/written'],
      ['a file', { request: 'As in the file', files: [{ name: 'a.txt', text: 'Bacillus anthracis' }] }, '/files/0/text'],
      ['the name of a file', { request: 'As in the file', files: [{ name: 'ricin purification.txt', text: 'shake' }] }, '/files/0/name'],
    ])('in %s, goes to no model, and waits for the officer', async (_title, request, path) => {
      model.script(answer(draft()));
      const { status, body } = await post('', request);
      expect([status, body.status]).toEqual([202, 'held_biosafety']);
      expect(await heldOf(body.id)).toMatchObject({
        subject: 'request',
        findings: expect.arrayContaining([expect.objectContaining({ path })]),
      });
      for (const [way, given] of [
        ['restart', undefined],
        ['instructions', { instruction: 'go on' }],
      ] as const)
        expect((await post(`/${body.id}/${way}`, given)).status).toBe(409);
      expect(model.calls).toBe(0);
    });

    it('in a draft, ends it at once without a repair, and it is changed no more', async () => {
      const body = await drafted(
        { request: 'Warm it' },
        answer(draft((made) => (tooHot(made), (made['title'] = 'Growth of Francisella tularensis')), next())),
      );
      expect(body).toMatchObject({ status: 'held_biosafety', revision: 1 });
      expect(model.calls).toBe(1);
      expect(await heldOf(body.id)).toMatchObject({ subject: 'draft', title: 'Warm it', asker: { name: 'scientist' } });
      expect((await patch(body.id, [{ op: 'replace', path: '/title', value: 'Growth' }])).status).toBe(409);
      expect((await post(`/${body.id}/instructions`, { instruction: 'go on' })).status).toBe(409);
      const told = await test.database.query(`select data from lab.events where type = 'draft.held' and data->>'draft' = $1`, [body.id]);
      expect(told).toHaveLength(1);
      expect(JSON.stringify(told)).not.toContain('Warm it');
    });

    it('in an instruction or a change of a person, holds the draft', async () => {
      const first = await drafted({ request: 'Warm it' }, answer(draft()));
      expect((await post(`/${first.id}/instructions`, { instruction: 'Add ricin.' })).body.status).toBe('held_biosafety');
      const second = await drafted({ request: 'Warm it' }, answer(draft()));
      const made = await patch(second.id, [{ op: 'replace', path: '/title', value: 'With ricin' }]);
      expect(made.body).toMatchObject({ status: 'held_biosafety', revision: 2 });
      expect(await heldOf(second.id)).toMatchObject({ subject: 'draft' });
    });

    it('at the endpoint itself, is held, told, and asked no more', async () => {
      const body = await drafted({ request: 'Warm it' }, fails('bio_policy', 400));
      expect(body).toMatchObject({ status: 'held_biosafety', failure: 'biosafety' });
      expect(await heldOf(body.id)).toMatchObject({
        findings: [expect.objectContaining({ message: expect.stringContaining('bio_policy') })],
      });
      expect(model.calls).toBe(1);
    });
  });

  it.each([
    ['wrong_key', fails('invalid_api_key', 401), 'OPENAI_API_KEY'],
    ['server_error', fails('server_error', 500), 'the endpoint failed'],
    ['malformed', { says: { text: '{"protocol": 7}' } }, 'not what was asked for'],
  ])('when the endpoint fails (%s), says why, and can be begun again', async (failure, reply, says) => {
    const body = await drafted({ request: 'Warm it' }, reply);
    expect(body).toMatchObject({ status: 'failed', failure, problem: expect.stringContaining(says) });
    model.script(answer(draft()));
    await post(`/${body.id}/restart`);
    expect(await ended(body.id)).toMatchObject({ status: 'drafted', problem: null, failure: null });
  });

  it('when a repair does not come, keeps the draft with what is left in it', async () => {
    const body = await drafted({ request: 'Warm it' }, answer(draft(tooHot)), fails('server_error', 500));
    expect(body).toMatchObject({ status: 'drafted', revision: 1, failure: 'server_error' });
    expect(await post(`/${body.id}/submit`)).toMatchObject({ status: 422, body: { code: 'PROTOCOL_DOES_NOT_COMPILE' } });
  });

  it('when its process is gone, is interrupted, and any process begins it again', async () => {
    const { id } = await drafted({ request: 'Warm it' }, answer(draft()));
    await test.database.query(
      `update lab.drafts set status = 'drafting', worker = gen_random_uuid(), alive_until = clock_timestamp() - interval '1 s' where id = $1`,
      [id],
    );
    expect(await show(id)).toMatchObject({ status: 'interrupted', problem: expect.stringContaining('begin it again') });
    model.script(answer(draft()));
    expect((await post(`/${id}/restart`)).status).toBe(202);
    expect(await ended(id)).toMatchObject({ status: 'drafted', revision: 2 });
  });

  it('has a model at work on three drafts of one person at most, and on each of them once', async () => {
    model.script(SILENCE, SILENCE, SILENCE);
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push((await post('', { request: `Warm it ${i}` })).body.id);
    expect(await post('', { request: 'One more' })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('you have 3 drafts') },
    });
    expect((await post(`/${ids[0]}/instructions`, { instruction: 'x' })).status).toBe(409);
    for (const id of ids) expect((await post(`/${id}/cancel`)).status).toBe(200);
    expect((await post(`/${ids[0]}/cancel`)).status).toBe(409);
  });

  it.each([
    ['nothing', {}],
    ['an empty request', { request: ' ' }],
    ['a file that is no text', { request: 'x', files: [{ name: 'a.exe', text: 'x' }] }],
    ['eleven files', { request: 'x', files: Array.from({ length: 11 }, () => ({ name: 'a.txt', text: 'x' })) }],
    ['too much text', { request: 'x', files: Array.from({ length: 4 }, () => ({ name: 'a.txt', text: 'x'.repeat(90_000) })) }],
    ['an object as a constraint', { request: 'x', constraints: { a: {} } }],
    ['an unknown field', { request: 'x', model: 'gpt' }],
    ['too many sentences', { request: 'x', written: 'A. '.repeat(600).replaceAll('A', 'Shake it now') }],
  ])('refuses %s', async (_title, body) => {
    expect((await post('', body)).status).toBe(422);
  });

  it('takes no draft of whoever may not write protocols', async () => {
    for (const role of ['technician', 'reviewer', 'admin']) expect((await post('', { request: 'x' }, role)).status).toBe(403);
  });
});
