import { Capabilities, Verbs } from '@labwright/domain';
import { labwareTypes } from '@labwright/labware';
import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';
import { addShaker } from '../fixtures/warm-shake';

jest.setTimeout(30_000);

describe('the catalogues', () => {
  let test: TestDatabase;
  let subject: ApiFixture;

  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url);
    await addShaker(subject);
    await test.database.query(`update lab.instruments set limits = '{"shaking_incubation.speed": {"min": 0, "max": 1500}}'`);
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  const capability = async (name: string) => {
    const { body } = await subject.get('/v1/capabilities', 'technician');
    return body.items.find((each: { capability: string }) => each.capability === name);
  };

  it('of capabilities: all of them, with units and the instruments that have them in their own ranges', async () => {
    const { status, body } = await subject.get('/v1/capabilities');
    expect(status).toBe(200);
    expect(body.items.map((each: { capability: string }) => each.capability)).toEqual(Object.keys(Capabilities));
    expect(body.verbs.map((each: { verb: string }) => each.verb)).toEqual(Object.keys(Verbs));
    expect(await capability('shaking_incubation')).toMatchObject({
      holds: true,
      parameters: [
        { name: 'temperature', kind: 'temperature', unit: 'Cel', units: ['Cel', 'K', '[degF]'] },
        { name: 'speed', kind: 'rotational_speed', unit: '{rpm}' },
      ],
      instruments: [
        {
          id: 'shaker-1',
          simulated: true,
          service: 'available',
          ranges: { temperature: { min: 37, max: 95, unit: 'Cel' }, speed: { min: 200, max: 1_500, step: 1, unit: '{rpm}' } },
          options: {},
          verbs: ['ensureLatched', 'ensureTemperature', 'ensureShaking', 'ensureStopped', 'ensureTemperatureOff'],
        },
      ],
    });
    expect((await capability('absorbance')).instruments).toEqual([]);
  });

  it('when an instrument is retired, lists it no more', async () => {
    await test.database.query(`update lab.instruments set service = 'retired'`);
    expect((await capability('latch')).instruments).toEqual([]);
  });

  it('of labware: every type with its dimensions, or those of one format', async () => {
    const { body } = await subject.get('/v1/labware-types', 'technician');
    expect(body.items.map((type: { id: string }) => type.id)).toEqual(labwareTypes().map(({ id }) => id));
    const { items } = (await subject.get('/v1/labware-types?format=plate-96')).body;
    expect(items[0]).toMatchObject({
      format: 'plate-96',
      rows: 8,
      columns: 12,
      wells: 'A1 to H12',
      wellVolume: { max: expect.any(Number) },
    });
    expect(new Set(items.map((type: { format: string }) => type.format))).toEqual(new Set(['plate-96']));
    const refused = await subject.get('/v1/labware-types?format=bucket');
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ in: 'query', pointer: '/format' }] } });
  });

  it('of drivers: each with the schema of its settings', async () => {
    const { body } = await subject.get('/v1/drivers/spec-heater-shaker');
    expect(body.settingsSchema).toMatchObject({ type: 'object', properties: { serialNumber: { type: 'string' } } });
  });
});
