import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';

jest.setTimeout(30_000);

describe('the reader at /docs', () => {
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

  it('is a page whose files all come from the API, under a policy that lets no others in', async () => {
    const { status, type, headers, body } = await subject.call('GET', '/docs');
    expect({ status, type }).toEqual({ status: 200, type: 'text/html; charset=utf-8' });
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe/);
    const files = [...(body as string).matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(files).toHaveLength(5);
    for (const file of files) {
      const reply = await fetch(subject.url + file);
      expect({ file, status: reply.status, some: (await reply.arrayBuffer()).byteLength > 100 }).toEqual({ file, status: 200, some: true });
    }
    // Inline scripts would need a hole in the policy.
    expect(body).not.toMatch(/<script>|<style|onload=/);
  });

  it('has the media type of each file, and a browser may keep what does not change', async () => {
    const script = await subject.call('HEAD', '/docs/swagger-ui-bundle.js');
    expect(script.type).toMatch(/javascript/);
    expect(script.headers.get('cache-control')).toBe('public, max-age=86400');
    expect((await subject.call('HEAD', '/docs/swagger-ui.css')).type).toContain('text/css');
    expect((await subject.call('GET', '/docs/reader.js')).body).toContain('validatorUrl: null');
  });

  it.each(['/docs/reader.js', '/docs/swagger-ui.css', '/v1/openapi.json', '/v1/health/live'])(
    'when %s is asked for under a condition that it does not document, is given in full',
    async (path) => {
      for (const headers of [{ 'if-none-match': '*' }, { 'if-modified-since': new Date().toUTCString() }]) {
        const { status, body } = await subject.call('GET', path, { headers });
        expect({ status, some: JSON.stringify(body).length > 2 }).toEqual({ status: 200, some: true });
      }
    },
  );

  it.each(['package.json', '..%2Fpackage.json', 'index.html', '%00', 'swagger-ui.js.map'])('gives no other file (%s)', async (file) => {
    const { status, type } = await subject.call('GET', `/docs/${file}`);
    expect({ status, type }).toEqual({ status: 404, type: 'application/problem+json' });
  });
});
