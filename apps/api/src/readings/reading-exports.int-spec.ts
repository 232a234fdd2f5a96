import { get as httpGet, type IncomingMessage } from 'node:http';
import { insertReadings, type NewReading } from '@labwright/persistence';
import { eventually, openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';
import { addApproved, addShaker } from '../fixtures/warm-shake';
import { ReadingExports } from './reading-exports.service';
import { TIDY_COLUMNS } from './tidy-reading';

jest.setTimeout(30_000);

const START = Date.parse('2026-11-02T08:00:00Z');

describe('exports of readings', () => {
  let test: TestDatabase;
  let subject: ApiFixture;
  let run: string;
  let step: string;

  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url, { streamStallMs: 1_000 });
    await addShaker(subject);
    const made = await subject.post('/v1/runs', 'scientist', { protocol: await addApproved(subject) });
    run = made.body.id;
    step = made.body.steps.find((each: { step: string }) => each.step === 'warm_shake').id;
    await insert(1_300, 'temperature');
    await insert(1, 'speed', '=2+3');
    await test.database.query(
      `insert into lab.saved_readings (run_id, step_instance_id, attempt, name, kind, labware, well, sample, value, unit, quality, reason, raw_value, blank,
         path_cm, simulated, at_lab, at_wall)
       values ($1, $2, 1, 'od600', 'optical_density', 'plate', 'A1', '@evil, "x"', 0.61, '{AU}', 'ok', null, 0.3, 0.045, 0.418, true, $3, $3),
         ($1, $2, 1, 'od600', 'optical_density', 'plate', 'A2', null, null, '{AU}', 'missing', 'no value', null, null, null, true, $3, $3)`,
      [run, step, new Date(START + 90_500)],
    );
    const layout = { A1: { role: 'standard', nominal: { value: 0.5, unit: 'mg/mL' }, dilution: 2 } };
    await test.database.query(
      `update lab.runs set plan = jsonb_set(plan, '{labware,0,layout}', $2::jsonb), started_lab = $3 where id = $1`,
      [run, JSON.stringify(layout), new Date(START)],
    );
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  async function insert(count: number, name: string, unit = 'Cel'): Promise<void> {
    const rows = Array.from({ length: count }, (_, i): NewReading => ({
      runId: run,
      stepInstanceId: step,
      instrumentId: 'shaker-1',
      name,
      value: -0.5 + i,
      unit,
      quality: 'ok',
      raw: Buffer.from('T'),
      simulated: true,
      commandId: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
      atWall: new Date(START + i),
      // Several at one moment: the number of the row decides then.
      atLab: new Date(START + Math.floor(i / 7) * 1_000),
    }));
    await test.database.transaction((tx) => insertReadings(tx, rows));
  }
  const read = async (path: string): Promise<string> => {
    const headers = subject.headersOf({ as: 'scientist' });
    return (await fetch(`${subject.url}/v1/runs/${run}/${path}`, { headers })).text();
  };

  it('as CSV: a header, every value once in the order of lab time, and no cell that a spreadsheet would run', async () => {
    const reply = await subject.get(`/v1/runs/${run}/readings.csv`, 'technician');
    expect({ type: reply.type, name: reply.headers.get('content-disposition') }).toEqual({
      type: 'text/csv; charset=utf-8; header=present',
      name: `attachment; filename="spec-warm-shake-${run}-readings.csv"`,
    });
    const [head, ...lines] = (reply.body as string).split('\r\n');
    expect(head).toBe(TIDY_COLUMNS.join(','));
    expect(lines.pop()).toBe('');
    expect(lines).toHaveLength(1_301);
    expect(lines[0]).toBe(
      `${run},spec-warm-shake 1.0.0,warm_shake,,shaker-1,plate,,,,,,,speed,,-0.5,'=2+3,ok,,-0.5,,,true,0,2026-11-02T08:00:00.000Z,2026-11-02T08:00:00.000Z`,
    );
    const values = lines.slice(1).map((line) => Number(line.split(',')[14]));
    expect(values).toEqual(Array.from({ length: 1_300 }, (_, i) => i - 0.5));
  });

  it('as lines of JSON: the same rows', async () => {
    const lines = (await read('readings.ndjson?name=temperature')).trim().split('\n');
    expect(lines).toHaveLength(1_300);
    const row = JSON.parse(lines[1_299] ?? '') as Record<string, unknown>;
    expect(Object.keys(row)).toEqual([...TIDY_COLUMNS]);
    expect(row).toMatchObject({ run, step: 'warm_shake', iteration_path: null, well: null, value: 1_298.5, unit: 'Cel', simulated: true });
  });

  it('of what was saved: with role, sample, nominal, blank, path, seconds of the run, and the reason of what is missing', async () => {
    const lines = (await read('saved-readings.csv')).split('\r\n');
    expect(lines[1]).toContain(`plate,A1,standard,"'@evil, ""x""",0.5,mg/mL,2,od600,,0.61,{AU},ok,,0.3,0.045,0.418,true,90.5,`);
    expect(lines[2]).toContain('plate,A2,,,,,,od600,,,{AU},missing,no value,,,,true,90.5,');
    expect((await read('saved-readings.ndjson')).trim().split('\n')).toHaveLength(2);
  });

  it('from and to are lab time, the end excluded', async () => {
    const window = 'from=2026-11-02T08:00:10Z&to=2026-11-02T10:00:12%2B02:00';
    const rows = (await read(`readings.ndjson?name=temperature&${window}`)).trim().split('\n');
    expect(rows).toHaveLength(14);
    expect(await read('readings.ndjson?from=2030-01-01T00:00:00Z')).toBe('');
    expect(await read('readings.csv?name=nothing')).toBe(`${TIDY_COLUMNS.join(',')}\r\n`);
  });

  it.each([
    ['a day without a time', 'from=2026-11-02', '/from'],
    ['an end before its beginning', 'from=2026-11-02T08:00:00Z&to=2026-11-02T08:00:00Z', '/to'],
    ['an unknown field', 'limit=5', '/limit'],
    ['a name twice', 'name=a&name=b', '/name'],
    ['an empty name', 'name=', '/name'],
  ])('when it is asked for with %s, refuses', async (_title, query, pointer) => {
    const { status, body } = await subject.get(`/v1/runs/${run}/readings.csv?${query}`);
    expect({ status, pointer: body.errors?.[0]?.pointer }).toEqual({ status: 422, pointer });
  });

  it('when there is no such run, says so; HEAD gives the head only', async () => {
    expect((await subject.get('/v1/runs/00000000-0000-4000-8000-000000000000/readings.csv')).body.code).toBe('NOT_FOUND');
    const head = await subject.call('HEAD', `/v1/runs/${run}/readings.csv`, { as: 'scientist' });
    expect(head).toMatchObject({ status: 200, type: expect.stringContaining('text/csv'), body: '' });
  });

  describe('of a long run', () => {
    const exports = (): ReadingExports => subject.server.app.get(ReadingExports);
    let asked = 0;

    beforeAll(async () => {
      await test.database.query(
        `insert into lab.readings (run_id, step_instance_id, instrument_id, name, value, unit, quality, raw, simulated, command_id, at_wall, at_lab)
         select $1, $2, 'shaker-1', 'long', i, 'Cel', 'ok', '\\x00', true, gen_random_uuid(), now(), now() + i * interval '1 second' from generate_series(1, 60000) i`,
        [run, step],
      );
      const query = test.database.query.bind(test.database);
      jest.spyOn(test.database, 'query').mockImplementation((sql: string, parameters?: readonly unknown[]) => {
        if (sql.includes('lab.readings')) asked += 1;
        return query(sql, parameters);
      });
    });
    afterAll(() => jest.restoreAllMocks());
    beforeEach(() => (asked = 0));

    /** An export whose client has read nothing yet. */
    function open(): Promise<IncomingMessage> {
      const { url } = subject;
      const headers = { authorization: `Bearer ${subject.keyOf('scientist')}` };
      return new Promise((resolve, reject) => {
        httpGet(`${url}/v1/runs/${run}/readings.ndjson?name=long`, { headers }, resolve).once('error', reject);
      });
    }

    it('a client that takes nothing holds up the reading, and is cut off in the end', async () => {
      const response = await open();
      response.on('error', () => undefined);
      await eventually('the end of the export', 10_000, () => exports().count === 0);
      expect(asked).toBeLessThan(100);
      response.resume();
      await eventually('the cut', 2_000, () => response.destroyed);
      expect(response.complete).toBe(false);
    });

    it('a client that goes away ends the reading', async () => {
      const response = await open();
      response.once('error', () => undefined);
      await new Promise((resolve) => response.once('data', resolve));
      response.destroy();
      await eventually('the end of the export', 5_000, () => exports().count === 0);
      expect(asked).toBeLessThan(100);
    });

    it('a client that reads gets all of it', async () => {
      expect((await read('readings.ndjson?name=long')).split('\n')).toHaveLength(60_001);
      expect(asked).toBe(121);
    });
  });
});
