import { advanceOnce } from '@labwright/execution';
import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';
import { addApproved, addShaker } from '../fixtures/warm-shake';

describe('the service state of an instrument', () => {
  let test: TestDatabase;
  let subject: ApiFixture;
  let run: string;

  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url);
    await addShaker(subject);
    const hash = await addApproved(subject);
    run = (await subject.post('/v1/runs', 'scientist', { protocol: hash })).body.id;
    await subject.post(`/v1/runs/${run}/start`, 'scientist');
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  const serve = (to: string, reason = 'spec', as = 'technician') => subject.post('/v1/instruments/shaker-1/service', as, { to, reason });
  const queue = (verb: 'pause' | 'resume', reason = 'spec', as = 'technician') =>
    subject.post(`/v1/instruments/shaker-1/${verb}`, as, { reason });
  const first = async () => {
    await advanceOnce(test.database, run);
    const steps = (await subject.get(`/v1/runs/${run}`)).body.steps as { instrument: string; status: string; waitingFor: string | null }[];
    return steps.find((step) => step.instrument === 'shaker-1' && step.status !== 'pending');
  };

  it('when it is quarantined, takes no step, and the step that waits says why', async () => {
    expect(await serve('quarantined', 'readings drift')).toMatchObject({
      status: 200,
      body: { service: 'quarantined', serviceReason: 'readings drift', paused: false },
    });
    expect(await first()).toMatchObject({ status: 'ready', waitingFor: 'shaker-1 is quarantined: readings drift' });
  });

  it('when it is out of service already, is paused beside that, and resuming is no way around it', async () => {
    expect(await queue('pause')).toMatchObject({ status: 200, body: { service: 'quarantined', paused: true } });
    expect(await queue('resume')).toMatchObject({ status: 200, body: { service: 'quarantined', paused: false } });
    expect(await first()).toMatchObject({ status: 'ready', waitingFor: 'shaker-1 is quarantined: readings drift' });
    expect(await queue('resume')).toMatchObject({ status: 409, body: { detail: expect.stringContaining('is not paused') } });
  });

  it('when it is paused, takes no step until it is resumed', async () => {
    await serve('available');
    expect(await serve('available')).toMatchObject({ status: 409, body: { code: 'STATE_EVENT_NOT_ALLOWED' } });
    expect(await queue('pause', 'cleaning')).toMatchObject({
      status: 200,
      body: { paused: true, pausedAt: expect.any(String), service: 'available', pauseReason: 'cleaning' },
    });
    expect(await first()).toMatchObject({ status: 'ready', waitingFor: 'shaker-1 is paused: cleaning' });
    expect((await queue('pause', 'still cleaning')).body.pauseReason).toBe('still cleaning');
    expect((await subject.get('/v1/instruments?paused=true')).body.items).toHaveLength(1);
    await test.database.query('delete from lab.outbox');
    expect(await queue('resume', 'clean')).toMatchObject({ status: 200, body: { paused: false, pausedAt: null, service: 'available' } });
    expect(await test.database.query(`select payload from lab.outbox where name = 'advance'`)).toEqual([{ payload: { runId: run } }]);
    expect(await first()).toMatchObject({ status: 'dispatched', waitingFor: null });
  });

  it('when it is paused while a step is on its way, lets that go on', async () => {
    await queue('pause');
    expect(await first()).toMatchObject({ status: 'dispatched' });
    await queue('resume');
  });

  it('when a paused one is taken in hand, stays paused when it is given back', async () => {
    await queue('pause', 'being moved');
    expect(await serve('manual', 'worked by hand')).toMatchObject({
      status: 200,
      body: { service: 'manual', serviceReason: 'worked by hand' },
    });
    // A run has its nest: somebody has to look before it goes back.
    expect(await serve('available', 'done')).toMatchObject({ status: 422, body: { errors: [{ pointer: '/places' }] } });
    const back = { to: 'available', reason: 'done', places: [{ nest: 'plate', labware: null }] };
    expect(await subject.post('/v1/instruments/shaker-1/service', 'technician', back)).toMatchObject({
      body: { service: 'available', paused: true, pauseReason: 'being moved' },
    });
    await queue('resume');
  });

  it.each([
    ['an unknown state', { to: 'broken', reason: 'x' }, '/to'],
    ['retired, which has a route of its own', { to: 'retired', reason: 'x' }, '/to'],
    ['no reason', { to: 'manual' }, '/reason'],
    ['an empty reason', { to: 'manual', reason: '  ' }, '/reason'],
    ['an unknown field', { to: 'manual', reason: 'x', until: 'noon' }, '/until'],
  ])('when the change has %s, refuses and says where', async (_title, body, pointer) => {
    const reply = await subject.post('/v1/instruments/shaker-1/service', 'technician', body);
    expect({ status: reply.status, pointers: reply.body.errors.map((e: { pointer: string }) => e.pointer) }).toEqual({
      status: 422,
      pointers: [pointer],
    });
  });

  it('when a scientist comes, or for no instrument, refuses', async () => {
    expect((await serve('manual', 'x', 'scientist')).status).toBe(403);
    expect((await queue('pause', 'x', 'scientist')).status).toBe(403);
    expect((await queue('pause', 'x', 'automation_engineer')).status).toBe(200);
    expect((await queue('resume', 'x', 'automation_engineer')).status).toBe(200);
    expect((await subject.post('/v1/instruments/nobody/pause', 'technician', { reason: 'x' })).status).toBe(404);
  });

  it('when the list is filtered, gives those that fit', async () => {
    const registration = {
      id: 'a-real-one',
      driver: 'spec-heater-shaker',
      url: 'tcp://127.0.0.1:9001',
      agent: 'bench-2',
      location: 'room 9',
    };
    await subject.post('/v1/instruments', 'automation_engineer', registration);
    const ids = async (query: string) => (await subject.get(`/v1/instruments?${query}`)).body.items.map((i: { id: string }) => i.id);
    expect(await ids('agent=bench-2')).toEqual(['a-real-one']);
    expect(await ids('location=room%209&simulated=false')).toEqual(['a-real-one']);
    expect(await ids('link=online&service=available&driver=spec-heater-shaker')).toEqual(['shaker-1']);
    expect(await ids('simulated=true&agent=bench-2')).toEqual([]);
    expect(await ids('activity=idle&paused=false&limit=1')).toEqual(['a-real-one']);
    expect((await subject.get('/v1/instruments?link=broken')).body.errors).toMatchObject([{ in: 'query', pointer: '/link' }]);
  });
});
