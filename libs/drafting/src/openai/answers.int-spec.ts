import { completionOf, openScriptedModel, responseOf, type ScriptedModel } from '@labwright/testing';
import { z } from 'zod';
import { askSum, modelAt } from '../fixtures/model-at';
import type { ModelTool } from '../model-port';
import { Prompt } from '../prompt';

jest.setTimeout(30_000);

const APIS = ['responses', 'chat_completions'] as const;
const SUM = { says: { text: '{"sum": 4}' } } as const;

describe.each(APIS)('an answer by %s', (api) => {
  let endpoint: ScriptedModel;
  beforeEach(async () => void (endpoint = await openScriptedModel(SUM)));
  afterEach(() => endpoint.close());

  it.each([
    ['whole', false],
    ['in pieces', true],
  ])('when it comes %s, is the value, and the book says what it cost', async (_title, inPieces) => {
    const pieces: string[] = [];
    const { model, book } = modelAt(endpoint.url, { api, prices: { 'scripted-1': { input: 10, output: 50 } } });
    const outcome = await model.ask(askSum(inPieces ? { onText: (piece) => pieces.push(piece) } : {}));
    expect(outcome).toMatchObject({ ok: true, value: { sum: 4 }, callId: '1' });
    expect(pieces.join('')).toBe(inPieces ? '{"sum": 4}' : '');
    const { name, version, sha256 } = Prompt.read('probe');
    expect(book.begun).toMatchObject([
      {
        purpose: 'ask',
        provider: 'compatible',
        api,
        modelAsked: 'gpt-5.4',
        prompt: { name, version, sha256 },
        round: 1,
        context: { actor: 'somebody' },
      },
    ]);
    expect(book.begun[0]?.inputSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(book.ended).toMatchObject([
      {
        status: 'answered',
        modelReturned: 'scripted-1',
        responseId: expect.stringMatching(/1$/),
        usage: { inputTokens: 100, outputTokens: 20 },
        countedTokens: 120,
        cost: 0.002,
        failure: null,
        message: null,
      },
    ]);
  });

  it('when it was asked for in pieces and comes whole, is the value all the same', async () => {
    const pieces: string[] = [];
    const says = { text: '{"sum": 4}' };
    endpoint.script.push({ status: 200, body: api === 'responses' ? responseOf(says, 1) : completionOf(says, 1) });
    const outcome = await modelAt(endpoint.url, { api }).model.ask(askSum({ onText: (piece) => pieces.push(piece) }));
    expect(outcome).toMatchObject({ ok: true, value: { sum: 4 } });
    expect(pieces).toEqual(['{"sum": 4}']);
  });

  it('when the endpoint does not count, a quarter of the characters is counted', async () => {
    endpoint.script.push({ says: { text: '{"sum": 4}', usage: false } });
    const { model, book } = modelAt(endpoint.url, { api });
    await model.ask(askSum());
    expect(book.last).toMatchObject({ usage: null, cost: null });
    const sent = Prompt.read('probe').text.length;
    expect(book.last?.countedTokens).toBeGreaterThan(sent / 4);
    expect(book.last?.countedTokens).toBeLessThan(sent);
  });

  it('when it goes on from an earlier one, all of that is sent again, before what is new', async () => {
    const { model } = modelAt(endpoint.url, { api });
    const first = await model.ask(askSum());
    if (!first.ok) throw new Error(first.message);
    await model.ask(askSum({ history: first.history, data: [{ kind: 'instruction', value: { instruction: 'and 3 + 3?' } }] }));
    const text = endpoint.seen[1]?.text ?? '';
    const at = ['What is 2 + 2?', '{\\"sum\\": 4}', 'and 3 + 3?'].map((part) => text.indexOf(part));
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(at).not.toContain(-1);
  });

  describe('with tools', () => {
    const called: unknown[] = [];
    const add: ModelTool = {
      name: 'add',
      description: 'Adds',
      parameters: z.strictObject({ a: z.number(), b: z.number() }),
      run: (parameters) => {
        called.push(parameters);
        const { a, b } = parameters as { a: number; b: number };
        return a > 100 ? Promise.reject(new Error('too large for this table')) : Promise.resolve({ sum: a + b });
      },
    };
    const calls = (name: string, input: unknown) => ({ says: { toolCalls: [{ name, input }] } }) as const;
    /** The text of a tool's output that went back in the call with this number, from 0. */
    const backIn = (call: number): string => endpoint.seen[call]?.text ?? '';
    beforeEach(() => void called.splice(0));

    it('when one is called, is asked again with what it gave, each call in the book', async () => {
      endpoint.script.push(calls('add', { a: 2, b: 2 }));
      const { model, book } = modelAt(endpoint.url, { api });
      const made: string[] = [];
      const asked = askSum({ tools: [add], onText: () => undefined, onCall: (callId) => made.push(callId) });
      expect(await model.ask(asked)).toMatchObject({ ok: true, value: { sum: 4 }, callId: '2' });
      expect(made).toEqual(['1', '2']);
      expect(called).toEqual([{ a: 2, b: 2 }]);
      expect(backIn(1)).toContain('{\\"sum\\":4}');
      expect(book.begun.map(({ round }) => round)).toEqual([1, 2]);
      expect(book.begun[0]?.inputSha256).not.toBe(book.begun[1]?.inputSha256);
    });

    it.each([
      ['that is not there', 'drop_plate', {}, /there is no tool .*drop_plate.*there are: add/],
      ['with arguments that do not fit', 'add', { a: 'two', b: 2, run: 1 }, /do not fit/],
      ['with arguments that are no JSON', 'add', '{"a": 1', /no JSON/],
      ['that fails', 'add', { a: 101, b: 1 }, /too large for this table/],
    ])('when one is called %s, the model is told, and may do better', async (_title, name, input, told) => {
      endpoint.script.push(calls(name, input));
      const { model } = modelAt(endpoint.url, { api });
      expect(await model.ask(askSum({ tools: [add] }))).toMatchObject({ ok: true, value: { sum: 4 } });
      expect(backIn(1)).toMatch(told);
    });

    it('when the model calls and calls, ends after the rounds that are set', async () => {
      endpoint.script.push(...Array.from({ length: 5 }, () => calls('add', { a: 1, b: 1 })));
      const { model, book } = modelAt(endpoint.url, { api, rounds: 3 });
      expect(await model.ask(askSum({ tools: [add] }))).toMatchObject({
        ok: false,
        failure: 'out_of_rounds',
        message: expect.stringContaining('LABWRIGHT_MODEL_ROUNDS'),
        callId: '3',
      });
      expect(endpoint.seen).toHaveLength(3);
      expect(called).toHaveLength(2);
      expect(book.ended).toHaveLength(3);
    });

    it('when the model calls many at once, only the first eight are run', async () => {
      const many = Array.from({ length: 12 }, (_, a) => ({ name: 'add', input: { a, b: 0 } }));
      endpoint.script.push({ says: { toolCalls: many } });
      const { model } = modelAt(endpoint.url, { api });
      expect(await model.ask(askSum({ tools: [add] }))).toMatchObject({ ok: true });
      expect(called).toHaveLength(8);
      expect(backIn(1).match(/not run: at most 8/g)).toHaveLength(4);
    });
  });

  describe('within a budget', () => {
    const context = { actor: 'somebody', runId: 'r-1', draftId: 'd-1' };
    const SITE = { tokensPerDraft: 200_000, tokensPerDay: 2_000_000, costPerDay: 20 };
    it.each([
      ['the run', { run: 1_000_000 }, /run r-1.*LABWRIGHT_MODEL_TOKENS_PER_RUN/],
      ['the draft', { draft: 400_000 }, /draft d-1.*LABWRIGHT_MODEL_TOKENS_PER_DRAFT/],
      ['the person', { person: 4_000_001 }, /24 hours.*LABWRIGHT_MODEL_TOKENS_PER_PERSON/],
      ['what the person may cost', { personCost: 5 }, /5\.00 of 5 US dollars.*LABWRIGHT_MODEL_COST_PER_PERSON/],
      [
        'the draft by the policy',
        { draft: 1_000, site: { ...SITE, tokensPerDraft: 1_000 } },
        /1000 tokens of 1000 .*draft d-1.*tokensPerDraft of the site policy/,
      ],
      ['the person by the policy', { person: 3_000, site: { ...SITE, tokensPerDay: 2_000 } }, /24 hours.*tokensPerDay of the site policy/],
      [
        'what the person may cost by the policy',
        { personCost: 2, site: { ...SITE, costPerDay: 2 } },
        /2\.00 of 2 US dollars.*costPerDay of the site policy/,
      ],
    ])('when that of %s is spent, nothing is sent', async (_title, spent, says) => {
      const budgets = { perRun: 1_000_000, perDraft: 400_000, perPersonDay: 4_000_000, costPerPersonDay: 5 };
      const { model, book } = modelAt(endpoint.url, { api, budgets });
      Object.assign(book.already, spent);
      expect(await model.ask(askSum({ context }))).toMatchObject({
        ok: false,
        failure: 'out_of_budget',
        message: expect.stringMatching(says),
      });
      expect(endpoint.seen).toEqual([]);
      expect(book.last).toMatchObject({ status: 'failed', failure: 'out_of_budget', countedTokens: 0 });
    });

    it('when little is left, no longer answer is asked for', async () => {
      const { model, book } = modelAt(endpoint.url, { api });
      book.already.run = 1_000_000 - 700;
      expect(await model.ask(askSum({ context }))).toMatchObject({ ok: true });
      expect(endpoint.seen[0]?.body).toMatchObject({ [api === 'responses' ? 'max_output_tokens' : 'max_completion_tokens']: 700 });
    });

    it('when a call begins, holds the longest answer and what is sent, in tokens and in US dollars', async () => {
      const { model, book } = modelAt(endpoint.url, { api, prices: { 'gpt-5.4': { input: 10, output: 50 } } });
      await model.ask(askSum({ context, maxOutputTokens: 1_000 }));
      const [{ tokens, cost } = { tokens: 0, cost: null }] = book.held;
      const sent = tokens - 1_000;
      expect(sent).toBeGreaterThan(Prompt.read('probe').text.length / 4);
      expect(sent).toBeLessThan(Prompt.read('probe').text.length);
      expect(cost).toBeCloseTo((sent * 10 + 1_000 * 50) / 1e6, 9);
      expect(book.last).toMatchObject({ countedTokens: 120 });
    });
  });
});
