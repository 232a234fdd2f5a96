import { openScriptedModel, type ScriptedModel } from '@labwright/testing';
import { BookInMemory } from '../fixtures/book-in-memory';
import { askSum, modelAt } from '../fixtures/model-at';
import { NoModel } from '../no-model';

jest.setTimeout(30_000);

const WHO = { actor: 'somebody' };
const SPOKEN = { mediaType: 'audio/wav', fileName: 'note.wav', bytes: Buffer.from('RIFF-of-a-spec') };

describe('speech', () => {
  let endpoint: ScriptedModel;
  beforeEach(async () => void (endpoint = await openScriptedModel()));
  afterEach(() => endpoint.close());

  it('when a recording is given, is sent as a file, and comes back as text', async () => {
    endpoint.script.push({ status: 200, body: { text: 'next step' } });
    const { model, book } = modelAt(endpoint.url);
    expect(await model.transcribe(SPOKEN, WHO)).toMatchObject({ ok: true, value: 'next step', callId: '1' });
    const [call] = endpoint.seen;
    expect(call?.path).toBe('/v1/audio/transcriptions');
    expect(call?.headers['content-type']).toContain('multipart/form-data');
    for (const part of ['name="file"; filename="note.wav"', 'audio/wav', 'RIFF-of-a-spec', 'gpt-4o-mini-transcribe'])
      expect(call?.text).toContain(part);
    expect(book.begun).toMatchObject([{ purpose: 'transcribe', api: 'audio', modelAsked: 'gpt-4o-mini-transcribe', prompt: null }]);
  });

  it('when a sentence is given, comes back as sound', async () => {
    endpoint.script.push({ status: 200, body: Buffer.from('RIFF'), headers: { 'content-type': 'audio/wav' } });
    const { model, book } = modelAt(endpoint.url);
    const outcome = await model.speak('Put the plate on the reader.', WHO);
    expect(outcome).toMatchObject({ ok: true, value: { mediaType: 'audio/wav' } });
    expect(outcome.ok && Buffer.from(outcome.value.bytes).toString()).toBe('RIFF');
    expect(endpoint.seen[0]?.body).toEqual({
      input: 'Put the plate on the reader.',
      model: 'gpt-4o-mini-tts',
      voice: 'alloy',
      response_format: 'wav',
    });
    expect(book.last).toMatchObject({ status: 'answered' });
    expect(book.last?.countedTokens).toBeGreaterThan(0);
  });

  it('when a long recording is heard, counts its words for the budgets, or what the endpoint says, and not its bytes', async () => {
    const tokens = { type: 'tokens', input_tokens: 700, output_tokens: 12, total_tokens: 712 };
    endpoint.script.push(
      { status: 200, body: { text: 'x'.repeat(400), usage: { type: 'duration', seconds: 60 } } },
      { status: 200, body: { text: 'next', usage: tokens } },
    );
    const { model, book } = modelAt(endpoint.url);
    const minute = { ...SPOKEN, bytes: Buffer.alloc(1_920_000, 7) };
    await model.transcribe(minute, WHO);
    expect(book.last?.countedTokens).toBeGreaterThanOrEqual(100);
    expect(book.last?.countedTokens).toBeLessThan(120);
    await model.transcribe(minute, WHO);
    expect(book.last).toMatchObject({ countedTokens: 712, usage: { inputTokens: 700, outputTokens: 12 } });
  });

  it('when the endpoint does not say a word, somebody who stands there is told sooner than a draft would be', async () => {
    endpoint.script.push({ stalls: 'at_once' }, { stalls: 'at_once' });
    const { model } = modelAt(endpoint.url, { speechLimitMs: 200 });
    expect(await model.transcribe(SPOKEN, WHO)).toMatchObject({ ok: false, failure: 'timed_out' });
    expect(await model.speak('Hello', WHO)).toMatchObject({ ok: false, failure: 'timed_out' });
  });

  it('when there is too much of it, nothing is sent', async () => {
    const { model, book } = modelAt(endpoint.url);
    expect(await model.speak('x'.repeat(4_097), WHO)).toMatchObject({
      ok: false,
      failure: 'unsupported',
      message: expect.stringContaining('4096'),
    });
    expect(await model.transcribe({ ...SPOKEN, bytes: new Uint8Array(25 * 1024 * 1024 + 1) }, WHO)).toMatchObject({
      failure: 'unsupported',
    });
    expect(endpoint.seen).toEqual([]);
    expect(book.ended).toMatchObject([{ status: 'failed' }, { status: 'failed' }]);
  });

  it('when the endpoint has no speech, does not answer, or sends no text, is a failure like others', async () => {
    endpoint.script.push({ status: 404 }, { stalls: 'at_once' }, { status: 200, body: {} });
    const { model } = modelAt(endpoint.url, { limitMs: 300 });
    expect(await model.speak('Hello', WHO)).toMatchObject({ ok: false, failure: 'unsupported' });
    expect(await model.transcribe(SPOKEN, WHO)).toMatchObject({ ok: false, failure: 'timed_out' });
    expect(await model.transcribe(SPOKEN, WHO)).toMatchObject({ ok: false, failure: 'malformed' });
  });

  it('when no model is set up, every question says how to get one, and is in the book', async () => {
    const book = new BookInMemory();
    const model = new NoModel(book);
    const outcomes = [await model.ask(askSum()), await model.speak('Hello', WHO), await model.transcribe(SPOKEN, WHO)];
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ ok: false, failure: 'unsupported', message: expect.stringContaining('OPENAI_API_KEY') });
    expect(book.begun.map(({ purpose, provider }) => [purpose, provider])).toEqual([
      ['ask', 'none'],
      ['speak', 'none'],
      ['transcribe', 'none'],
    ]);
    expect(await model.status()).toMatchObject({
      provider: 'none',
      api: 'none',
      reachable: false,
      problem: expect.stringContaining('OPENAI_BASE_URL'),
    });
  });
});
