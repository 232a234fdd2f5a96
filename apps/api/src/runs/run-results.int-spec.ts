import { startRun } from '@labwright/execution';
import { LabHands, openTestDatabase, setUpGrowthLab, type GrowthLab, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';
import { RESULT_COLUMNS } from './tidy-result';

jest.setTimeout(60_000);

const quantity = (value: number, unit: string) => ({ value, unit });
const ROUNDS = 8;
const RATE = 1.7;
/** AU after so many rounds of 6 min. */
const od = (round: number) => 0.05 * Math.exp((RATE * round) / 10);

/** Two cultures that are read every 6 min, and a pellet. */
const STEPS = [
  { id: 'load', kind: 'operator', moves: [{ labware: 'plate', to: 'reader' }] },
  {
    id: 'until_dense',
    kind: 'repeat',
    body: [
      {
        id: 'read_od',
        kind: 'operation',
        capability: 'absorbance',
        labware: 'plate',
        with: { wavelengths: [quantity(600, 'nm')] },
        saves: { od600: { reading: 'absorbance', wells: { role: 'sample' } } },
      },
      { id: 'rest', kind: 'wait', duration: quantity(6, 'min') },
    ],
    until: 'readings.od600.median >= optical_density(5.0, "{AU}")',
    maxAge: quantity(10, 'min'),
    atMost: quantity(2, 'h'),
    maxIterations: ROUNDS,
    otherwise: 'continue_with_deviation',
  },
  {
    id: 'harvest',
    kind: 'operator',
    moves: [{ labware: 'plate', to: 'bench' }],
    evidence: [{ kind: 'number', id: 'pellet', unit: 'mg', prompt: 'Mass of the pellet' }],
  },
];
const ANALYSES = [
  { id: 'growth', kind: 'growth_rate', reading: 'od600' },
  { id: 'pellet', kind: 'yield', evidence: 'harvest.pellet', title: 'Pellet' },
];

describe('results of a run', () => {
  let test: TestDatabase;
  let subject: ApiFixture;
  let lab: GrowthLab;
  let hands: LabHands;
  let run: string;

  beforeAll(async () => {
    test = await openTestDatabase();
    lab = await setUpGrowthLab(test.database);
    hands = new LabHands(test.database, lab);
    subject = await ApiFixture.start(test.database, test.url);
    hands.reads.set(
      'read_od',
      Array.from({ length: ROUNDS }, (_, i) => ({ B1: od(i), B2: od(i) })),
    );
    const { newRun } = await lab.approve({ name: 'spec', steps: STEPS, analyses: ANALYSES });
    run = (await newRun()).id;
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  const results = async () => (await subject.get(`/v1/runs/${run}/results`, 'technician')).body;

  it('before it has begun, say in words that there is nothing', async () => {
    const { body, status } = await subject.get(`/v1/runs/${run}/results`);
    expect({ status, state: body.status, over: body.over }).toEqual({ status: 200, state: 'ready', over: false });
    expect(body.results).toMatchObject([
      { id: 'growth', main: null, insufficient: expect.stringContaining('0 points'), figures: [] },
      { id: 'pellet', title: 'Pellet', main: null, insufficient: expect.stringContaining('nobody has brought "pellet"') },
    ]);
  });

  it('under way have what there is so far, of a well that is masked nothing', async () => {
    await test.database.transaction((tx) => startRun(tx, run, 'user:ada'));
    for (let round = 0; round < ROUNDS; round += 1) {
      await hands.play(run);
      await hands.pass(360_000);
    }
    await hands.play(run, 'harvest');
    const growth = (await results()).results[0];
    expect(growth.main.value).toBeCloseTo(RATE, 1);
    expect(growth.main).toMatchObject({ name: 'growth_rate', unit: '/h', confidence: 0.95 });
    expect(growth.simulated).toBe(true);
    const [plate] = await test.database.query<{ id: string }>(`select id from lab.labware where run_id = $1`, [run]);
    const [grace] = await test.database.query<{ id: string }>(`select id from lab.principals where name = 'grace'`);
    await test.database.query(`insert into lab.masked_wells (labware_id, well, reason, masked_by) values ($1, 'B1', 'a bubble', $2)`, [
      plate?.id,
      grace?.id,
    ]);
    const masked = (await results()).results[0];
    expect(masked.flags).toEqual([{ well: 'B1', sample: 'one', what: 'excluded', why: '8 of 8 readings left out: a bubble' }]);
    expect(masked.values.find(({ of }: { of: string | null }) => of === 'B1')).toMatchObject({ value: null });
    await test.database.query(`update lab.masked_wells set lifted_at = now()`);
  });

  it('have what a person brought, in the report too, and as rows for a spreadsheet', async () => {
    const task = await hands.task(run, 'harvest');
    await subject.post(`/v1/tasks/${task.id}/claim`, 'technician');
    const evidence = [{ id: 'pellet', value: { value: 9.5, unit: 'mg' } }];
    expect((await subject.post(`/v1/tasks/${task.id}/complete`, 'technician', { evidence })).status).toBe(200);
    await hands.play(run);
    const { body: report } = await subject.get(`/v1/runs/${run}/report`);
    expect(report.results.map(({ id, main }: { id: string; main: { value: number } }) => [id, main.value])).toEqual([
      ['growth', expect.closeTo(RATE, 1)],
      ['pellet', 9.5],
    ]);
    expect(report.results).toEqual((await results()).results);
    const csv = await subject.get(`/v1/runs/${run}/results.csv`, 'technician');
    expect(csv).toMatchObject({ status: 200, type: expect.stringContaining('text/csv') });
    const lines = (csv.body as string).split('\r\n');
    expect(lines[0]).toBe(RESULT_COLUMNS.join(','));
    expect(lines.filter((line) => line.includes(',pellet,'))).toEqual([`${run},pellet,yield,yield,,9.5,mg,,,,,,false`]);
  });

  it('of a culture with the curvature of its photometer, are of densities that are corrected along the recorded paths', async () => {
    // As in the spec of saved readings: 150 uL stand 0.4577 cm high, 200 uL 0.6037 cm.
    const shown = (density: number, cm: number) => 0.05 + density * cm - 0.15 * (density * cm) ** 2;
    const rounds = Array.from({ length: ROUNDS }, (_, i) => ({ A1: 0.05, B1: shown(od(i), 0.4577), B2: shown(od(i), 0.6037) }));
    hands.reads.set('read_od', rounds);
    const fill = {
      id: 'fill',
      kind: 'operator',
      instruction: 'Fill the plate.',
      transfers: [
        { material: 'broth', to: 'plate', wells: ['A1', 'B1'], volume: quantity(150, 'uL') },
        { material: 'broth', to: 'plate', wells: ['B2'], volume: quantity(200, 'uL') },
      ],
    };
    const steps = structuredClone([fill, ...STEPS]) as { body?: { saves?: { od600: { process?: string[] } } }[] }[];
    steps[2]!.body![0]!.saves!.od600.process = ['blank', 'pathlength'];
    const analyses = [{ ...ANALYSES[0], curvature: quantity(0.15, '/{AU}') }];
    const { newRun } = await lab.approve({ name: 'bent', materials: [{ id: 'broth', name: 'Broth' }], steps, analyses });
    const { id } = await newRun();
    await test.database.transaction((tx) => startRun(tx, id, 'user:ada'));
    for (let round = 0; round < ROUNDS; round += 1) {
      await hands.play(id);
      await hands.pass(360_000);
    }
    const { body } = await subject.get(`/v1/runs/${id}/results`, 'technician');
    const [growth] = body.results;
    const rates = growth.values.filter(({ name }: { name: string }) => name === 'growth_rate');
    expect(rates.map(({ of }: { of: string }) => of)).toEqual([null, 'one', 'two', 'B1', 'B2']);
    // The rounds are some seconds longer than 6 min; but for that all are alike.
    expect(rates[0].value).toBeCloseTo(RATE, 2);
    for (const { value } of rates) expect(value).toBeCloseTo(rates[0].value, 4);
    expect(growth.method).toContain('b = 0.15 per AU');
  });

  it('of a run with more values than are worked out, are refused with the way out; its report says so', async () => {
    const [step] = await test.database.query<{ id: string }>(
      `select id from lab.step_instances where run_id = $1 and step_id = 'read_od' limit 1`,
      [run],
    );
    await test.database.query(
      `insert into lab.saved_readings (run_id, step_instance_id, attempt, name, kind, labware, well, value, unit, quality, simulated, at_lab, at_wall)
       select $1, $2, 1, 'od600', 'optical_density', 'plate', 'B1', 0.1, '{AU}', 'ok', true, now(), now() from generate_series(1, 200001)`,
      [run, step?.id],
    );
    const { status, body } = await subject.get(`/v1/runs/${run}/results`);
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'CONFLICT' });
    expect(body.detail).toContain('/saved-readings.csv');
    const { body: report } = await subject.get(`/v1/runs/${run}/report`);
    expect(report.results[0]).toMatchObject({ main: null, insufficient: expect.stringContaining('more than 200000 values') });
  });

  it('when there is no such run, say so', async () => {
    for (const part of ['results', 'results.csv'])
      expect((await subject.get(`/v1/runs/00000000-0000-4000-8000-000000000000/${part}`)).body.code).toBe('NOT_FOUND');
  });
});
