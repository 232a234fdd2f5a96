import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture, type Reply } from '../fixtures/api-fixture';

const DAY_MS = 86_400_000;
const dayIn = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

describe('lots', () => {
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

  const register = (body: unknown, as = 'technician'): Promise<Reply> => subject.post('/v1/lots', as, body);

  it('when one is registered, shows it with its last day and who did it', async () => {
    const made = await register({ material: ' LB broth ', lot: 'LB-77', expiresOn: '2099-01-31', note: 'fridge 2' });
    expect(made).toMatchObject({
      status: 201,
      body: {
        material: 'LB broth',
        lot: 'LB-77',
        expiresOn: '2099-01-31',
        expired: false,
        note: 'fridge 2',
        registeredBy: { name: 'technician' },
      },
    });
    expect((await subject.get('/v1/lots?material=LB%20broth', 'admin')).body).toEqual({ items: [made.body], next: null });
    expect((await subject.get('/v1/lots?material=LB')).body.items).toEqual([]);
  });

  it('when its last day is over, says so', async () => {
    expect((await register({ material: 'Old', lot: '1', expiresOn: dayIn(-2) })).body).toMatchObject({ expired: true });
    expect((await register({ material: 'Old', lot: '2', expiresOn: dayIn(2) }, 'scientist')).body).toMatchObject({ expired: false });
    expect((await register({ material: 'Old', lot: '3' })).body).toMatchObject({ expired: false, expiresOn: null });
  });

  it('when it comes again, is the same one, and with another date a conflict that says which', async () => {
    const lot = { material: 'IPTG', lot: 'I-1', expiresOn: '2098-06-30' };
    const [first, again] = [await register(lot), await register(lot)];
    expect(again).toMatchObject({ status: 201, body: { id: first.body.id } });
    expect(await register({ ...lot, expiresOn: '2099-06-30' })).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT', detail: expect.stringContaining('until 2098-06-30'), context: { kind: 'lot', id: first.body.id } },
    });
  });

  it('when there are more than a page, gives the newest first and goes on after the last', async () => {
    for (const lot of ['1', '2', '3']) await register({ material: 'Water', lot });
    const page = (await subject.get('/v1/lots?material=Water&limit=2')).body;
    expect(page.items.map((item: { lot: string }) => item.lot)).toEqual(['3', '2']);
    const rest = (await subject.get(`/v1/lots?material=Water&limit=2&after=${page.next}`)).body;
    expect([rest.items.map((item: { lot: string }) => item.lot), rest.next]).toEqual([['1'], null]);
    expect((await subject.get('/v1/lots?after=00000000-0000-4000-8000-000000000000')).status).toBe(400);
  });

  it.each([
    ['nothing is sent', undefined, ''],
    ['the material is blank', { material: ' ', lot: '1' }, '/material'],
    ['the lot is missing', { material: 'Water' }, '/lot'],
    ['the lot is a number', { material: 'Water', lot: 7 }, '/lot'],
    ['the lot is too long', { material: 'Water', lot: 'x'.repeat(201) }, '/lot'],
    ['the date is no date', { material: 'Water', lot: '1', expiresOn: '2027-02-30' }, '/expiresOn'],
    ['the date is a moment', { material: 'Water', lot: '1', expiresOn: '2027-02-01T00:00:00Z' }, '/expiresOn'],
    ['the year is mistyped', { material: 'Water', lot: '1', expiresOn: '0027-02-01' }, '/expiresOn'],
    ['a field is unknown', { material: 'Water', lot: '1', expires: '2027-02-01' }, '/expires'],
  ])('when %s, refuses and says where', async (_title, body, pointer) => {
    const reply = await register(body);
    expect({ status: reply.status, code: reply.body.code }).toEqual({ status: 422, code: 'INPUT_INVALID' });
    expect(reply.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer);
  });

  it('when its text holds a NUL character, is refused', async () => {
    expect((await register({ material: 'Water', lot: 'a\u0000b' })).status).toBe(422);
  });
});
