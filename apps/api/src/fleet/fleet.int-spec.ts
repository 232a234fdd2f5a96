import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture, type Reply } from '../fixtures/api-fixture';
import { addApproved, addDriver } from '../fixtures/warm-shake';

const FILE = `# Two shakers.
schema: labwright.dev/fleet/v1
instruments:
  - id: shaker-1
    driver: spec-heater-shaker
    url: serial:///dev/spec-1
    simulated: true
    settings: { serialNumber: HS-1 }
    limits:
      shaking_incubation.speed: { min: 200, max: 800 }
  - { id: shaker-2, driver: spec-heater-shaker, url: "tcp://127.0.0.1:9002", agent: bench-2, simulated: true, location: room 12 }
`;

describe('the fleet as a file', () => {
  let test: TestDatabase;
  let subject: ApiFixture;

  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url);
    await addDriver(test.database);
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  const apply = (file: unknown, query = '', as = 'automation_engineer', type = 'application/yaml'): Promise<Reply> =>
    subject.post(`/v1/fleet/apply${query}`, as, file, { type });
  const ids = async () => (await subject.get('/v1/instruments?service=available')).body.items.map((i: { id: string }) => i.id);
  const events = async () => (await test.database.query(`select 1 from lab.events where type like 'instrument.%'`)).length;
  const errors = (reply: Reply) =>
    reply.body.errors.map(({ pointer, line, column }: { pointer: string; line: number; column: number }) => [pointer, line, column]);

  it('when tried dry, says what it would do and does nothing', async () => {
    const reply = await apply(FILE, '?dryRun=true');
    expect(reply).toMatchObject({
      status: 200,
      body: {
        applied: false,
        created: [
          { id: 'shaker-1', agent: 'bench-1' },
          { id: 'shaker-2', agent: 'bench-2' },
        ],
        changed: [],
        unchanged: [],
        left: [],
      },
    });
    expect([await ids(), await events()]).toEqual([[], 0]);
  });

  it('when applied, registers the instruments with their nests; once more, changes nothing', async () => {
    expect(await apply(FILE)).toMatchObject({ status: 200, body: { applied: true, created: [{ id: 'shaker-1' }, { id: 'shaker-2' }] } });
    expect((await subject.get('/v1/instruments/shaker-1')).body).toMatchObject({
      settings: { serialNumber: 'HS-1' },
      limits: { 'shaking_incubation.speed': { min: 200, max: 800 } },
      nests: [{ place: 'shaker-1.plate' }],
    });
    const before = await events();
    expect((await apply(FILE)).body).toEqual({
      applied: true,
      created: [],
      changed: [],
      unchanged: ['shaker-1', 'shaker-2'],
      retired: [],
      left: [],
    });
    expect(await events()).toBe(before);
  });

  it('gives the file back, which changes nothing, as YAML or JSON', async () => {
    const yaml = await subject.get('/v1/fleet');
    expect({ status: yaml.status, type: yaml.type }).toEqual({ status: 200, type: 'application/yaml; charset=utf-8' });
    expect(yaml.body).toContain('schema: labwright.dev/fleet/v1');
    expect((await apply(yaml.body)).body.unchanged).toEqual(['shaker-1', 'shaker-2']);
    const json = await subject.call('GET', '/v1/fleet', { as: 'scientist', headers: { accept: 'application/json' } });
    expect(json.body).toMatchObject({ schema: 'labwright.dev/fleet/v1', instruments: [{ id: 'shaker-1' }, { id: 'shaker-2' }] });
    expect((await apply(json.body, '', 'admin', 'application/json')).body.unchanged).toEqual(['shaker-1', 'shaker-2']);
  });

  it('when it says something else of an instrument, shows the change field by field', async () => {
    const other = FILE.replace('room 12', 'room 13').replace('max: 800', 'max: 700');
    const changed = [
      {
        id: 'shaker-1',
        changes: [
          {
            field: 'limits',
            from: { 'shaking_incubation.speed': { min: 200, max: 800 } },
            to: { 'shaking_incubation.speed': { min: 200, max: 700 } },
          },
        ],
      },
      { id: 'shaker-2', changes: [{ field: 'location', from: 'room 12', to: 'room 13' }] },
    ];
    expect((await apply(other, '?dryRun=true')).body).toMatchObject({ applied: false, changed });
    expect((await apply(other)).body).toMatchObject({ applied: true, changed, unchanged: [] });
    expect((await subject.get('/v1/instruments/shaker-2')).body.location).toBe('room 13');
    await apply(FILE);
  });

  it('when something is wrong, changes nothing and says all of it with its place', async () => {
    const wrong = `schema: labwright.dev/fleet/v1
colour: red
instruments:
  - id: new-one
    driver: spec-heater-shaker
    url: serial:///dev/new
    simulated: true
  - id: shaker-1
    driver: nobody
    url: serial:///dev/spec-1
    simulated: false
  - id: Shaker
    driver: spec-heater-shaker
    baudrate: 9600
  - id: new-two
    driver: spec-heater-shaker
    url: mqtt://host/x
    simulated: true
    settings: { colour: red }
    limits:
      shaking_incubation.speed: { min: 0, max: 800 }
  - { id: new-one, driver: spec-heater-shaker, url: "tcp://127.0.0.1:9002", simulated: true }
`;
    const before = [await ids(), await events()];
    const reply = await apply(wrong);
    expect(reply).toMatchObject({ status: 422, type: 'application/problem+json', body: { code: 'INPUT_INVALID' } });
    expect(errors(reply)).toEqual([
      ['/colour', 2, 1],
      ['/instruments/1/driver', 9, 5],
      ['/instruments/1/driver', 9, 5],
      ['/instruments/1/simulated', 11, 5],
      ['/instruments/2/id', 12, 5],
      ['/instruments/2/url', 12, 5],
      ['/instruments/2/baudrate', 14, 5],
      ['/instruments/3/url', 17, 5],
      ['/instruments/3/settings', 19, 5],
      ['/instruments/3/limits/shaking_incubation.speed', 21, 7],
      ['/instruments/4/id', 22, 7],
      ['/instruments/4/url', 22, 48],
    ]);
    expect(reply.body.detail).toContain('line 9, column 5: /instruments/1/driver there is no driver "nobody"; known: spec-heater-shaker');
    expect([await ids(), await events()]).toEqual(before);
  });

  it.each([
    ['nothing', '', 'empty'],
    ['a list', '- a', 'an object with the fields'],
    ['broken YAML', 'a: [1', 'line 1'],
    ['another schema', 'schema: labwright.dev/fleet/v2\ninstruments: []', 'allowed: labwright.dev/fleet/v1'],
    ['no instruments', 'schema: labwright.dev/fleet/v1', 'a list is needed'],
    ['one field twice', 'schema: labwright.dev/fleet/v1\nschema: x\ninstruments: []', 'there twice'],
    ['an alias', 'schema: labwright.dev/fleet/v1\ninstruments: &a []', 'anchor'],
    ['text for prune', 'schema: labwright.dev/fleet/v1\nprune: all\ninstruments: []', 'true or false'],
  ])('when it is %s, says so', async (_title, file, text) => {
    expect(await apply(file)).toMatchObject({ status: 422, body: { code: 'INPUT_INVALID', detail: expect.stringContaining(text) } });
  });

  it('when the lab does not allow it now, is a conflict', async () => {
    const hash = await addApproved(subject);
    await test.database.query(`update lab.instruments set link = 'online'`);
    const run = (await subject.post('/v1/runs', 'scientist', { protocol: hash, bindings: { shaker: 'shaker-1' } })).body.id as string;
    await test.database.query(
      `insert into lab.reservations (place_id, planned_place, instrument_id, run_id, step_instance_id)
       select 'shaker-1.plate', 'shaker-1.plate', 'shaker-1', $1, id from lab.step_instances where run_id = $1 limit 1`,
      [run],
    );
    const reply = await apply(FILE.replace('/dev/spec-1', '/dev/spec-9'));
    expect(reply).toMatchObject({ status: 409, body: { code: 'CONFLICT', detail: expect.stringContaining(`reserved by run ${run}`) } });
    expect(errors(reply)).toEqual([['/instruments/0/url', 6, 5]]);
    const without = `schema: labwright.dev/fleet/v1\nprune: true\ninstruments:\n${FILE.slice(FILE.indexOf('  - { id: shaker-2'))}`;
    expect(errors(await apply(without))).toEqual([['/prune', 2, 1]]);
    expect((await apply(FILE)).status).toBe(200);
    await test.database.query(`update lab.reservations set released_at = now()`);
  });

  it('when it names fewer and asks to prune, retires the others; without that leaves them', async () => {
    const fewer = FILE.slice(0, FILE.indexOf('  - { id: shaker-2'));
    expect((await apply(fewer)).body).toMatchObject({ retired: [], left: ['shaker-2'] });
    const prune = fewer.replace('instruments:', 'prune: true\ninstruments:');
    expect((await apply(prune, '?dryRun=true')).body).toMatchObject({ applied: false, retired: ['shaker-2'], left: [] });
    expect(await ids()).toEqual(['shaker-1', 'shaker-2']);
    expect((await apply(prune)).body).toMatchObject({ applied: true, retired: ['shaker-2'] });
    expect((await apply(prune)).body).toMatchObject({ retired: [], unchanged: ['shaker-1'] });
    expect(errors(await apply(FILE))).toEqual([['/instruments/1/id', 11, 7]]);
    // The address of a retired instrument is free again.
    const again = FILE.replace('id: shaker-2', 'id: shaker-3');
    expect((await apply(again)).body).toMatchObject({ created: [{ id: 'shaker-3' }] });
  });

  it('when two apply it at once, registers each instrument once', async () => {
    const more = FILE.replace('id: shaker-2', 'id: shaker-3').concat(
      '  - { id: late, driver: spec-heater-shaker, url: "tcp://127.0.0.1:9009", simulated: true }\n',
    );
    const replies = await Promise.all([apply(more), apply(more), apply(more)]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(replies.map(({ body }) => body.created.length).toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
  });

  it('when a technician comes, or a media type that is none of it, refuses', async () => {
    expect((await apply(FILE, '', 'technician')).status).toBe(403);
    expect((await apply(FILE, '', 'admin', 'text/plain')).status).toBe(415);
    expect((await apply(FILE, '?dryRun=perhaps')).body.errors).toMatchObject([{ in: 'query', pointer: '/dryRun' }]);
  });
});
