import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture, type Reply } from '../fixtures/api-fixture';
import { addApproved, addShaker, warmShake } from '../fixtures/warm-shake';

describe('changing an instrument', () => {
  let test: TestDatabase;
  let subject: ApiFixture;

  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url);
    await addShaker(subject);
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  const shown = () => subject.get('/v1/instruments/shaker-1');
  const tag = async () => (await shown()).headers.get('etag') ?? '';
  const patch = (body: unknown, ifMatch: string | null, as = 'automation_engineer'): Promise<Reply> =>
    subject.call('PATCH', '/v1/instruments/shaker-1', { as, body, headers: ifMatch === null ? {} : { 'if-match': ifMatch } });

  it('when the right version is named, changes what is said and nothing else, and gives the next version', async () => {
    const before = await shown();
    const limits = { 'shaking_incubation.speed': { min: 300, max: 900 } };
    const reply = await patch({ location: ' room 12 ', limits, settings: { serialNumber: 'HS-7' } }, await tag());
    expect(reply).toMatchObject({
      status: 200,
      body: { location: 'room 12', limits, settings: { serialNumber: 'HS-7' }, agent: 'bench-1' },
    });
    expect(reply.headers.get('etag')).not.toBe(before.headers.get('etag'));
    expect(reply.headers.get('etag')).toBe(await tag());
    const [event] = await test.database.query<{ data: unknown }>(`select data from lab.events where type = 'instrument.changed'`);
    expect(event?.data).toMatchObject({ changes: { location: { from: '', to: 'room 12' } } });
  });

  it('when state changes by itself, is the same version still', async () => {
    const before = await tag();
    await test.database.query(`update lab.instruments set link = 'online', link_reason = 'spec', activity = 'busy', last_seen_at = now()`);
    expect(await tag()).toBe(before);
    await test.database.query(`update lab.instruments set activity = 'idle'`);
  });

  it('when nothing is different, changes nothing and tells nothing', async () => {
    const count = async () => (await test.database.query(`select 1 from lab.events where type = 'instrument.changed'`)).length;
    const before = await count();
    expect((await patch({ location: 'room 12' }, '*')).status).toBe(200);
    expect(await count()).toBe(before);
  });

  it.each([
    ['no version', null, 428, 'PRECONDITION_REQUIRED'],
    ['another version', '"0123"', 412, 'PRECONDITION_FAILED'],
    ['no entity tag', 'soon', 412, 'PRECONDITION_FAILED'],
    ['a weak tag', 'W/"0123"', 412, 'PRECONDITION_FAILED'],
  ])('when %s is named, refuses and says what to send', async (_title, ifMatch, status, code) => {
    const reply = await patch({ location: 'x' }, ifMatch);
    expect(reply).toMatchObject({
      status,
      type: 'application/problem+json',
      body: { code, detail: expect.stringContaining('GET /v1/instruments/shaker-1') },
    });
    expect((await shown()).body.location).toBe('room 12');
  });

  it('when two change it at once from one version, takes one of them', async () => {
    const seen = await tag();
    const replies = await Promise.all([patch({ location: 'a' }, seen), patch({ location: 'b' }, seen)]);
    expect(replies.map((reply) => reply.status).toSorted((a, b) => a - b)).toEqual([200, 412]);
  });

  it.each([
    ['nothing', {}, '', 'at least one field'],
    ['the driver', { driver: 'x' }, '/driver', 'allowed: url, agent'],
    [
      'a limit outside of the driver',
      { limits: { 'shaking_incubation.speed': { min: 0, max: 900 } } },
      '/limits/shaking_incubation.speed',
      '200 to 3000',
    ],
    [
      'a limit upside down',
      { limits: { 'shaking_incubation.speed': { min: 900, max: 300 } } },
      '/limits/shaking_incubation.speed',
      '900 to 300',
    ],
    ['a limit of nothing', { limits: { 'stirring.speed': { min: 1, max: 2 } } }, '/limits/stirring.speed', 'known: shaking_incubation'],
    ['a transport that the driver lacks', { url: 'mqtt://host/x' }, '/url', 'serial:// or tcp://'],
    ['an unknown setting', { settings: { colour: 'red' } }, '/settings', 'allowed: serialNumber'],
    ['a calibration date that is none', { calibrationDue: '2027-02-30' }, '/calibrationDue', 'a date is needed'],
    ['an agent with a space', { agent: 'bench one' }, '/agent', 'lower-case'],
  ])('when it is to change %s, refuses and says where', async (_title, body, pointer, text) => {
    const reply = await patch(body, '*');
    expect(reply).toMatchObject({ status: 422, body: { code: 'INPUT_INVALID', detail: expect.stringContaining(text) } });
    expect(reply.body.errors.map((e: { pointer: string }) => e.pointer)).toContain(pointer);
  });

  it('when a limit and the transport are wrong, says both', async () => {
    const reply = await patch({ url: 'mqtt://x/y', limits: { 'shaking_incubation.speed': { min: 0, max: 9_000 } } }, '*');
    expect(reply.body.errors.map((e: { pointer: string }) => e.pointer)).toEqual(['/url', '/limits/shaking_incubation.speed']);
  });

  it('when a technician or nobody known comes, refuses', async () => {
    expect((await patch({ location: 'x' }, '*', 'technician')).status).toBe(403);
    expect(
      (await subject.call('PATCH', '/v1/instruments/nobody', { as: 'admin', body: { location: 'x' }, headers: { 'if-match': '*' } }))
        .status,
    ).toBe(404);
  });

  it('when its address changes, is offline until its bench agent has connected again', async () => {
    expect(await patch({ url: 'tcp://127.0.0.1:9001' }, '*')).toMatchObject({
      status: 200,
      body: { url: 'tcp://127.0.0.1:9001', link: 'offline', linkReason: expect.stringContaining('bench-1') },
    });
    await test.database.query(`update lab.instruments set link = 'online', link_reason = 'spec'`);
  });

  it('when a run has it reserved, changes its location only', async () => {
    const hash = await addApproved(subject);
    const run = (await subject.post('/v1/runs', 'scientist', { protocol: hash })).body.id as string;
    await test.database.query(
      `insert into lab.reservations (place_id, planned_place, instrument_id, run_id, step_instance_id)
       select 'shaker-1.plate', 'shaker-1.plate', 'shaker-1', $1, id from lab.step_instances where run_id = $1 limit 1`,
      [run],
    );
    expect((await patch({ location: 'room 13' }, '*')).status).toBe(200);
    for (const change of [{ url: 'tcp://127.0.0.1:9002' }, { agent: 'bench-2' }, { settings: {} }, { limits: {} }]) {
      expect(await patch(change, '*')).toMatchObject({ status: 409, body: { code: 'CONFLICT', detail: expect.stringContaining(run) } });
    }
    const { nests } = (await subject.get('/v1/instruments/shaker-1/nests')).body;
    expect(nests).toEqual([
      {
        place: 'shaker-1.plate',
        name: 'plate',
        formats: ['plate-96'],
        maxHeightMm: 45,
        reserved: { run, protocolTitle: expect.any(String), since: expect.any(String), planned: 'shaker-1.plate' },
        labware: null,
      },
    ]);
    await test.database.query(`update lab.reservations set released_at = now()`);
  });

  it('when its calibration is over, protocols are warned of it, until there is a new date or none', async () => {
    const warnings = async () => {
      const { body } = await subject.post('/v1/protocols/validate', 'scientist', warmShake('8.0.0'), { type: 'application/yaml' });
      return (body.diagnostics as { code: string; message: string }[]).map(({ code, message }) => `${code} ${message}`);
    };
    expect((await patch({ calibrationDue: '2020-02-29' }, '*')).body).toMatchObject({ calibrationDue: '2020-02-29' });
    expect((await shown()).body).toMatchObject({ calibrationDue: '2020-02-29' });
    expect(await warnings()).toContainEqual(expect.stringMatching(/^W_CALIBRATION shaker-1 was due for calibration on 2020-02-29/));
    for (const calibrationDue of ['2199-12-31', null]) {
      expect((await patch({ calibrationDue }, await tag())).body).toMatchObject({ calibrationDue });
      expect((await warnings()).filter((line) => line.startsWith('W_CALIBRATION'))).toEqual([]);
    }
  });

  it('shows its limits beside those of its driver, with units', async () => {
    await patch({ limits: { 'shaking_incubation.speed': { min: 300, max: 900 } } }, '*');
    const { limits } = (await subject.get('/v1/instruments/shaker-1/limits')).body;
    expect(limits).toEqual([
      {
        name: 'shaking_incubation.speed',
        unit: '{rpm}',
        step: 1,
        driver: { min: 200, max: 3000 },
        own: { min: 300, max: 900 },
        inForce: { min: 300, max: 900 },
      },
      {
        name: 'shaking_incubation.temperature',
        unit: 'Cel',
        step: 0.01,
        driver: { min: 37, max: 95 },
        own: null,
        inForce: { min: 37, max: 95 },
      },
    ]);
  });

  it('shows who answered at its address', async () => {
    await test.database.query(`update lab.instruments set identity = '{"serialNumber": "HS-7"}'`);
    expect((await subject.get('/v1/instruments/shaker-1/identity')).body).toMatchObject({
      instrument: 'shaker-1',
      expectedSerialNumber: 'HS-7',
      identity: { serialNumber: 'HS-7' },
    });
    for (const part of ['nests', 'limits', 'identity']) expect((await subject.get(`/v1/instruments/nobody/${part}`)).status).toBe(404);
  });
});
