import { advanceOnce, claimStep, succeedStep } from '@labwright/execution';
import { StepInstanceEntity, acquireLease, setLabScale } from '@labwright/persistence';
import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture, type Reply } from '../fixtures/api-fixture';
import { addApproved, addShaker } from '../fixtures/warm-shake';

const NO_WIRE = { answers: [], readings: [] };

describe('operator tasks', () => {
  let test: TestDatabase;
  let subject: ApiFixture;
  let runId: string;
  let epoch: number;
  const owner = { owner: 'process-1', agent: 'bench-1', machine: 'm' };

  beforeEach(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url);
    await subject.principal('second', 'technician');
    await addShaker(subject);
    const protocol = await addApproved(subject);
    epoch = (await test.database.transaction((tx) => acquireLease(tx, 'shaker-1', owner))) ?? -1;
    runId = (await subject.post('/v1/runs', 'scientist', { protocol })).body.id as string;
    await subject.post(`/v1/runs/${runId}/start`, 'scientist');
    await work();
  });
  afterEach(async () => {
    await subject.stop();
    await test.drop();
  });

  /** Does what the dispatcher and the bench agent do, until the run waits for a person. */
  async function work(): Promise<void> {
    for (let i = 0; i < 20; i++) {
      await advanceOnce(test.database, runId);
      const step = await test.database.repository(StepInstanceEntity).findOneBy({ runId, status: 'dispatched' });
      if (!step) return;
      await claimStep(test.database, step.id, step.attempt, { ...owner, instrumentId: 'shaker-1', epoch });
      const ref = { runId, stepInstanceId: step.id, attempt: step.attempt, actor: 'agent:bench-1' };
      await test.database.transaction((tx) => succeedStep(tx, ref, NO_WIRE));
    }
  }

  const open = async (): Promise<Reply['body']> => (await subject.get(`/v1/tasks?run=${runId}`)).body.items[0];
  const complete = (id: string, body: unknown, as = 'technician'): Promise<Reply> => subject.post(`/v1/tasks/${id}/complete`, as, body);
  const EVIDENCE = [
    { id: 'barcode-plate', value: 'P-1' },
    { id: 'confirm', value: true },
  ];

  it('when one is open, shows what to do and what to bring', async () => {
    expect(await open()).toMatchObject({
      run: runId,
      status: 'open',
      role: 'technician',
      step: 'load',
      instruction: 'Put the plate on the heater-shaker.',
      moves: [{ labware: 'plate', from: 'bench', to: 'shaker-1.plate' }],
      evidence: [
        { id: 'barcode-plate', kind: 'barcode', of: 'plate' },
        { id: 'confirm', kind: 'confirm' },
      ],
      claimedBy: null,
      given: [],
    });
    expect((await subject.get('/v1/tasks?status=completed')).body.items).toEqual([]);
  });

  it('when it is claimed, is done by that person only, and can be given back', async () => {
    const { id } = await open();
    expect(await subject.post(`/v1/tasks/${id}/claim`, 'technician')).toMatchObject({
      status: 200,
      body: { status: 'claimed', claimedBy: { name: 'technician' } },
    });
    expect((await subject.post(`/v1/tasks/${id}/claim`, 'second')).status).toBe(409);
    expect((await subject.post(`/v1/tasks/${id}/release`, 'second')).status).toBe(409);
    expect((await complete(id, { evidence: EVIDENCE }, 'second')).status).toBe(409);
    expect(await subject.post(`/v1/tasks/${id}/release`, 'technician')).toMatchObject({
      status: 200,
      body: { status: 'open', claimedBy: null },
    });
  });

  it('when a task is for another role, names it', async () => {
    const { id } = await open();
    expect(await subject.post(`/v1/tasks/${id}/claim`, 'scientist')).toMatchObject({
      status: 403,
      body: { context: { needed: ['technician'], has: ['scientist'] } },
    });
  });

  it.each([
    ['evidence is missing', { evidence: [EVIDENCE[1]] }, '/evidence', '"barcode-plate" (barcode) is missing'],
    ['evidence is of the wrong kind', { evidence: [EVIDENCE[0], { id: 'confirm', value: 'yes' }] }, '/evidence/1/value', 'must be true'],
    ['evidence was not asked for', { evidence: [...EVIDENCE, { id: 'photo', value: 'x' }] }, '/evidence/2/id', 'is not asked for'],
    ['evidence is given twice', { evidence: [...EVIDENCE, { id: 'barcode-plate', value: 'P2' }] }, '/evidence/2/id', 'is given twice'],
    ['a field is unknown', { evidence: EVIDENCE, proof: 1 }, '/proof', 'allowed: evidence, note, scripted'],
    ['it claims to be scripted in a real lab', { evidence: EVIDENCE, scripted: true }, '/scripted', 'simulated lab'],
  ])('when %s, refuses and says where', async (_title, body, pointer, text) => {
    const { id } = await open();
    await subject.post(`/v1/tasks/${id}/claim`, 'technician');
    const reply = await complete(id, body);
    expect({ status: reply.status, code: reply.body.code }).toEqual({ status: 422, code: 'INPUT_INVALID' });
    expect(reply.body.errors).toContainEqual({ in: 'body', pointer, message: expect.stringContaining(text) });
  });

  it('when both are completed, the plate has moved and the run is over', async () => {
    const first = await open();
    await subject.post(`/v1/tasks/${first.id}/claim`, 'technician');
    expect(await complete(first.id, { evidence: EVIDENCE, note: 'lies flat' })).toMatchObject({
      status: 200,
      body: {
        status: 'completed',
        completedBy: { name: 'technician' },
        note: 'lies flat',
        scripted: false,
        given: [
          { id: 'barcode-plate', value: 'P-1' },
          { id: 'confirm', value: true },
        ],
      },
    });
    const { labware } = (await subject.get(`/v1/runs/${runId}`)).body;
    expect(labware).toMatchObject([{ name: 'plate', barcode: 'P-1', place: 'shaker-1.plate' }]);
    expect((await subject.get('/v1/instruments/shaker-1')).body.nests).toMatchObject([{ reservedBy: runId, labware: 'plate' }]);
    expect(await subject.post(`/v1/labware/${labware[0].id}/moved`, 'technician', { to: 'bench' })).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT' },
    });

    await work();
    await test.database.transaction((tx) => setLabScale(tx, 10));
    const second = await open();
    expect(second.step).toBe('unload');
    await subject.post(`/v1/tasks/${second.id}/claim`, 'technician');
    expect(await complete(second.id, { evidence: [{ id: 'confirm', value: true }], scripted: true })).toMatchObject({
      status: 200,
      body: { scripted: true },
    });
    await work();
    expect((await subject.get(`/v1/runs/${runId}`)).body).toMatchObject({
      status: 'completed',
      labware: [{ place: 'bench' }],
      endedAt: expect.any(String),
    });
    expect((await subject.get('/v1/clock')).body).toMatchObject({ simulated: true, scale: 10 });
    expect(await subject.post(`/v1/labware/${labware[0].id}/moved`, 'technician', { to: 'waste' })).toMatchObject({
      status: 200,
      body: { place: 'waste' },
    });
    expect((await subject.post(`/v1/labware/${labware[0].id}/moved`, 'technician', { to: 'moon' })).status).toBe(404);
  });
});
