import { DEFAULT_MODEL_SETTINGS } from '@labwright/drafting';
import { ProtocolSchema, draftOf, parseProtocol } from '@labwright/protocol';
import { DraftingModel, eventually, openTestDatabase, type ScriptedReply, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';
import { addShaker, warmShake } from '../fixtures/warm-shake';
import { DraftWorker } from './draft-worker';

// The first draft of a process reads the library, which takes a second of an idle machine.
jest.setTimeout(120_000);

const SILENCE = { stalls: 'at_once' } as const;

/** The draft of the small protocol, under a title, as a model says it, or without one of its steps. */
function titled(title: string, { leaveOut = '' } = {}): ScriptedReply {
  const made = draftOf(ProtocolSchema.parse(parseProtocol(warmShake()).document));
  const steps = (made['steps'] as readonly { id: string }[]).filter(({ id }) => id !== leaveOut);
  return {
    says: { text: JSON.stringify({ protocol: { ...made, title, steps }, questions: [], assumptions: [], sentences: [] }) },
  };
}

/** A promise with its way out. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('works on drafts, at two processes of the API', () => {
  let test: TestDatabase;
  let model: DraftingModel;
  let first: ApiFixture;
  let second: ApiFixture;

  beforeAll(async () => {
    test = await openTestDatabase();
    model = await DraftingModel.open();
    const settings = { ...DEFAULT_MODEL_SETTINGS, baseUrl: model.url, apiKey: 'spec', provider: 'compatible', retries: 0 } as const;
    first = await ApiFixture.start(test.database, test.url, { model: settings });
    second = await ApiFixture.again(test.database, test.url, { model: settings });
    await addShaker(first);
  });
  afterAll(async () => {
    await second.stop();
    await first.stop();
    await model.close();
    await test.drop();
  });

  /** At the second process, with the keys of the first. */
  const atSecond = async (path: string) => {
    const response = await fetch(`${second.url}/v1/drafts${path}`, { method: 'POST', headers: first.headersOf({ as: 'scientist' }) });
    return response.status;
  };
  const post = (path: string, body?: unknown, as = 'scientist') => first.post(`/v1/drafts${path}`, as, body);
  const show = async (id: string) => (await first.get(`/v1/drafts/${id}`)).body;
  const ended = (id: string) =>
    eventually('the model is done with it', 60_000, async () => {
      const body = await show(id);
      return body.status === 'drafting' ? null : body;
    });
  const begun = async (request: object, calls: number): Promise<string> => {
    const { body } = await post('', request);
    await eventually('the model is asked', 60_000, () => model.calls === calls);
    return body.id as string;
  };
  const typesOf = async (id: string) => {
    const rows = await test.database.query<{ type: string }>(`select type from lab.draft_events where draft_id = $1 order by seq`, [id]);
    return rows.map(({ type }) => type);
  };
  const idle = (api: ApiFixture) => eventually('no work is left', 60_000, () => api.server.app.get(DraftWorker).count === 0);

  it('when one is cancelled and begun again at another process, what the first one still brings changes nothing', async () => {
    const [old, now] = [gate(), gate()];
    model.script({ after: old.opened, then: titled('Stale') }, { after: now.opened, then: titled('Fresh') });
    const id = await begun({ request: 'Warm it' }, 1);
    expect(await atSecond(`/${id}/cancel`)).toBe(200);
    expect(await atSecond(`/${id}/restart`)).toBe(202);
    await eventually('the second process asks', 60_000, () => model.calls === 2);
    old.open();
    await idle(first);
    expect(await show(id)).toMatchObject({ status: 'drafting', revision: 0 });
    now.open();
    expect(await ended(id)).toMatchObject({ status: 'drafted', revision: 1, current: { document: { title: 'Fresh' } } });
    expect(await typesOf(id)).toEqual(['asked', 'ended', 'asked', 'revision', 'ended']);
  });

  it('when one is cancelled at another process, its call is given up without an answer', async () => {
    model.script(SILENCE);
    const id = await begun({ request: 'Warm it' }, 1);
    expect(await atSecond(`/${id}/cancel`)).toBe(200);
    await idle(first);
    expect(await show(id)).toMatchObject({ status: 'cancelled', revision: 0 });
  });

  it('when one is begun again after a round, accounts for the steps that it had before, and those that stay keep their author', async () => {
    const late = gate();
    model.script(titled('First'));
    const id = await begun({ request: 'Warm it' }, 1);
    const before = await ended(id);
    model.script(titled('Second', { leaveOut: 'load' }), { after: late.opened, then: titled('Late') });
    expect((await post(`/${id}/instructions`, { instruction: 'Be gentle.' })).status).toBe(202);
    await eventually('the model is asked to put the step back', 60_000, () => model.calls === 2);
    expect((await post(`/${id}/cancel`)).status).toBe(200);
    late.open();
    model.script(titled('Third', { leaveOut: 'load' }), titled('Fourth', { leaveOut: 'load' }));
    expect((await post(`/${id}/restart`)).status).toBe(202);
    const after = await ended(id);
    expect(after.current.diagnostics).toContainEqual(
      expect.objectContaining({ code: 'W_ASSUMPTION', message: '1 step was left out without being asked for: load' }),
    );
    const callOf = (body: typeof after) => body.current.steps.find((each: { step: string }) => each.step === 'unload')?.callId;
    expect(callOf(after)).toBe(callOf(before));
  });

  it('when many are asked for at the same time, begins no more than three', async () => {
    model.script(...Array.from({ length: 8 }, () => SILENCE));
    const replies = await Promise.all(Array.from({ length: 8 }, (_, i) => post('', { request: `Warm it ${i}` })));
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 202, 202, 409, 409, 409, 409, 409]);
    for (const { status, body } of replies) if (status === 202) expect((await post(`/${body.id}/cancel`)).status).toBe(200);
  });

  it('when a process has ended in the middle of them, they take no place, are listed as interrupted, and their streams are told', async () => {
    model.script(SILENCE, SILENCE, SILENCE);
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push(await begun({ request: `Warm it ${i}` }, i + 1));
    await test.database.query(
      `update lab.drafts set worker = gen_random_uuid(), alive_until = clock_timestamp() - interval '1 s' where status = 'drafting'`,
    );
    model.script(titled('Another'));
    const { status, body } = await post('', { request: 'One more' });
    expect(status).toBe(202);
    await ended(body.id);
    const { items } = (await first.get('/v1/drafts?status=interrupted')).body;
    expect(new Set(items.map((each: { id: string }) => each.id))).toEqual(new Set(ids));
    expect((await typesOf(ids[0] ?? '')).at(-1)).toBe('ended');
  });

  it('when nobody asks, is interrupted all the same', async () => {
    model.script(SILENCE);
    const id = await begun({ request: 'Warm it' }, 1);
    await test.database.query(
      `update lab.drafts set worker = gen_random_uuid(), alive_until = clock_timestamp() - interval '1 s' where id = $1`,
      [id],
    );
    await eventually('it is interrupted', 60_000, async () => {
      const [row] = await test.database.query<{ status: string }>(`select status from lab.drafts where id = $1`, [id]);
      return row?.status === 'interrupted';
    });
  });

  it('shows its stream to one person ten times at most, and to others still', async () => {
    model.script(SILENCE);
    const id = await begun({ request: 'Warm it' }, 1);
    const abort = new AbortController();
    const look = (as: string) => fetch(`${first.url}/v1/drafts/${id}/events`, { headers: first.headersOf({ as }), signal: abort.signal });
    const looks = await Promise.all(Array.from({ length: 11 }, () => look('scientist')));
    expect(looks.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([...Array.from({ length: 10 }, () => 200), 503]);
    const refused = looks.find(({ status }) => status === 503);
    expect(await refused?.json()).toMatchObject({ code: 'TOO_MANY_STREAMS', detail: expect.stringContaining('close one') });
    expect((await look('reviewer')).status).toBe(200);
    abort.abort();
    expect((await post(`/${id}/cancel`)).status).toBe(200);
  });
});
