import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture, type Reply } from '../fixtures/api-fixture';
import { addShaker, warmShake } from '../fixtures/warm-shake';

jest.setTimeout(30_000);

const YAML = { type: 'application/yaml' };
const NOTHING = 'f'.repeat(64);

describe('protocols as people read them', () => {
  let test: TestDatabase;
  let subject: ApiFixture;
  let first: string;
  let second: string;

  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url);
    await addShaker(subject);
    first = await submit(warmShake());
    second = await submit(warmShake('1.1.0').replace('value: 500', 'value: 650').replace('evidence: [{ kind: confirm }]', 'ppe: [gloves]'));
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  async function submit(text: string): Promise<string> {
    return (await subject.post('/v1/protocols', 'scientist', text, YAML)).body.hash as string;
  }

  it('lists the versions of a name, the newest first, page by page', async () => {
    const all = await subject.get('/v1/protocols/spec-warm-shake/versions', 'technician');
    expect(all).toMatchObject({ status: 200, body: { items: [{ hash: second, version: '1.1.0' }, { hash: first }], next: null } });
    const page = await subject.get('/v1/protocols/spec-warm-shake/versions?limit=1');
    expect(page.body).toMatchObject({ items: [{ hash: second }], next: second });
    expect((await subject.get(`/v1/protocols/spec-warm-shake/versions?after=${second}`)).body.items).toMatchObject([{ hash: first }]);
    expect((await subject.get(`/v1/protocols/spec-warm-shake/versions?after=${NOTHING}`)).status).toBe(400);
    expect((await subject.get('/v1/protocols/nobody/versions')).body.code).toBe('NOT_FOUND');
    expect((await subject.get('/v1/protocols/No%00body/versions')).status).toBe(422);
  });

  it('says what is different between two versions, in words', async () => {
    const { status, body } = await subject.get(`/v1/protocols/${first}/diff?with=${second}`, 'reviewer');
    expect(status).toBe(200);
    expect(body).toMatchObject({ before: { version: '1.0.0' }, after: { version: '1.1.0' }, same: false });
    expect(body.changes.map((change: { words: string }) => change.words)).toEqual([
      'protocol: version was 1.0.0, is 1.1.0',
      'operation step warm_shake: with.speed was 500 rpm, is 650 rpm',
      'operator step unload: ppe is new: gloves; evidence is gone, was kind confirm',
    ]);
    expect((await subject.get(`/v1/protocols/${first}/diff?with=${first}`)).body).toMatchObject({ same: true, changes: [] });
    expect((await subject.get(`/v1/protocols/${first}/diff?with=${NOTHING}`)).body.code).toBe('NOT_FOUND');
    expect((await subject.get(`/v1/protocols/${first}/diff`)).body.errors).toMatchObject([{ in: 'query', pointer: '/with' }]);
  });

  it('gives the procedure for the bench as Markdown', async () => {
    const { status, type, body } = await subject.get(`/v1/protocols/${second}/markdown`, 'technician');
    expect({ status, type }).toEqual({ status: 200, type: 'text/markdown; charset=utf-8' });
    expect(body).toContain('# Warm and shake a plate of coloured water\n');
    expect(body).toContain('### 2. shake plate at 650 rpm and 45 °C for 2 min on shaker-1');
    expect((await subject.get(`/v1/protocols/${NOTHING}/markdown`)).body.code).toBe('NOT_FOUND');
  });

  it('gives the timeline as SVG that loads nothing', async () => {
    const { status, type, headers, body } = await subject.get(`/v1/protocols/${second}/timeline`, 'technician');
    expect({ status, type }).toEqual({ status: 200, type: 'image/svg+xml; charset=utf-8' });
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(body).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^]*<\/svg>\n$/);
    expect(body).toContain('2 shake plate at 650 rpm and 45 °C for 2 min on shaker-1');
    expect((await subject.get(`/v1/protocols/${NOTHING}/timeline`)).body.code).toBe('NOT_FOUND');
  });

  it('when no instrument of the fleet can do it any more, refuses the procedure with the findings', async () => {
    await test.database.query(`update lab.instruments set service = 'retired'`);
    const { status, body } = await subject.get(`/v1/protocols/${second}/markdown`);
    expect({ status, code: body.code, found: body.diagnostics.length > 0 }).toEqual({
      status: 422,
      code: 'PROTOCOL_DOES_NOT_COMPILE',
      found: true,
    });
    await test.database.query(`update lab.instruments set service = 'available'`);
  });

  describe('an approval under an Idempotency-Key', () => {
    const approve = (hash: string, body: object, key: string, as = 'reviewer'): Promise<Reply> =>
      subject.sign(`/v1/protocols/${hash}/approve`, as, { meaning: 'I have read it', ...body }, { headers: { 'idempotency-key': key } });

    it('that comes again is the same approval; another request under the key is a conflict', async () => {
      const made = await approve(first, { days: 7 }, 'k-1');
      expect(made).toMatchObject({ status: 201, body: { decision: 'approved' } });
      const again = await approve(first, { days: 7, parameters: { warmth: { value: 45, unit: 'Cel' } } }, 'k-1');
      expect(again).toMatchObject({ status: 201, body: made.body });
      for (const [hash, change] of [
        [first, { days: 8 }],
        [first, { days: 7, meaning: 'another' }],
        [first, { days: 7, parameters: { warmth: { value: 50, unit: 'Cel' } } }],
        [first, { days: 7, parameters: { cold: { value: 50, unit: 'Cel' } } }],
        [second, { days: 7 }],
      ] as const)
        expect(await approve(hash, change, 'k-1')).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
      const { body } = await subject.get(`/v1/protocols/${first}`);
      expect(body.reviews).toHaveLength(1);
      expect((await approve(first, { days: 7 }, 'a key')).body.errors).toMatchObject([{ in: 'header', pointer: '/Idempotency-Key' }]);
    });

    it('of another reviewer is another approval', async () => {
      await subject.principal('second-reviewer', 'reviewer');
      const hash = await submit(warmShake('2.0.0'));
      const made = await approve(hash, {}, 'k-1', 'second-reviewer');
      expect(made.status).toBe(201);
      expect(made.body.reviewer).toMatchObject({ name: 'second-reviewer' });
    });

    it('when five come at once, signs one', async () => {
      const hash = await submit(warmShake('2.1.0'));
      const replies = await Promise.all(Array.from({ length: 5 }, () => approve(hash, {}, 'at-once')));
      expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
      expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
    });

    it('when two protocols are approved under one key at once, signs one and refuses the other', async () => {
      const hashes = [await submit(warmShake('2.2.0')), await submit(warmShake('2.3.0'))];
      const replies = await Promise.all(hashes.map((hash) => approve(hash, {}, 'two')));
      expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
    });
  });
});
