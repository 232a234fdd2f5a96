import { AnswerNames, AskAnswerSchema, ConsultAnswerSchema, DraftAnswerSchema, PhotoAnswerSchema } from '@labwright/drafting';
import OpenAI from 'openai';
import { z } from 'zod';
import { readTemplates } from './draft/template';
import { asking, KEY, KeptCalls, modelAt } from './fixtures/asking';
import { ModelServer } from './model-server';
import { markedPhoto } from './photo-marker';

const templates = readTemplates();
const DRAFT = { name: AnswerNames.draft, schema: DraftAnswerSchema };
const request = [{ kind: 'request', value: { request: 'Warm and shake coloured water at 40 °C for 3 min' } }] as const;
const reading = (values: readonly number[], quality = 'ok') => ({
  name: 'od600',
  unit: '{AU}',
  values: values.map((value, i) => ({ at: `2026-01-05T00:0${i}:00.000Z`, value, quality })),
});

describe('the simulated model over HTTP', () => {
  let subject: ModelServer;
  let url: string;
  let book: KeptCalls;

  beforeEach(async () => {
    subject = new ModelServer({ seed: 3, templates }, KEY);
    url = await subject.listen(0);
    book = new KeptCalls();
  });
  afterEach(() => subject.close());

  describe.each(['responses', 'chat_completions'] as const)('by %s', (api) => {
    it('drafts with one mistake, and mends it when the diagnostics come back, in one piece and in pieces', async () => {
      const model = modelAt(url, api, book);
      const pieces: string[] = [];
      const first = await model.ask(asking(request, DRAFT, { onText: (piece) => void pieces.push(piece) }));
      if (!first.ok) throw new Error(first.message);
      expect(JSON.parse(pieces.join(''))).toEqual(first.value);
      expect(pieces.length).toBeGreaterThan(5);
      const wrong = [
        { kind: 'diagnostics', value: [{ code: 'E_SCHEMA', path: '/steps/1/with/0/unit', message: 'a spec says so' }] },
      ] as const;
      const second = await model.ask(asking(wrong, DRAFT, { history: first.history, purpose: 'repair' }));
      expect(second).toMatchObject({ ok: true, value: { questions: [], assumptions: first.value.assumptions } });
      expect(book.ended).toMatchObject([
        {
          status: 'answered',
          modelReturned: 'labwright-simulated',
          usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
        },
        { status: 'answered', responseId: expect.stringContaining('simulated') },
      ]);
    });

    it('says of a photo what its marker says', async () => {
      const model = modelAt(url, api, book);
      const answer = { name: AnswerNames.photo_check, schema: PhotoAnswerSchema };
      for (const verdict of ['pass', 'fail', 'unsure'] as const) {
        const images = [{ mediaType: 'image/png' as const, bytes: markedPhoto(verdict) }];
        const outcome = await model.ask(asking([{ kind: 'expected_photo', value: { expect: 'colonies' } }], answer, { images }));
        expect(outcome).toMatchObject({ ok: true, value: { verdict } });
      }
    });

    it('calls the tools that a question needs one after the other, and cites what they gave back', async () => {
      const called: [string, unknown][] = [];
      const tool = (name: string, parameters: z.ZodType, result: unknown) => ({
        name,
        description: name,
        parameters,
        run: (given: unknown) => {
          called.push([name, given]);
          return Promise.resolve(result);
        },
      });
      const run = z.string().nullable();
      const tools = [
        tool('get_run', z.strictObject({ run }), { status: 'running', steps: [{ id: 'grow', title: 'Grow', status: 'holding' }] }),
        tool('get_readings', z.strictObject({ run, names: z.array(z.string()).nullable() }), {
          readings: [reading([0.1, 0.35])],
          known: ['od600'],
        }),
        tool('propose_revision', z.strictObject({ instruction: z.string() }), { draft: 'draft-1', note: '' }),
      ];
      const data = [
        { kind: 'question', value: { text: 'What is the density? Propose 35 °C instead.', heard: false } },
        { kind: 'context', value: { run: 'run-1', step: 'grow' } },
      ] as const;
      const outcome = await modelAt(url, api, book).ask(asking(data, { name: AnswerNames.ask, schema: AskAnswerSchema }, { tools }));
      expect(called).toEqual([
        ['get_run', { run: 'run-1' }],
        ['get_readings', { run: 'run-1', names: null }],
        ['propose_revision', { instruction: 'What is the density? Propose 35 °C instead.' }],
      ]);
      expect(outcome).toMatchObject({
        ok: true,
        value: {
          answer:
            'The run is running. It is at "Grow" (holding). od600 was last 0.35 {AU}. A draft of the change was made, draft-1; a person submits it and others approve it.',
          cites: [
            { kind: 'step', id: 'grow' },
            { kind: 'reading', id: 'od600' },
          ],
        },
      });
    });

    it.each([
      ['refuse', 'refused'],
      ['stopShort', 'cut_off'],
      ['filterContent', 'filtered'],
      ['breakJson', 'malformed'],
      ['limitRate', 'rate_limited'],
      ['failServer', 'server_error'],
      ['stall', 'timed_out'],
      ['blockBiology', 'biosafety'],
    ] as const)('with the switch %s, one call fails as %s, whole or in pieces, and the next one answers', async (fault, failure) => {
      const model = modelAt(url, api, book);
      for (const more of [{}, { onText: () => undefined }]) {
        // Whole answers are waited for longer than a stall; in pieces alone it is seen soon.
        if (fault === 'stall' && !more.onText) continue;
        subject.switches.set(fault, 1);
        expect(await model.ask(asking(request, DRAFT, more))).toMatchObject({ ok: false, failure });
        expect(await model.ask(asking(request, DRAFT, more))).toMatchObject({ ok: true });
      }
    });

    it('with the switch dropStream, the connection is lost in the middle', async () => {
      const model = modelAt(url, api, book);
      for (const more of [{}, { onText: () => undefined }]) {
        subject.switches.set('dropStream', 1);
        const outcome = await model.ask(asking(request, DRAFT, more));
        expect(outcome.ok ? 'answered' : outcome.failure).toMatch(/^(?:unreachable|server_error|malformed|cut_off)$/);
      }
    });

    it('with the switch answerUnsound, answers what fits the schema and refers to nothing', async () => {
      subject.switches.set('answerUnsound', Infinity);
      const outcome = await modelAt(url, api, book).ask(asking(request, DRAFT));
      if (!outcome.ok) throw new Error(outcome.message);
      expect(outcome.value.protocol?.steps.every((step) => (step as unknown as { after: string[] }).after[0] === 'nowhere')).toBe(true);
    });

    it('answers no more than max_output_tokens', async () => {
      const outcome = await modelAt(url, api, book).ask(asking(request, DRAFT, { maxOutputTokens: 50 }));
      expect(outcome).toMatchObject({ ok: false, failure: 'cut_off' });
      expect(book.ended).toMatchObject([{ usage: { outputTokens: 50 } }]);
    });

    it('with another key, refuses', async () => {
      expect(await modelAt(url, api, book, 'another').ask(asking(request, DRAFT))).toMatchObject({ ok: false, failure: 'wrong_key' });
    });
  });

  it('a consult is never stopped but by the switch', async () => {
    const model = modelAt(url, 'responses', book);
    const data = [{ kind: 'readings', value: [reading([0.2, 0.6])] }] as const;
    const ask = () => model.ask(asking(data, { name: AnswerNames.consult, schema: ConsultAnswerSchema }));
    subject.switches.set('stopRun', 1);
    expect(await model.ask(asking(request, DRAFT))).toMatchObject({ ok: true });
    expect(await ask()).toMatchObject({ ok: true, value: { decision: 'stop' } });
    expect(await ask()).toMatchObject({ ok: true, value: { decision: 'continue', readings: ['od600'] } });
  });

  it('is found to be a simulated model that can do everything', async () => {
    expect(await modelAt(url, 'responses', book).status()).toMatchObject({
      provider: 'simulated',
      reachable: true,
      can: { strictSchema: true, images: true, tools: true, audio: true },
    });
  });

  it('hears what it said itself, and nothing in other sounds', async () => {
    const model = modelAt(url, 'responses', book);
    const speech = await model.speak('Film off, plate into the reader.', { actor: 'spec' });
    if (!speech.ok) throw new Error(speech.message);
    expect(speech.value.bytes.length).toBeGreaterThan(50_000);
    const heard = (bytes: Uint8Array) => model.transcribe({ mediaType: 'audio/wav', fileName: 'a.wav', bytes }, { actor: 'spec' });
    expect(await heard(speech.value.bytes)).toMatchObject({ ok: true, value: 'Film off, plate into the reader.' });
    expect(await heard(speech.value.bytes.subarray(0, 60_000))).toMatchObject({ value: '' });
  });

  describe('to the SDK itself', () => {
    const client = () => new OpenAI({ apiKey: KEY, baseURL: url, maxRetries: 0 });

    it('streams the events that responses.stream() puts together', async () => {
      const input = [{ role: 'user' as const, content: 'Who are you?' }];
      const stream = client().responses.stream({ model: 'any', input });
      const seen: string[] = [];
      for await (const event of stream) seen.push(event.type);
      const final = await stream.finalResponse();
      expect(final).toMatchObject({
        status: 'completed',
        model: 'labwright-simulated',
        output_text: expect.stringContaining('simulated model'),
      });
      expect(seen).toEqual([
        'response.created',
        'response.in_progress',
        'response.output_item.added',
        'response.content_part.added',
        'response.output_text.delta',
        'response.output_text.done',
        'response.content_part.done',
        'response.output_item.done',
        'response.completed',
      ]);
    });

    it('streams a refusal and a call of a tool', async () => {
      subject.switches.set('refuse', 1);
      const refused = await client().responses.stream({ model: 'any', input: 'x' }).finalResponse();
      expect(refused.output).toMatchObject([{ content: [{ type: 'refusal', refusal: expect.stringContaining('refuse') }] }]);
      const parameters = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'], additionalProperties: false };
      const tools = [{ type: 'function' as const, name: 'add', strict: true, parameters }];
      const called = await client().responses.stream({ model: 'any', input: 'x', tools, tool_choice: 'required' }).finalResponse();
      expect(called.output).toMatchObject([{ type: 'function_call', name: 'add', arguments: '{"a":0}', parsed_arguments: { a: 0 } }]);
    });

    it('lists its models', async () => {
      expect((await client().models.list()).data.map(({ id }) => id)).toEqual(['labwright-simulated']);
    });

    it.each([
      ['/v1/responses', '{', 400],
      ['/v1/responses', '{"input":7}', 400],
      ['/v1/chat/completions', '{"model":"m","messages":[]}', 400],
      ['/v1/audio/transcriptions', 'x', 400],
      ['/v1/files', '{}', 404],
    ])('when %s is sent %s, refuses with %d in the shape of an endpoint', async (path, body, status) => {
      const response = await fetch(new URL(path, url), { method: 'POST', body, headers: { authorization: `Bearer ${KEY}` } });
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({
        error: { message: expect.stringMatching(/^simulated model: /), type: 'invalid_request_error' },
      });
    });
  });
});
