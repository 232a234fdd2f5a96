import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { PhotoEntity } from '@labwright/persistence';
import { drawnPng, jpegFrame, jpegSegment, openTestDatabase, webpFrame, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';

jest.setTimeout(60_000);

const MIB = 1024 * 1024;
/** A PNG of so many bytes: a colour profile stays in it. */
function pngOf(size: number): Buffer {
  const small = drawnPng(640, 480, undefined, [{ name: 'iCCP', data: Buffer.alloc(0) }]).length;
  return drawnPng(640, 480, undefined, [{ name: 'iCCP', data: Buffer.alloc(size - small, 7) }]);
}
const PNG = pngOf(3 * MIB);
const JPEG = jpegFrame(640, 480);
const WEBP = webpFrame(640, 480);
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly body: ReturnType<typeof JSON.parse>;
}

describe('photos', () => {
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

  async function call(method: string, path: string, as?: string, body?: Buffer, headers: Record<string, string> = {}): Promise<Answer> {
    const sent = body === undefined ? {} : { body: new Uint8Array(body) };
    const all = { ...subject.headersOf(as === undefined ? {} : { as }), ...headers };
    const response = await fetch(subject.url + path, { method, headers: all, ...sent });
    const bytes = Buffer.from(await response.arrayBuffer());
    const json = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, headers: response.headers, bytes, body: json ? JSON.parse(bytes.toString()) : undefined };
  }
  const upload = (body: Buffer, type = 'image/png', as = 'technician', headers: Record<string, string> = {}): Promise<Answer> =>
    call('POST', '/v1/photos', as, body, { 'content-type': type, ...headers });

  it.each([
    ['a PNG larger than any other body', PNG, 'image/png', 640, 480],
    ['a JPEG', JPEG, 'image/jpeg', 640, 480],
    ['a WebP', WEBP, 'image/webp', 640, 480],
  ])('when %s is uploaded, gives it back byte for byte to whoever may see it', async (_what, bytes, type, width, height) => {
    const made = await upload(bytes, type);
    const sha256 = hashOf(bytes);
    expect({ status: made.status, body: made.body }).toEqual({ status: 201, body: { sha256, mediaType: type, size: bytes.length } });
    expect(await test.database.repository(PhotoEntity).findOneBy({ sha256 })).toMatchObject({ width, height, mediaType: type });
    for (const role of ['technician', 'scientist', 'reviewer']) {
      const shown = await call('GET', `/v1/photos/${sha256}`, role);
      expect({ status: shown.status, same: shown.bytes.equals(bytes) }).toEqual({ status: 200, same: true });
      expect(Object.fromEntries(shown.headers)).toMatchObject({
        'content-type': type,
        'content-disposition': 'inline',
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, max-age=31536000, immutable',
      });
    }
    expect((await call('GET', `/v1/photos/${sha256}`, 'admin')).status).toBe(403);
    expect((await call('GET', `/v1/photos/${sha256}`)).status).toBe(401);
  });

  it('when the same comes again, answers the same and keeps it once', async () => {
    const bytes = jpegFrame(320, 240);
    const answers = await Promise.all([1, 2, 3].map(() => upload(bytes, 'image/jpeg')));
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
    const [row] = await test.database.query<{ n: number }>(
      `select count(*)::int as n from lab.events where type = 'photo.uploaded' and data->>'sha256' = $1`,
      [hashOf(bytes)],
    );
    expect(row?.n).toBe(1);
  });

  it.each<[string, Buffer, string, Record<string, string>, number, string]>([
    ['it is empty', Buffer.alloc(0), 'image/png', {}, 422, 'the body is empty'],
    ['a JPEG is called PNG', JPEG, 'image/png', {}, 422, 'came as image/png and is image/jpeg'],
    ['a page is called PNG', Buffer.from('<html></html>'), 'image/png', {}, 422, 'is a web page; send a JPEG, PNG or WebP'],
    ['a PDF is called JPEG', Buffer.from('%PDF-1.7'), 'image/jpeg', {}, 422, 'came as image/jpeg and is a PDF'],
    ['anything is called WebP', Buffer.from('RIFF and more of it'), 'image/webp', {}, 422, 'begins like no JPEG, PNG or WebP'],
    ['it has too many pixels', drawnPng(20_001, 1), 'image/png', {}, 422, 'has 20001 x 1 pixels; at most 20000 a side'],
    ['it is cut off', JPEG.subarray(0, -2), 'image/jpeg', {}, 422, 'is damaged'],
    ['it is a GIF', Buffer.from('GIF89a'), 'image/gif', {}, 415, 'send image/jpeg or image/png or image/webp'],
    [
      'it is a HEIC',
      Buffer.from('0000001866747970686569630000', 'hex'),
      'image/heic',
      {},
      415,
      'send image/jpeg or image/png or image/webp',
    ],
    ['it is an SVG', Buffer.from('<svg/>'), 'image/svg+xml', {}, 415, 'send image/jpeg or image/png or image/webp'],
    ['it is JSON', Buffer.from('{}'), 'application/json', {}, 415, 'send image/jpeg or image/png'],
    ['it comes compressed', JPEG, 'image/jpeg', { 'content-encoding': 'gzip' }, 415, 'without Content-Encoding'],
    ['it is a byte too large', Buffer.concat([PNG, Buffer.alloc(10 * MIB + 1 - PNG.length)]), 'image/png', {}, 413, '10485760 bytes'],
  ])('when %s, refuses it and says why', async (_title, bytes, type, headers, status, text) => {
    const { status: got, body } = await upload(bytes, type, 'technician', headers);
    expect({ status: got, detail: body.detail }).toEqual({ status, detail: expect.stringContaining(text) });
  });

  it('when it is as large as is allowed, takes it', async () => {
    expect((await upload(pngOf(10 * MIB))).status).toBe(201);
  });

  it('when a camera wrote a place into it, keeps it without, and names what is kept', async () => {
    const told = jpegFrame(64, 48, [jpegSegment(0xe1, Buffer.from('Exif\0\0 lat 52.5 lon 13.4'))]);
    const { status, body } = await upload(told, 'image/jpeg');
    const clean = jpegFrame(64, 48);
    expect({ status, body }).toEqual({ status: 201, body: { sha256: hashOf(clean), mediaType: 'image/jpeg', size: clean.length } });
    expect((await call('GET', `/v1/photos/${body.sha256}`, 'technician')).bytes.toString('latin1')).not.toContain('lat 52.5');
  });

  it('when more than is allowed is poured in without saying how much, stops reading', async () => {
    const sent = await pour('technician', 40 * MIB);
    expect(sent.status).toBe(413);
    expect(sent.bytes).toBeLessThan(30 * MIB);
  });

  it('when somebody uploads who may not, reads nothing of it', async () => {
    expect((await upload(JPEG, 'image/jpeg', 'scientist')).status).toBe(403);
    const sent = await pour(undefined, 40 * MIB);
    expect(sent.status).toBe(401);
    expect(sent.bytes).toBeLessThan(20 * MIB);
  });

  it('when a hash names no photo, or is no hash, says so', async () => {
    expect((await call('GET', `/v1/photos/${'0'.repeat(64)}`, 'technician')).status).toBe(404);
    expect((await call('GET', '/v1/photos/picture', 'technician')).status).toBe(422);
  });

  /** Sends a PNG in pieces, as fast as the connection takes them, until the connection ends. */
  function pour(as: string | undefined, total: number): Promise<{ status: number; bytes: number }> {
    return new Promise((resolve) => {
      const headers = { ...subject.headersOf(as === undefined ? {} : { as }), 'content-type': 'image/png', 'transfer-encoding': 'chunked' };
      const outgoing = httpRequest(`${subject.url}/v1/photos`, { method: 'POST', headers });
      const piece = PNG.subarray(0, 64 * 1024);
      let bytes = 0;
      let status = 0;
      const more = (): void => {
        while (bytes < total && !outgoing.destroyed) {
          bytes += piece.length;
          if (!outgoing.write(piece)) return void outgoing.once('drain', more);
        }
        if (!outgoing.destroyed) outgoing.end();
      };
      outgoing.on('error', () => undefined).on('close', () => resolve({ status, bytes }));
      outgoing.on('response', (response) => {
        status = response.statusCode ?? 0;
        response.resume();
      });
      more();
    });
  }
});
