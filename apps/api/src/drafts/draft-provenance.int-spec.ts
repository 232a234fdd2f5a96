import { DEFAULT_MODEL_SETTINGS, RevisionProposals } from '@labwright/drafting';
import { createPrincipal } from '@labwright/execution';
import { ProtocolSchema, draftOf, parseProtocol } from '@labwright/protocol';
import { DraftingModel, eventually, openTestDatabase, type DraftingAnswer, type TestDatabase } from '@labwright/testing';
import { stringify } from 'yaml';
import { ApiFixture, type Reply } from '../fixtures/api-fixture';
import { addShaker, warmShake } from '../fixtures/warm-shake';

// The first draft reads the library, which takes a second of an idle machine.
jest.setTimeout(120_000);

type Json = Record<string, unknown>;
const WRITTEN = 'Put the plate in. Take care of the lid. Admire it. Warm and shake it.';
const SENTENCES = [
  { number: 1, steps: ['load'], why: null },
  { number: 2, steps: ['load'], why: null },
  { number: 3, steps: [], why: 'no step' },
  { number: 4, steps: ['warm_shake'], why: null },
];

describe('who wrote the steps of a protocol that came out of a draft', () => {
  let test: TestDatabase;
  let model: DraftingModel;
  let subject: ApiFixture;
  let versions = 0;

  beforeAll(async () => {
    test = await openTestDatabase();
    model = await DraftingModel.open();
    const endpoint = { baseUrl: model.url, apiKey: 'spec', provider: 'simulated', model: 'scripted', retries: 0 } as const;
    subject = await ApiFixture.start(test.database, test.url, { model: { ...DEFAULT_MODEL_SETTINGS, ...endpoint } });
    await addShaker(subject);
    await subject.principal('other', 'scientist');
  });
  afterAll(async () => {
    await subject.stop();
    await model.close();
    await test.drop();
  });

  function answer(more: Partial<DraftingAnswer> = {}): DraftingAnswer {
    const read = ProtocolSchema.parse(parseProtocol(warmShake(`6.0.${versions++}`)).document);
    return { protocol: draftOf(read), ...more };
  }
  const ended = (id: string): Promise<Reply['body']> =>
    eventually('the model is done with it', 60_000, async () => {
      const { body } = await subject.get(`/v1/drafts/${id}`);
      return body.status === 'drafting' ? null : body;
    });
  const drafted = async (request: object, reply: DraftingAnswer) => {
    model.script(reply);
    return ended((await subject.post('/v1/drafts', 'scientist', request)).body.id as string);
  };
  const submitText = (document: unknown, as = 'scientist') =>
    subject.post('/v1/protocols', as, stringify(document), { type: 'application/yaml' });
  const stepOf = ({ provenance }: { provenance: Json[] }, id: string) => provenance.find(({ step }) => step === id);

  it('is kept when its text is submitted by hand, with all sentences and the simulated model', async () => {
    const { id, current } = await drafted({ request: 'As written', written: WRITTEN }, answer({ sentences: SENTENCES }));
    const { status, body } = await submitText(current.document);
    expect(status).toBe(201);
    expect(stepOf(body, 'load')).toEqual({
      step: 'load',
      by: 'model',
      sentences: [1, 2],
      source: 'Put the plate in. Take care of the lid.',
      callId: current.callId,
      draft: id,
      model: { provider: 'simulated', model: 'scripted-1', simulated: true },
    });
    expect((await subject.get(`/v1/protocols/${body.hash}/markdown`)).body).toContain(
      '| load | a simulated model (scripted\\-1) | Put the plate in. Take care of the lid. |',
    );
    expect(current.actor).toBe('model:scripted (simulated)');
  });

  it('is kept when somebody else submits it, without the sentences that are not theirs', async () => {
    const { current } = await drafted({ request: 'As written', written: WRITTEN }, answer({ sentences: SENTENCES }));
    const { body } = await submitText(current.document, 'other');
    expect(stepOf(body, 'load')).toMatchObject({ by: 'model', sentences: [1, 2], source: null, model: { simulated: true } });
  });

  it('is not made up: a text that a person changed by hand is no text of a draft', async () => {
    const { current } = await drafted({ request: 'Warm it' }, answer());
    const { body } = await submitText({ ...current.document, title: 'Mine' });
    expect(body.provenance).toEqual([]);
  });

  it('stays with the first who submitted it', async () => {
    const mine = parseProtocol(warmShake(`6.0.${versions}`)).document;
    expect((await submitText(mine, 'other')).body.provenance).toEqual([]);
    const { id } = await drafted({ request: 'Warm it' }, answer());
    const { hash } = (await subject.post(`/v1/drafts/${id}/submit`, 'scientist')).body;
    expect((await subject.get(`/v1/protocols/${hash}`)).body).toMatchObject({ author: { name: 'other' }, provenance: [] });
  });

  it('goes on through a revision of the protocol, with the sentences that it was made of', async () => {
    const { id, current } = await drafted({ request: 'As written', written: WRITTEN }, answer({ sentences: SENTENCES }));
    const { hash } = (await subject.post(`/v1/drafts/${id}/submit`, 'scientist')).body;
    const asker = await test.database.transaction((tx) => createPrincipal(tx, `asker-${versions}`, 'user', ['scientist'], 'spec'));
    model.script(answer());
    const proposals = subject.server.app.get(RevisionProposals, { strict: false });
    const outcome = await proposals.propose({
      protocolHash: hash,
      instruction: 'A new version.',
      askedBy: asker.id,
      actor: 'user:asker',
      runId: null,
      signal: new AbortController().signal,
    });
    const draft = outcome.ok ? outcome.draft : '';
    await eventually('the model is done with it', 60_000, async () => (await read(draft)).status !== 'drafting');
    const made = await read(draft);
    expect(made).toMatchObject({
      revision: 2,
      current: {
        sentences: [
          { number: 1, text: 'Put the plate in.', steps: ['load'], why: null },
          { number: 2, text: 'Take care of the lid.', steps: ['load'], why: null },
          { number: 4, text: 'Warm and shake it.', steps: ['warm_shake'], why: null },
        ],
      },
    });
    expect(made.current.steps.find((each: Json) => each['step'] === 'load')).toEqual({
      step: 'load',
      by: 'model',
      sentences: [1, 2],
      callId: current.callId,
    });
  });

  const read = async (id: string): Promise<Reply['body']> => (await subject.get(`/v1/drafts/${id}`, 'reviewer')).body;
});
