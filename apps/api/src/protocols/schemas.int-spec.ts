import { draftJsonSchema, protocolJsonSchema } from '@labwright/protocol';
import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';

jest.setTimeout(30_000);

describe('the schemas of protocols and drafts', () => {
  let test: TestDatabase;
  let subject: ApiFixture;

  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url);
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  it.each([
    ['protocol', protocolJsonSchema()],
    ['draft', draftJsonSchema()],
  ])('%s: is given to everybody as JSON Schema, and may be kept', async (name, schema) => {
    const url = `${subject.url}/v1/schemas/${name}`;
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/schema+json; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
    expect(await answer.json()).toEqual(schema);
    const again = await fetch(url, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it.each([
    ['100 levels of JSON', `{"steps": ${'['.repeat(100)}${']'.repeat(100)}}`, 'application/json', 'nested deeper than 48 levels'],
    [
      '100 levels of YAML',
      Array.from({ length: 100 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'application/yaml',
      'nested deeper than 48 levels',
    ],
    ['as many values as the body holds', `[${'0,'.repeat(1_000_000)}0]`, 'application/json', 'too many parts for a protocol'],
  ])('a document of %s ends in a diagnostic', async (_, text, type, says) => {
    const { status, body } = await subject.post('/v1/protocols/validate', 'scientist', text, { type });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      valid: false,
      plan: null,
      diagnostics: [{ code: 'E_SCHEMA', message: expect.stringContaining(says) as unknown }],
    });
  });

  it('a document of 10 MB is refused by its size, and the next one is read', async () => {
    const text = `{"name": "${'x'.repeat(10 * 1024 * 1024)}"}`;
    const { status, body } = await subject.post('/v1/protocols/validate', 'scientist', text, { type: 'application/json' });
    expect({ status, code: body.code }).toEqual({ status: 413, code: 'INPUT_TOO_LARGE' });
    expect((await subject.post('/v1/protocols/validate', 'scientist', '{}', { type: 'application/json' })).body.valid).toBe(false);
  });
});
