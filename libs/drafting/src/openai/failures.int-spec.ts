import { openScriptedModel, type ScriptedModel, type ScriptedReply } from '@labwright/testing';
import { askSum, modelAt } from '../fixtures/model-at';
import type { FailureKind } from '../model-port';
import { guardedFetch } from './guarded-fetch';
import type { ModelSettings } from './model-settings';

jest.setTimeout(30_000);

const error = (code: string, message = 'because'): object => ({ error: { code, message, type: 'x', param: null } });

/** What the endpoint does; then what it is to us, and a word of the way out. */
type Scene = readonly [title: string, reply: ScriptedReply, failure: FailureKind, says: RegExp];

const BOTH: readonly Scene[] = [
  ['declines', { says: { refusal: 'I will not do that.' } }, 'refused', /declined: I will not do that: read why.*write it yourself/],
  ['is cut off', { says: { text: '{"su', cutOff: 'max_output_tokens' } }, 'cut_off', /not whole and is not used/],
  ['withholds the answer', { says: { cutOff: 'content_filter' } }, 'filtered', /filter withheld/],
  ['sends broken JSON as the answer', { says: { text: '{"sum": 4' } }, 'malformed', /is no JSON.*LABWRIGHT_MODEL/],
  ['sends JSON that does not fit', { says: { text: '{"sum": "four"}' } }, 'malformed', /sum: .*expected number/],
  ['sends JSON with a field too much', { says: { text: '{"sum": 4, "approve": true}' } }, 'malformed', /approve/],
  ['sends a page', { status: 200, body: '<html></html>', headers: { 'content-type': 'application/json' } }, 'malformed', /no answer/],
  ['sends JSON that is no answer', { status: 200, body: { ok: true } }, 'malformed', /no answer/],
  [
    'says the key that it refuses',
    { status: 401, body: error('invalid_api_key', 'sk-of-a-spec is wrong') },
    'wrong_key',
    /\(hidden\) is wrong/,
  ],
  ['says nothing', { says: {} }, 'malformed', /empty/],
  ['blocks for biosafety', { status: 400, body: error('bio_policy') }, 'biosafety', /not asked again.*biosafety officer/],
  ['blocks for biosafety with a status that is repeated', { status: 503, body: error('bio_policy') }, 'biosafety', /not asked again/],
  ['does not take the prompt', { status: 400, body: error('invalid_prompt') }, 'invalid_prompt', /shorten or reword/],
  [
    'takes no more requests',
    { status: 429, body: error('rate_limit_exceeded'), headers: { 'retry-after': '3600' } },
    'rate_limited',
    /wait/,
  ],
  ['has no quota left', { status: 429, body: error('insufficient_quota') }, 'out_of_budget', /budget/],
  ['fails', { status: 500, body: error('server_error') }, 'server_error', /ask again/],
  ['fails with a page', { status: 502, body: '<html>bad gateway</html>' }, 'server_error', /502/],
  ['does not take the key', { status: 401, body: error('invalid_api_key') }, 'wrong_key', /OPENAI_API_KEY/],
  [
    'takes no images',
    { status: 400, body: error('unsupported_value', 'images are not supported') },
    'unsupported',
    /images are not supported.*LABWRIGHT_MODEL/,
  ],
  ['has no such route', { status: 404, body: 'not found' }, 'unsupported', /OPENAI_BASE_URL/],
  ['sends the caller elsewhere', { status: 307, headers: { location: 'http://127.0.0.2:9/v1/responses' } }, 'unsupported', /307/],
  ['cuts the line at once', { drops: 'at_once' }, 'unreachable', /OPENAI_BASE_URL/],
  ['does not answer', { stalls: 'at_once' }, 'timed_out', /LABWRIGHT_MODEL_STALL_S/],
];

const PIECES: readonly Scene[] = [
  ['falls silent in the middle', { stalls: 'in_the_middle' }, 'timed_out', /in the time allowed/],
  ['cuts the line in the middle', { drops: 'in_the_middle' }, 'unreachable', /broke off/],
  ['ends the stream as if all were well', { events: [] }, 'cut_off', /before the answer was complete/],
];

const RESPONSES: readonly Scene[] = [
  [
    'says inside of an answer that it was blocked for biosafety',
    { says: { error: { code: 'bio_policy', message: 'x' } } },
    'biosafety',
    /biosafety officer/,
  ],
  [
    'says inside of an answer that it failed',
    { says: { error: { code: 'server_error', message: 'oh' } } },
    'server_error',
    /server_error \(oh\)/,
  ],
  [
    'says inside of an answer that the prompt is invalid',
    { says: { error: { code: 'invalid_prompt', message: 'x' } } },
    'invalid_prompt',
    /reword/,
  ],
];

const STREAM: readonly Scene[] = [
  [
    'begins with an error',
    { events: [{ type: 'error', code: 'server_error', message: 'overloaded', param: null }] },
    'server_error',
    /overloaded/,
  ],
  [
    'begins with a block for biosafety',
    { events: [{ type: 'error', code: 'bio_policy', message: 'x', param: null }] },
    'biosafety',
    /officer/,
  ],
  [
    'sends no JSON as an event',
    { status: 200, body: 'data: {"type"\n\n', headers: { 'content-type': 'text/event-stream' } },
    'malformed',
    /no answer/,
  ],
];

const SCENES = [
  ['responses', 'whole', [...BOTH, ...RESPONSES]],
  ['responses', 'in pieces', [...BOTH, ...PIECES, ...RESPONSES, ...STREAM]],
  ['chat_completions', 'whole', BOTH],
  ['chat_completions', 'in pieces', [...BOTH, ...PIECES]],
] as const satisfies readonly (readonly [ModelSettings['api'], string, readonly Scene[]])[];

describe.each(SCENES)('an endpoint by %s, %s', (api, form, scenes) => {
  let endpoint: ScriptedModel;
  beforeAll(async () => void (endpoint = await openScriptedModel()));
  afterAll(() => endpoint.close());
  afterEach(() => {
    endpoint.seen.splice(0);
    endpoint.script.splice(0);
  });

  it.each(scenes.map((scene) => [...scene]))('when it %s, is a failure that says what to do', async (_title, reply, failure, says) => {
    endpoint.script.push(reply);
    const times = failure === 'timed_out' ? { stallMs: 1_500, limitMs: 3_000 } : {};
    const { model, book } = modelAt(endpoint.url, { api, ...times });
    const outcome = await model.ask(askSum(form === 'whole' ? {} : { onText: () => undefined }));
    expect(outcome).toMatchObject({ ok: false, failure, message: expect.stringMatching(says), callId: '1' });
    expect(book.ended).toMatchObject([{ status: 'failed', failure, message: (outcome as { message: string }).message }]);
    expect(endpoint.seen).toHaveLength(1);
  });

  it('when it sends what is no answer, writes nothing of it into the log of the process', async () => {
    const written = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    try {
      endpoint.script.push({ status: 200, body: 'data: {"secret"\n\n', headers: { 'content-type': 'text/event-stream' } });
      await modelAt(endpoint.url, { api }).model.ask(askSum(form === 'whole' ? {} : { onText: () => undefined }));
      expect(written).not.toHaveBeenCalled();
    } finally {
      written.mockRestore();
    }
  });

  it('when nothing is there, says that it cannot be reached', async () => {
    const gone = await openScriptedModel();
    await gone.close();
    const { model, book } = modelAt(gone.url, { api });
    const outcome = await model.ask(askSum(form === 'whole' ? {} : { onText: () => undefined }));
    expect(outcome).toMatchObject({ ok: false, failure: 'unreachable', message: expect.stringContaining('ECONNREFUSED') });
    expect(book.last).toMatchObject({ status: 'failed', failure: 'unreachable', countedTokens: 0 });
  });

  it('when the caller gives up, ends at once', async () => {
    endpoint.script.push({ stalls: form === 'whole' ? 'at_once' : 'in_the_middle' });
    const { model } = modelAt(endpoint.url, { api });
    const outcome = await model.ask(askSum({ signal: AbortSignal.timeout(100), ...(form === 'whole' ? {} : { onText: () => undefined }) }));
    expect(outcome).toMatchObject({ ok: false, failure: 'cancelled' });
  });
});

describe('a call that failed', () => {
  let endpoint: ScriptedModel;
  beforeEach(async () => void (endpoint = await openScriptedModel({ says: { text: '{"sum": 4}' } })));
  afterEach(() => endpoint.close());

  it('when the endpoint asks to wait, is made again after that time', async () => {
    endpoint.script.push({ status: 429, body: error('rate_limit_exceeded'), headers: { 'retry-after-ms': '400' } });
    const { model, book } = modelAt(endpoint.url, { retries: 2 });
    expect(await model.ask(askSum())).toMatchObject({ ok: true, value: { sum: 4 } });
    const [first, second] = endpoint.seen;
    expect(second!.atMs - first!.atMs).toBeGreaterThanOrEqual(390);
    expect(second!.text).toBe(first!.text);
    expect(book.ended).toHaveLength(1);
  });

  it('when the endpoint goes on failing, is made no more often than is set', async () => {
    endpoint.script.push(...Array.from({ length: 5 }, () => ({ status: 500, body: error('server_error') }) as const));
    const { model } = modelAt(endpoint.url, { retries: 1 });
    expect(await model.ask(askSum())).toMatchObject({ ok: false, failure: 'server_error' });
    expect(endpoint.seen).toHaveLength(2);
  });

  it('when the endpoint asks for an hour, or for a moment, or to be asked again for what is final, is not made again', async () => {
    const once = [
      { status: 429, body: error('rate_limit_exceeded'), headers: { 'retry-after': '3600' } },
      { status: 503, body: error('server_error'), headers: { 'retry-after': 'Wed, 21 Oct 2099 07:28:00 GMT' } },
      { status: 400, body: error('bio_policy'), headers: { 'x-should-retry': 'true' } },
      { status: 503, body: error('bio_policy') },
      { status: 429, body: error('insufficient_quota') },
      { status: 400, body: error('anything'), headers: { 'x-should-retry': 'true' } },
    ] as const;
    for (const reply of once) {
      endpoint.seen.splice(0);
      endpoint.script.push(reply);
      const { model } = modelAt(endpoint.url, { retries: 2 });
      expect(await model.ask(askSum())).toMatchObject({ ok: false });
      expect(endpoint.seen).toHaveLength(1);
    }
  });

  it('when the caller gives up while the SDK waits, ends at once', async () => {
    endpoint.script.push({ status: 429, body: error('rate_limit_exceeded'), headers: { 'retry-after': '3' } });
    const { model } = modelAt(endpoint.url, { retries: 2 });
    const began = performance.now();
    expect(await model.ask(askSum({ signal: AbortSignal.timeout(200) }))).toMatchObject({ ok: false, failure: 'cancelled' });
    expect(performance.now() - began).toBeLessThan(2_500);
  });

  it('when an endpoint sends the caller elsewhere, neither key nor question goes there', async () => {
    const elsewhere = await openScriptedModel({ says: { text: '{"sum": 4}' } });
    try {
      endpoint.script.push({ status: 308, headers: { location: `${elsewhere.url}/responses` } });
      const { model } = modelAt(endpoint.url, { retries: 2 });
      expect(await model.ask(askSum())).toMatchObject({ ok: false, failure: 'unsupported' });
      expect(elsewhere.seen).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  it('when an answer is longer than any can be, is given up', async () => {
    endpoint.script.push({ status: 200, body: Buffer.alloc(2_000, ' ') }, { status: 200, body: Buffer.alloc(1_000, ' ') });
    const subject = guardedFetch(endpoint.url, 1_000);
    const [long, short] = [await subject(endpoint.url), await subject(endpoint.url)];
    await expect(long.text()).rejects.toThrow('an answer of more than 1000 bytes');
    expect(await short.text()).toHaveLength(1_000);
  });

  it('when it would go to another place than its endpoint, is not made', async () => {
    const subject = guardedFetch(endpoint.url);
    await expect(subject('http://127.0.0.2:1/v1/responses')).rejects.toThrow('was refused');
    await expect(subject(new Request('http://127.0.0.2:1/v1/responses'))).rejects.toThrow('was refused');
    expect(endpoint.seen).toEqual([]);
  });
});
