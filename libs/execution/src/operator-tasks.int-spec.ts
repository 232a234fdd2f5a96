import { OperatorTaskEntity, listRunMaterials, setLabScale, type Database } from '@labwright/persistence';
import type { PlanEvidence } from '@labwright/protocol';
import { drawnPng, openTestDatabase, setUpLab, type LabFixture, type TestDatabase } from '@labwright/testing';
import type { EvidenceInput } from './evidence';
import { eventsOf, waitingTask } from './fixtures/waiting-task';
import { registerLot } from './lots';
import { claimTask, completeTask, releaseTask, type Acting } from './operator-tasks';
import { storePhoto } from './photos';

const LOT: PlanEvidence = { id: 'lot-medium', kind: 'lot', of: 'medium', prompt: null, unit: null };
const PHOTO: PlanEvidence = { id: 'photo', kind: 'photo', of: null, prompt: null, unit: null };
const MEDIUM = [{ id: 'medium', name: 'LB broth' }];
const PNG = drawnPng(2, 3);

describe('an operator task', () => {
  let test: TestDatabase;
  let database: Database;
  let lab: LabFixture;
  let by: Acting;
  let runId: string;

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    lab = await setUpLab(database);
    by = { principalId: lab.technician.id, actor: 'user:grace', roles: ['technician'] };
    runId = (await lab.newRun()).id;
  });
  afterEach(() => test.drop());

  const taskOf = (id: string) => database.repository(OperatorTaskEntity).findOneByOrFail({ id });
  const simulate = () => database.transaction((tx) => setLabScale(tx, 10));
  const claim = (task: string, scripted = false, who = by) => database.transaction((tx) => claimTask(tx, task, who, scripted));
  const complete = (task: string, evidence: EvidenceInput[], scripted = false) =>
    database.transaction((tx) => completeTask(tx, task, by, { evidence, note: '', scripted }));
  const register = (material: string, lot: string, expires: string | null) =>
    database.query(
      `insert into lab.lots (material, lot, expires_on, registered_by) values ($1, $2, current_date + $3::text::interval, $4)`,
      [material, lot, expires, lab.technician.id],
    );
  const claimedFor = async (evidence: PlanEvidence[]) => {
    const task = await waitingTask(database, runId, { changes: { evidence }, materials: MEDIUM });
    await claim(task);
    return task;
  };

  describe('when the scripted operator claims it', () => {
    it('is refused in a real lab', async () => {
      const task = await waitingTask(database, runId);
      await expect(claim(task, true)).rejects.toMatchObject({ code: 'INPUT_INVALID', context: { path: '/scripted' } });
      expect(await taskOf(task)).toMatchObject({ status: 'open', scripted: false });
    });

    it('is marked from the claim on, until it is given back or a person takes it over', async () => {
      await simulate();
      const task = await waitingTask(database, runId);
      await claim(task, true);
      expect(await taskOf(task)).toMatchObject({ status: 'claimed', scripted: true });
      await claim(task, false);
      expect(await taskOf(task)).toMatchObject({ status: 'claimed', scripted: false });
      await claim(task, true);
      await expect(claim(task, true, { ...by, principalId: lab.author.id })).rejects.toMatchObject({ code: 'STATE_EVENT_NOT_ALLOWED' });
      await database.transaction((tx) => releaseTask(tx, task, by));
      expect(await taskOf(task)).toMatchObject({ status: 'open', scripted: false, claimedBy: null });
      const told = await eventsOf(database, runId, 'task.claimed', 'task.released');
      expect(told.map(([type, data]) => [type, data.scripted])).toEqual([
        ['task.claimed', true],
        ['task.claimed', false],
        ['task.claimed', true],
        ['task.released', false],
      ]);
    });

    it('may bring a lot that nobody has registered, and still none that is too old', async () => {
      await simulate();
      const task = await claimedFor([LOT]);
      await register('LB broth', 'OLD', '-1 day');
      await expect(complete(task, [{ id: LOT.id, value: 'OLD' }], true)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
      await complete(task, [{ id: LOT.id, value: 'S-1' }], true);
      expect(await database.query(`select material, note, expires_on from lab.lots where lot = 'S-1'`)).toEqual([
        { material: 'LB broth', note: 'scripted', expires_on: null },
      ]);
      expect(await listRunMaterials(database, runId)).toMatchObject([{ material: 'medium', lot: 'S-1', task }]);
    });
  });

  describe('when it asks for a lot', () => {
    it.each([
      ['by its name in the protocol', 'LB broth', '1 day'],
      ['by its id in the protocol', 'medium', null],
      ['on its last day', 'LB broth', '0 days'],
    ])('takes one that is registered %s, and the run has it', async (_title, material, expires) => {
      await register(material, 'LB-77', expires);
      const task = await claimedFor([LOT]);
      await complete(task, [{ id: LOT.id, value: ' LB-77 ' }]);
      const [row] = await listRunMaterials(database, runId);
      expect(row).toMatchObject({ material: 'medium', name: 'LB broth', lot: 'LB-77', task });
      const told = { material: 'medium', name: 'LB broth', lot: 'LB-77', lotId: row?.lotId, expiresOn: row?.expiresOn, task };
      expect(await eventsOf(database, runId, 'material.lot_recorded')).toEqual([['material.lot_recorded', told]]);
    });

    it('refuses one that is not registered, too old, or of something else, with what is known', async () => {
      await register('LB broth', 'GOOD', null);
      await register('medium', 'TWICE', '1 day');
      await register('LB broth', 'TWICE', '-1 day');
      await register('Agarose', 'AG-1', null);
      const task = await claimedFor([LOT]);
      const refusal = (text: string) => ({
        code: 'INPUT_INVALID',
        context: { issues: [{ path: '/evidence/0/value', message: expect.stringContaining(text) }] },
      });
      const bring = (value: unknown) => complete(task, [{ id: LOT.id, value }]);
      await expect(bring('NEW')).rejects.toMatchObject(refusal('"NEW" of LB broth is not registered (registered and good: '));
      await expect(bring('NEW')).rejects.toMatchObject(refusal('"GOOD" without a date'));
      await expect(bring('NEW')).rejects.toMatchObject(refusal('register it with POST /v1/lots for the material "LB broth"'));
      await expect(bring('TWICE')).rejects.toMatchObject(refusal('lot "TWICE" of LB broth was good until '));
      await expect(bring('AG-1')).rejects.toMatchObject(refusal('"AG-1" of LB broth is not registered'));
      await expect(bring(7)).rejects.toMatchObject(refusal('must be a text'));
      expect(await taskOf(task)).toMatchObject({ status: 'claimed' });
      expect(await listRunMaterials(database, runId)).toEqual([]);
    });

    it('knows a lot that two people register at the same moment once', async () => {
      const lot = { material: 'LB broth', lot: 'LB-1', expiresOn: '2099-01-31', note: '' };
      const made = await Promise.all([1, 2, 3].map(() => database.transaction((tx) => registerLot(tx, lot, by))));
      expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    });
  });

  it('when it asks for a photo, takes only one that has been uploaded', async () => {
    const task = await claimedFor([PHOTO]);
    const { sha256 } = await database.transaction((tx) => storePhoto(tx, PNG, 'image/png', by));
    await expect(complete(task, [{ id: 'photo', value: sha256.replace(/./, (c) => (c === '0' ? '1' : '0')) }])).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      context: { issues: [{ path: '/evidence/0/value', message: expect.stringContaining('upload it first with POST /v1/photos') }] },
    });
    expect(await complete(task, [{ id: 'photo', value: sha256 }])).toEqual({ done: true });
  });
});
