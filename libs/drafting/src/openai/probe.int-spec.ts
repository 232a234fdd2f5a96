import { openScriptedModel, type ScriptedModel, type ScriptedReply } from '@labwright/testing';
import { askSum, modelAt } from '../fixtures/model-at';

jest.setTimeout(30_000);

const SUM = { says: { text: '{"sum": 4}' } } as const;
const refusal = (message: string): ScriptedReply => ({ status: 400, body: { error: { code: 'unsupported_value', message } } });
const paths = (endpoint: ScriptedModel): string[] => endpoint.seen.map(({ path }) => path.replace('/v1', ''));

describe('the probe of an endpoint', () => {
  let endpoint: ScriptedModel;
  beforeEach(async () => void (endpoint = await openScriptedModel(SUM)));
  afterEach(() => endpoint.close());

  it('when the endpoint can do everything, takes one question and one sentence, each in the book', async () => {
    const { model, book } = modelAt(endpoint.url, { api: null });
    expect(await model.status()).toEqual({
      provider: 'compatible',
      model: 'gpt-5.4',
      api: 'responses',
      reachable: true,
      can: { strictSchema: true, images: true, tools: true, audio: true },
      problem: null,
    });
    expect(paths(endpoint)).toEqual(['/responses', '/audio/speech']);
    expect(book.begun.map(({ purpose, context }) => [purpose, context.actor])).toEqual([
      ['probe', 'system'],
      ['speak', 'system'],
    ]);
    await model.status();
    await model.ask(askSum());
    expect(paths(endpoint)).toEqual(['/responses', '/audio/speech', '/responses']);
  });

  it('when the endpoint has no Responses, finds Chat Completions, and asks that way', async () => {
    endpoint.script.push({ status: 404, body: 'not found' });
    const { model } = modelAt(endpoint.url, { api: null });
    expect(await model.ask(askSum())).toMatchObject({ ok: true, value: { sum: 4 } });
    expect(paths(endpoint)).toEqual(['/responses', '/chat/completions', '/audio/speech', '/chat/completions']);
    expect(await model.status()).toMatchObject({ api: 'chat_completions', reachable: true });
  });

  it('when the endpoint takes no images and speaks nothing, says so', async () => {
    const no = refusal('no images here');
    endpoint.script.push(no, no, SUM, no, SUM, { status: 404 });
    const { model } = modelAt(endpoint.url);
    expect(await model.status()).toMatchObject({
      reachable: true,
      can: { strictSchema: true, images: false, tools: true, audio: false },
      problem: null,
    });
  });

  it('when the endpoint takes no images, a photo is not sent to it, and the reason is in words; the rest is', async () => {
    const no = refusal('no images here');
    endpoint.script.push(no, no, SUM, no, SUM);
    const { model, book } = modelAt(endpoint.url);
    await model.status();
    const before = endpoint.seen.length;
    const images = [{ mediaType: 'image/png', bytes: Buffer.from('89504e470d0a1a0a', 'hex') }] as const;
    expect(await model.ask(askSum({ images }))).toMatchObject({
      ok: false,
      failure: 'unsupported',
      message: expect.stringMatching(/takes no images, so the photo was not sent and a person has to look at it: .*LABWRIGHT_MODEL/),
    });
    expect(endpoint.seen).toHaveLength(before);
    expect(book.last).toMatchObject({ status: 'failed', failure: 'unsupported', countedTokens: 0 });
    expect(book.held.at(-1)).toMatchObject({ tokens: 0 });
    expect(await model.ask(askSum())).toMatchObject({ ok: true });
  });

  it('when the endpoint has no speech, is not asked for a sentence again; what is heard it is asked all the same', async () => {
    endpoint.script.push(SUM, { status: 404 });
    const { model } = modelAt(endpoint.url);
    expect(await model.status()).toMatchObject({ can: { audio: false } });
    const before = endpoint.seen.length;
    expect(await model.speak('Hello', { actor: 'somebody' })).toMatchObject({
      ok: false,
      failure: 'unsupported',
      message: expect.stringContaining('has no speech'),
    });
    expect(endpoint.seen).toHaveLength(before);
    endpoint.script.push({ status: 200, body: { text: 'next' } });
    const spoken = { mediaType: 'audio/wav', fileName: 'note.wav', bytes: Buffer.from('RIFF-of-a-spec') };
    expect(await model.transcribe(spoken, { actor: 'somebody' })).toMatchObject({ ok: true, value: 'next' });
  });

  it('when the endpoint is only away while it is asked for what it can do, nothing is taken to be missing', async () => {
    const no = refusal('no images here');
    const away = { status: 429, body: { error: { code: 'rate_limit_exceeded', message: 'full' } } } as const;
    endpoint.script.push(no, no, SUM, away, SUM, away);
    const { model } = modelAt(endpoint.url);
    await model.status();
    const images = [{ mediaType: 'image/png', bytes: Buffer.from('89504e470d0a1a0a', 'hex') }] as const;
    expect(await model.ask(askSum({ images }))).toMatchObject({ ok: true });
    endpoint.script.push({ status: 200, body: Buffer.from('RIFF'), headers: { 'content-type': 'audio/wav' } });
    expect(await model.speak('Hello', { actor: 'somebody' })).toMatchObject({ ok: true });
  });

  it('when the caller gives up while the endpoint is silent to the first question, ends at once and is in the book', async () => {
    endpoint.script.push({ stalls: 'at_once' });
    const { model, book } = modelAt(endpoint.url, { api: null, limitMs: 6_000 });
    const began = performance.now();
    expect(await model.ask(askSum({ signal: AbortSignal.timeout(200) }))).toMatchObject({ ok: false, failure: 'cancelled' });
    expect(performance.now() - began).toBeLessThan(4_000);
    expect(endpoint.seen).toHaveLength(1);
    expect(book.ended).toMatchObject([{ status: 'failed', failure: 'cancelled' }]);
  });

  it.each([
    ['does not take the key', { status: 401, body: { error: { message: 'no' } } }, 'OPENAI_API_KEY'],
    ['is full', { status: 429, body: { error: { code: 'rate_limit_exceeded', message: 'full' } } }, 'wait'],
  ] as const)('when the endpoint %s, says that, and does not ask on and on', async (_title, reply, problem) => {
    endpoint.script.push(reply, reply);
    const { model } = modelAt(endpoint.url, { api: null });
    expect(await model.status()).toMatchObject({ reachable: false, can: null, problem: expect.stringContaining(problem) });
    expect(await model.status()).toMatchObject({ reachable: false });
    expect(endpoint.seen).toHaveLength(1);
  });

  it('when the endpoint is slow, the state is given all the same', async () => {
    endpoint.script.push({ stalls: 'at_once' });
    const { model } = modelAt(endpoint.url, { limitMs: 6_000 });
    expect(await model.status()).toMatchObject({ reachable: false, problem: 'it was asked and has not answered yet' });
  });

  it('when the endpoint is lost later and comes back, the state follows', async () => {
    const { model } = modelAt(endpoint.url);
    expect(await model.status()).toMatchObject({ reachable: true });
    endpoint.script.push({ drops: 'at_once' });
    await model.ask(askSum());
    expect(await model.status()).toMatchObject({ reachable: false, problem: expect.stringContaining('OPENAI_BASE_URL') });
    await model.ask(askSum());
    expect(await model.status()).toMatchObject({ reachable: true, problem: null });
  });

  it('when the model says that it is the simulated one, so does the state, whoever set the address', async () => {
    endpoint.script.push({
      status: 200,
      body: {
        id: 'resp_1',
        object: 'response',
        model: 'labwright-simulated',
        status: 'completed',
        error: null,
        output: [
          {
            type: 'message',
            id: 'm',
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text: '{"sum":4}', annotations: [] }],
          },
        ],
      },
    });
    expect(await modelAt(endpoint.url).model.status()).toMatchObject({ provider: 'simulated' });
  });
});
