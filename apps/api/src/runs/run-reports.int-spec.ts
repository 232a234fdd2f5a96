import { answerRun, startRun } from '@labwright/execution';
import { LabHands, openTestDatabase, setUpGrowthLab, type GrowthLab, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';

jest.setTimeout(60_000);

const quantity = (value: number, unit: string) => ({ value, unit });
const by = (id: string, changes: object = {}) => ({
  id,
  kind: 'operator',
  instruction: `Do ${id}.`,
  evidence: [{ kind: 'confirm' }],
  ...changes,
});
const move = (id: string, to: string, changes: object = {}) => ({ id, kind: 'operator', moves: [{ labware: 'plate', to }], ...changes });

const READ = {
  id: 'read',
  kind: 'operation',
  capability: 'absorbance',
  labware: 'plate',
  with: { wavelengths: [quantity(600, 'nm')] },
};

/** A read that is expected low, a growth of 10 min, and a step that comes too late after it. */
const STEPS = [
  move('load', 'reader'),
  {
    ...READ,
    id: 'read_od',
    saves: { od600: { reading: 'absorbance', wells: { role: 'sample' } } },
    expect: { reading: 'od600', max: quantity(0.5, '{AU}'), otherwise: 'hold' },
  },
  move('to_shaker', 'shaker'),
  {
    id: 'grow',
    kind: 'operation',
    capability: 'shaking_incubation',
    labware: 'plate',
    with: { temperature: quantity(37, 'Cel'), speed: quantity(500, '{rpm}') },
    duration: quantity(10, 'min'),
  },
  { id: 'rest', kind: 'wait', duration: quantity(30, 's') },
  move('unload', 'bench', { timing: [{ after: 'grow.end', atMost: quantity(45, 's'), onMissed: 'continue_with_deviation' }] }),
  by('note'),
];

describe('what a run was like', () => {
  let test: TestDatabase;
  let subject: ApiFixture;
  let lab: GrowthLab;
  let hands: LabHands;
  let run: string;

  beforeAll(async () => {
    test = await openTestDatabase();
    const { database } = test;
    lab = await setUpGrowthLab(database);
    hands = new LabHands(database, lab);
    subject = await ApiFixture.start(database, test.url);
    hands.reads.set('read_od', [
      { A1: 0.05, B1: 0.7, B2: 0.3 },
      { A1: 0.05, B1: 0.4, B2: 0.3 },
    ]);
    const { newRun } = await lab.approve({ name: 'spec', steps: STEPS });
    run = (await newRun()).id;
    await database.transaction((tx) => startRun(tx, run, 'user:ada'));
    await hands.play(run);
    await hands.pass(5_000);
    await database.transaction((tx) => answerRun(tx, run, 'redo', 'user:grace', 'a bubble', [{ nest: 'carrier', labware: 'plate' }]));
    await hands.play(run);
    await hands.pass(600_000);
    await hands.endHold(await hands.step(run, 'grow'));
    await hands.play(run);
    await hands.pass(80_000);
    await hands.play(run, 'note');
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  it('the timeline has each step in its lane with its hold, waits, troubles and deviations', async () => {
    const { status, body } = await subject.get(`/v1/runs/${run}/timeline`, 'technician');
    expect({ status, run: body.run, state: body.status }).toEqual({ status: 200, run, state: 'running' });
    const item = (step: string) => body.items.find((each: { step: string }) => each.step === step);
    expect(item('load')).toMatchObject({
      lane: { kind: 'person', id: 'technician', person: 'grace', scripted: false },
      status: 'succeeded',
    });
    expect(item('read_od')).toMatchObject({
      lane: { kind: 'instrument', id: 'reader-1', person: null },
      attempt: 2,
      troubles: [
        { what: 'in_doubt', message: expect.stringContaining('B1 0.7') },
        { what: 'retried', message: 'a bubble', actor: 'user:grace' },
        { what: 'answered', message: 'redo: a bubble', actor: 'user:grace' },
      ],
    });
    const { hold } = item('grow');
    expect(Date.parse(hold.due) - Date.parse(hold.from)).toBe(600_000);
    expect(hold.overMs).toBeGreaterThanOrEqual(0);
    expect(item('rest').lane).toMatchObject({ kind: 'run', id: 'run' });
    expect(item('unload').deviations).toMatchObject([{ step: 'unload', reason: expect.stringContaining('too late after grow.end') }]);
    expect(item('unload').deviations[0].lateMs).toBeGreaterThan(20_000);
    expect(item('note')).toMatchObject({ end: null, durationMs: null });
    expect(body.holds).toMatchObject([{ reason: expect.stringContaining('od600'), to: expect.any(String) }]);
    const starts = body.items.flatMap(({ start }: { start: string | null }) => (start === null ? [] : [start]));
    expect(starts).toEqual(starts.toSorted((a: string, b: string) => a.localeCompare(b)));
  });

  it('a step that waits says for what, from when to when', async () => {
    const { newRun } = await lab.approve({ name: 'second', steps: [move('load', 'reader'), by('stay'), READ, move('unload', 'bench')] });
    const [one, two] = [(await newRun()).id, (await newRun()).id];
    for (const id of [one, two]) {
      await test.database.transaction((tx) => startRun(tx, id, 'user:ada'));
      await hands.play(id, 'stay');
    }
    const waits = async () => {
      const { body } = await subject.get(`/v1/runs/${two}/timeline`);
      return body.items[0].waits as { reason: string; to: string | null }[];
    };
    expect(await waits()).toMatchObject([{ reason: expect.stringContaining(`reserved by run ${one}`), to: null }]);
    await hands.play(one);
    await hands.play(two);
    expect(await waits()).toMatchObject([{ to: expect.any(String) }]);
  });

  it('the report has outcome, deviations with sizes, answers, readings and commands', async () => {
    const so = await subject.get(`/v1/runs/${run}/report`);
    expect(so.body.outcome).toMatchObject({ status: 'running', over: false, endedLab: null, durationMs: null });
    await hands.play(run);
    const { status, body } = await subject.get(`/v1/runs/${run}/report`, 'reviewer');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      run,
      outcome: { status: 'completed_with_deviations', over: true, stopReason: null, durationMs: expect.any(Number) },
      provenance: { simulated: 'all', scriptedTasks: 0, selfApproved: false, createdBy: 'ada', approval: { reviewer: 'rosalind' } },
      deviations: [{ step: 'unload', lateMs: expect.any(Number) }],
      windows: [{ step: 'unload', after: 'grow.end', atMostMs: 45_000 }],
      questions: [{ kind: 'hold', answer: 'redo', note: 'a bubble', by: 'user:grace' }],
      adjustments: [],
      lots: [],
    });
    expect(body.readings.given).toMatchObject([{ name: 'absorbance', instrument: 'reader-1', count: 6, ok: 6, min: 0.05, max: 0.7 }]);
    expect(body.readings.saved).toMatchObject([{ name: 'od600', series: 2, count: 4, ok: 4, max: 0.7, lastMedian: 0.35, simulated: true }]);
    const [reader, shaker] = body.commands as { instrument: string }[];
    expect(reader).toMatchObject({ instrument: 'reader-1', transport: 'serial', simulated: true, queries: 2, unanswered: 2 });
    expect(shaker).toMatchObject({ instrument: 'shaker-1', queries: 0, medianMs: null });
  });

  it('when there is no such run, says so', async () => {
    for (const part of ['timeline', 'report'])
      expect((await subject.get(`/v1/runs/00000000-0000-4000-8000-000000000000/${part}`)).body.code).toBe('NOT_FOUND');
  });
});
