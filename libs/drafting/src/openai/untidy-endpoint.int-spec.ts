import { completionOf, openScriptedModel, responseOf, type ScriptedModel } from '@labwright/testing';
import { z } from 'zod';
import { askSum, modelAt } from '../fixtures/model-at';
import type { ModelTool } from '../model-port';

jest.setTimeout(30_000);

const NOTE = { name: 'note', schema: z.strictObject({ note: z.string() }) };
/** JSON with a NUL and half of a character in it, as a model may write it. */
const NOTED = String.raw`{"note": "warm\u0000 it\ud83e"}`;

describe.each(['responses', 'chat_completions'] as const)('an endpoint by %s that does not keep to what it says', (api) => {
  let endpoint: ScriptedModel;
  beforeEach(async () => void (endpoint = await openScriptedModel()));
  afterEach(() => endpoint.close());

  const ofApi = <T>(responses: T, chat: T): T => (api === 'responses' ? responses : chat);
  /** The next answer is the sum, with these fields changed. */
  const answersWith = (change: object): void => {
    const says = { text: '{"sum": 4}' };
    endpoint.script.push({ status: 200, body: { ...ofApi(responseOf(says, 1), completionOf(says, 1)), ...change } });
  };
  const counts = (input: unknown, output: unknown): object => ({
    usage: ofApi({ input_tokens: input, output_tokens: output }, { prompt_tokens: input, completion_tokens: output }),
  });

  it.each([
    ['only half of them', 100, undefined],
    ['a number below 0', 100, -1],
    ['a number with a fraction', 1.5, 20],
    ['a number that no answer has', 2 ** 31, 20],
    ['a text', '100', 20],
    ['nothing', null, null],
  ])('when it counts tokens as %s, the characters are counted instead', async (_title, input, output) => {
    answersWith(counts(input, output));
    const { model, book } = modelAt(endpoint.url, { api, prices: { 'scripted-1': { input: 10, output: 50 } } });
    expect(await model.ask(askSum())).toMatchObject({ ok: true, value: { sum: 4 } });
    expect(book.last).toMatchObject({ status: 'answered', usage: null, cost: null });
    expect(book.last?.countedTokens).toBeGreaterThan(10);
    expect(Number.isSafeInteger(book.last?.countedTokens)).toBe(true);
  });

  it('when it counts as many tokens as there can be, the cost is still one that the record takes', async () => {
    answersWith(counts(2 ** 31 - 1, 2 ** 31 - 1));
    const { model, book } = modelAt(endpoint.url, { api, prices: { 'scripted-1': { input: 999_999, output: 999_999 } } });
    await model.ask(askSum());
    expect(book.last).toMatchObject({ countedTokens: 2 * (2 ** 31 - 1), cost: 99_999_999 });
  });

  it('when it names neither answer nor model, the record has none', async () => {
    answersWith({ id: undefined, model: 7 });
    const { model, book } = modelAt(endpoint.url, { api });
    expect(await model.ask(askSum())).toMatchObject({ ok: true, value: { sum: 4 } });
    expect(book.last).toMatchObject({ status: 'answered', responseId: null, modelReturned: null });
  });

  it('when it names a failure that is no failure, is taken by its status', async () => {
    endpoint.script.push({ status: 500, body: { error: { code: 'constructor', message: 'oh\0' } } });
    const { model, book } = modelAt(endpoint.url, { api });
    const outcome = await model.ask(askSum());
    expect(outcome).toMatchObject({ ok: false, failure: 'server_error', message: expect.not.stringContaining('\0') });
    expect(book.last).toMatchObject({ errorCode: 'constructor', message: expect.not.stringContaining('\0') });
  });

  it('when an answer has what no database takes, it is left out, and the rest is the answer', async () => {
    endpoint.script.push({ says: { text: NOTED } });
    const { model } = modelAt(endpoint.url, { api });
    expect(await model.ask({ ...askSum(), answer: NOTE })).toMatchObject({ ok: true, value: { note: 'warm it' } });
  });

  it('when a tool is called with what no database takes, it is run without that', async () => {
    const given: unknown[] = [];
    const tool: ModelTool = {
      name: 'write',
      description: 'Writes',
      parameters: NOTE.schema,
      run: (parameters) => Promise.resolve(given.push(parameters)),
    };
    endpoint.script.push({ says: { toolCalls: [{ name: 'write', input: NOTED }] } }, { says: { text: '{"sum": 4}' } });
    const { model } = modelAt(endpoint.url, { api });
    expect(await model.ask(askSum({ tools: [tool] }))).toMatchObject({ ok: true });
    expect(given).toEqual([{ note: 'warm it' }]);
  });
});
