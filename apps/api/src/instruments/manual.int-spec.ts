import { closeLostVerbs, takeManualVerb } from '@labwright/execution';
import { acquireLease } from '@labwright/persistence';
import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';
import { addShaker } from '../fixtures/warm-shake';

describe('an instrument in hand, over the API', () => {
  let test: TestDatabase;
  let subject: ApiFixture;

  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url, { testWaitMs: 600 });
    await addShaker(subject);
  }, 60_000);
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  const at = '/v1/instruments/shaker-1/manual';
  const send = (verb: string, parameters: object = {}, as = 'technician') =>
    subject.post(`${at}/do`, as, { verb, parameters, reason: 'spec' });
  const end = (places: object[]) => subject.post(`${at}/end`, 'technician', { places, reason: 'looked at it' });

  it('when nobody ever had it in hand, or there is no such instrument, says so', async () => {
    expect(await subject.get(at)).toMatchObject({ status: 404, body: { detail: expect.stringContaining('never in hand') } });
    expect(await subject.get('/v1/instruments/none/manual')).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('"none"') },
    });
    expect(await send('ensureStopped')).toMatchObject({ status: 409, body: { detail: expect.stringContaining('begin with POST') } });
  });

  it('is taken by whoever stands at the bench, and by nobody else', async () => {
    expect(await subject.post(at, 'scientist', { reason: 'curious' })).toMatchObject({ status: 403 });
    expect(await subject.post(at, 'technician', { reason: '' })).toMatchObject({ status: 422 });
    expect(await subject.post(at, 'technician', { reason: 'the plate is stuck' })).toMatchObject({
      status: 201,
      body: { instrument: 'shaker-1', reason: 'the plate is stuck', endedAt: null, verbs: [] },
    });
    expect(await subject.post(at, 'technician', { reason: 'me too' })).toMatchObject({ status: 409 });
    const service = await subject.post('/v1/instruments/shaker-1/service', 'technician', { to: 'available', reason: 'done' });
    expect(service).toMatchObject({ status: 409, body: { detail: expect.stringContaining('/manual/end') } });
  });

  it.each([
    ['dance', {}, '/verb'],
    ['ensureShaking', {}, '/parameters'],
    ['ensureShaking', { speed: { value: 500, unit: 'Cel' } }, null],
    ['ensureShaking', { speed: { value: 1, unit: '{rpm}' } }, '/parameters/speed'],
    ['ensureShaking', { speed: 500 }, '/parameters/speed'],
  ])('refuses %s %j before anything is sent', async (verb, parameters, pointer) => {
    const { status, body } = await send(verb, parameters);
    expect({ status, pointers: pointer === null ? null : body.errors.map((each: { pointer: string }) => each.pointer) }).toEqual({
      status: 422,
      pointers: pointer === null ? null : [pointer],
    });
  });

  it('when its bench agent takes a verb up and has not ended it yet, answers with where to look', async () => {
    const sent = await send('ensureShaking', { speed: { value: 500, unit: '{rpm}', tolerance: 20 } });
    expect(sent).toMatchObject({
      status: 202,
      body: { verb: 'ensureShaking', parameters: { speed: 500 }, status: 'pending', sent: null, commands: [], error: null },
    });
    expect((await subject.get(sent.body.href)).body).toEqual(sent.body);
    expect(await send('ensureStopped')).toMatchObject({ status: 409, body: { detail: expect.stringContaining('is under way') } });
    const by = { agent: 'bench-1', owner: 'p', instrumentId: 'shaker-1' };
    await test.database.query(`update lab.leases set owner = '', expires_at = '-infinity'`);
    const epoch =
      (await test.database.transaction((tx) => acquireLease(tx, 'shaker-1', { owner: 'p', agent: 'bench-1', machine: 'm' }))) ?? 0;
    expect(await test.database.transaction((tx) => takeManualVerb(tx, sent.body.requestId, { ...by, epoch }))).toMatchObject({
      call: { verb: 'ensureShaking', parameters: { speed: 500 }, tolerances: { speed: 20 } },
    });
    await test.database.transaction((tx) => closeLostVerbs(tx, 'shaker-1'));
    expect((await subject.get(sent.body.href)).body).toMatchObject({ status: 'failed', sent: true, error: { code: 'DRIVER_INTERRUPTED' } });
  });

  it('goes back only with every nest named, and shows its session afterwards', async () => {
    expect(await end([])).toMatchObject({ status: 422, body: { errors: [{ pointer: '/places' }] } });
    expect(await end([{ nest: 'plate', labware: '0d3b8a1e-5b8f-4f0c-9a55-6f6f1f0f2b77' }])).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/places/0/labware', message: expect.stringContaining('known: none') }] },
    });
    expect(await end([{ nest: 'plate', labware: null }])).toMatchObject({
      status: 200,
      body: { endReason: 'looked at it', places: [{ nest: 'plate', labware: null }], verbs: [{ verb: 'ensureShaking', status: 'failed' }] },
    });
    expect((await subject.get('/v1/instruments/shaker-1')).body).toMatchObject({
      service: 'available',
      serviceReason: '',
      onRestart: 'hold',
    });
    expect(await end([{ nest: 'plate', labware: null }])).toMatchObject({ status: 409 });
  });
});
