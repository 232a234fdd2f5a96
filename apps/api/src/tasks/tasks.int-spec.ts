import { advanceOnce, claimStep, succeedStep } from '@labwright/execution';
import { StepInstanceEntity, acquireLease, setLabScale } from '@labwright/persistence';
import { drawnPng, openTestDatabase, type TestDatabase } from '@labwright/testing';
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
    // Nobody renews it here, and a busy machine may take longer than its 3 s.
    await test.database.query(`update lab.leases set expires_at = now() + interval '1 hour'`);
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
      overdue: false,
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

  it('when its time is over in lab time and it is still to be done, is overdue', async () => {
    const { id } = await open();
    await test.database.query(`update lab.operator_tasks set due_lab = lab.lab_now() - interval '1 second'`);
    expect(await open()).toMatchObject({ overdue: true });
    await subject.post(`/v1/tasks/${id}/claim`, 'technician');
    expect((await subject.get(`/v1/tasks/${id}`)).body).toMatchObject({ status: 'claimed', overdue: true });
    expect((await complete(id, { evidence: EVIDENCE })).body).toMatchObject({ status: 'completed', overdue: false });
  });

  it('when the scripted operator claims it, is marked in a simulated lab and refused in a real one', async () => {
    const { id } = await open();
    const claim = (body?: unknown): Promise<Reply> => subject.post(`/v1/tasks/${id}/claim`, 'technician', body);
    expect(await claim({ scripted: true })).toMatchObject({ status: 422, body: { errors: [{ in: 'body', pointer: '/scripted' }] } });
    expect(await claim({ scripted: 'yes' })).toMatchObject({ status: 422, body: { errors: [{ in: 'body', pointer: '/scripted' }] } });
    expect(await claim({ fast: true })).toMatchObject({ status: 422, body: { errors: [{ in: 'body', pointer: '/fast' }] } });
    expect((await open()).status).toBe('open');
    await test.database.transaction((tx) => setLabScale(tx, 10));
    expect(await claim({ scripted: true })).toMatchObject({ status: 200, body: { status: 'claimed', scripted: true } });
    expect((await subject.post(`/v1/tasks/${id}/claim`, 'second', { scripted: true })).status).toBe(409);
    expect((await subject.post(`/v1/tasks/${id}/release`, 'technician')).body).toMatchObject({ status: 'open', scripted: false });
    expect(await claim({})).toMatchObject({ status: 200, body: { scripted: false } });
  });

  it('when a barcode is that of another plate, answers with a conflict, holds the run, and takes the right one after the answer', async () => {
    const { id } = await open();
    await subject.post(`/v1/tasks/${id}/claim`, 'technician');
    await test.database.query(`update lab.labware set barcode = 'P-7' where run_id = $1`, [runId]);
    const wrong = await complete(id, { evidence: EVIDENCE });
    expect(wrong).toMatchObject({
      status: 409,
      type: 'application/problem+json',
      body: { code: 'CONFLICT', detail: expect.stringContaining('Find the plate "P-7"'), context: { kind: 'labware', id: 'plate' } },
    });
    expect((await subject.get(`/v1/runs/${runId}`)).body).toMatchObject({ status: 'held', holdReasons: [wrong.body.detail] });
    expect(await open()).toMatchObject({ id, status: 'claimed', given: [] });
    await subject.post(`/v1/runs/${runId}/answer`, 'technician', { choice: 'redo', note: 'found it' });
    const right = await complete(id, { evidence: [{ id: 'barcode-plate', value: 'P-7' }, EVIDENCE[1]] });
    expect(right).toMatchObject({ status: 200, body: { status: 'completed' } });
    expect((await subject.get(`/v1/runs/${runId}`)).body.status).toBe('running');
  });

  it('when it asks for a number, a lot and a photo, takes what is on record and shows it with its unit', async () => {
    const { id } = await open();
    await subject.post(`/v1/tasks/${id}/claim`, 'technician');
    const asked = [
      { id: 'volume', kind: 'number', of: null, prompt: null, unit: 'mL' },
      { id: 'lot-medium', kind: 'lot', of: 'medium', prompt: null, unit: null },
      { id: 'photo', kind: 'photo', of: null, prompt: null, unit: null },
    ];
    await test.database.query(`update lab.operator_tasks set evidence = $1::jsonb`, [JSON.stringify(asked)]);
    expect((await open()).evidence).toEqual(asked);
    const bring = (volume: unknown, lot: unknown, photo: string): Promise<Reply> =>
      complete(id, {
        evidence: [
          { id: 'volume', value: volume },
          { id: 'lot-medium', value: lot },
          { id: 'photo', value: photo },
        ],
      });
    const wrong = await bring({ value: 1500, unit: 'uL' }, 'LB-1', '0'.repeat(64));
    expect(wrong.body.errors).toMatchObject([{ pointer: '/evidence/0/value' }]);
    const unknown = await bring(1.5, 'LB-1', '0'.repeat(64));
    expect(unknown).toMatchObject({ status: 422, body: { errors: [{ pointer: '/evidence/1/value' }, { pointer: '/evidence/2/value' }] } });
    expect((await bring({ value: 1e13, unit: 'mL' }, 'LB-1', '0'.repeat(64))).status).toBe(422);
    expect((await bring({ value: 1, unit: 'mL', error: 1 }, 'LB-1', '0'.repeat(64))).status).toBe(422);

    await subject.post('/v1/lots', 'technician', { material: 'medium', lot: 'LB-1' });
    const photo = new Uint8Array(drawnPng(8, 8));
    const { sha256 } = (await (
      await fetch(`${subject.url}/v1/photos`, {
        method: 'POST',
        headers: { ...subject.headersOf({ as: 'technician' }), 'content-type': 'image/png' },
        body: photo,
      })
    ).json()) as { sha256: string };
    expect((await bring(1.5, 'LB-1', sha256)).body.given).toMatchObject([
      { id: 'volume', kind: 'number', value: { value: 1.5, unit: 'mL' } },
      { id: 'lot-medium', kind: 'lot', value: 'LB-1' },
      { id: 'photo', kind: 'photo', value: sha256 },
    ]);
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
