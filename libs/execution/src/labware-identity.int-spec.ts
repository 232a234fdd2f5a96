import { RunEntity, type Database } from '@labwright/persistence';
import type { PlanEvidence } from '@labwright/protocol';
import { openTestDatabase, setUpLab, type LabFixture, type TestDatabase } from '@labwright/testing';
import { eventsOf, waitingTask } from './fixtures/waiting-task';
import { claimTask, completeTask, type Acting, type CompletionOutcome } from './operator-tasks';
import { answerRun } from './run-control';

const barcodeOf = (labware: string): PlanEvidence => ({ id: `barcode-${labware}`, kind: 'barcode', of: labware, prompt: null, unit: null });

describe('a barcode that is read for labware', () => {
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

  const know = (run: string, barcode: string | null) =>
    database.query(`update lab.labware set barcode = $2 where run_id = $1`, [run, barcode]);
  const plateOf = async (run: string) =>
    (await database.query(`select barcode, identity, place_id as place from lab.labware where run_id = $1 and name = 'plate'`, [run]))[0];
  const stateOf = async (run: string) => (await database.repository(RunEntity).findOneByOrFail({ id: run })).state;
  const taskOf = async (task: string) =>
    (await database.query<{ status: string }>(`select status from lab.operator_tasks where id = $1`, [task]))[0]?.status;

  async function claimed(run: string, evidence: PlanEvidence[] = [barcodeOf('plate')]): Promise<string> {
    const task = await waitingTask(database, run, { changes: { evidence, moves: [] } });
    await database.transaction((tx) => claimTask(tx, task, by));
    return task;
  }
  const scan = (task: string, ...read: [string, string][]): Promise<CompletionOutcome> =>
    database.transaction((tx) =>
      completeTask(tx, task, by, {
        evidence: read.map(([labware, value]) => ({ id: `barcode-${labware}`, value })),
        note: '',
        scripted: false,
      }),
    );

  it('when it is the first, is the barcode of that labware from then on', async () => {
    const task = await claimed(runId);
    expect(await scan(task, ['plate', ' P-1\n'])).toEqual({ done: true });
    expect(await plateOf(runId)).toMatchObject({ barcode: 'P-1', identity: 'known' });
    expect(await taskOf(task)).toBe('completed');
  });

  it('when it is not the one known, holds the run with the way out, and knows the plate again after the right scan', async () => {
    await know(runId, 'P-1');
    const task = await claimed(runId);
    const outcome = await scan(task, ['plate', 'P-2']);
    const reason =
      'load the plate: this is for plate with the barcode "P-1", and "P-2" was scanned. Find the plate "P-1", answer the hold, then scan again';
    expect(outcome).toEqual({ held: reason, labware: 'plate' });
    expect(await stateOf(runId)).toMatchObject({ status: 'held', holdReasons: [reason] });
    expect(await plateOf(runId)).toMatchObject({ barcode: 'P-1', identity: 'unknown', place: 'bench' });
    expect(await taskOf(task)).toBe('claimed');
    expect(await eventsOf(database, runId, 'labware.mismatched', 'labware.moved', 'task.completed')).toEqual([
      ['labware.mismatched', { labware: 'plate', expected: 'P-1', scanned: 'P-2', task }],
    ]);

    await database.transaction((tx) => answerRun(tx, runId, 'redo', 'user:grace', 'found it'));
    expect(await scan(task, ['plate', 'P-1'])).toEqual({ done: true });
    expect(await plateOf(runId)).toMatchObject({ barcode: 'P-1', identity: 'known' });
    expect(await stateOf(runId)).toMatchObject({ status: 'running', holdReasons: [] });
  });

  it('when it is wrong twice and then right before anybody answers, completes the task while the run stays held', async () => {
    await know(runId, 'P-1');
    const task = await claimed(runId);
    await scan(task, ['plate', 'P-2']);
    await scan(task, ['plate', 'P-2']);
    expect((await stateOf(runId)).holdReasons).toHaveLength(1);
    expect(await scan(task, ['plate', 'P-1'])).toEqual({ done: true });
    expect([await taskOf(task), (await stateOf(runId)).status]).toEqual(['completed', 'held']);
    expect(await eventsOf(database, runId, 'labware.mismatched')).toHaveLength(2);
  });

  it('when it is that of a plate of another run, holds this run until that one is over', async () => {
    const other = (await lab.newRun()).id;
    await know(other, 'P-9');
    const task = await claimed(runId);
    const outcome = await scan(task, ['plate', 'P-9']);
    expect(outcome).toMatchObject({
      held: expect.stringContaining(`"P-9" was scanned, which is plate of run ${other}. Find the plate that is plate`),
    });
    expect(await plateOf(runId)).toMatchObject({ barcode: null, identity: 'unknown' });
    expect((await stateOf(other)).status).toBe('ready');
    await database.query(`update lab.runs set ended_at = now() where id = $1`, [other]);
    expect(await scan(task, ['plate', 'P-9'])).toEqual({ done: true });
  });

  it('when one is read for two pieces of labware of a task, holds for the second and keeps none', async () => {
    await database.query(`insert into lab.labware (run_id, name, type, place_id) values ($1, 'tube', 'tube', 'bench')`, [runId]);
    const task = await claimed(runId, [barcodeOf('plate'), barcodeOf('tube')]);
    expect(await scan(task, ['plate', 'P-1'], ['tube', 'P-1'])).toMatchObject({
      labware: 'tube',
      held: expect.stringContaining('plate of this task'),
    });
    expect(await plateOf(runId)).toMatchObject({ barcode: null, identity: 'known' });
    expect(await scan(task, ['plate', 'P-1'], ['tube', 'T-1'])).toEqual({ done: true });
  });

  it('when two runs read the same new one at the same moment, gives it to one of them and holds the other', async () => {
    const runs = [runId, (await lab.newRun()).id];
    const tasks = [await claimed(runs[0] as string), await claimed(runs[1] as string)];
    const outcomes = await Promise.all(tasks.map((task) => scan(task, ['plate', 'P-1'])));
    expect(outcomes.filter((outcome) => 'done' in outcome)).toHaveLength(1);
    const [row] = await database.query<{ n: number }>(`select count(*)::int as n from lab.labware where barcode = 'P-1'`);
    expect(row?.n).toBe(1);
  });

  it('when it is wrong and nobody has claimed the task, or other evidence is missing, holds nothing', async () => {
    await know(runId, 'P-1');
    const task = await waitingTask(database, runId, {
      changes: { evidence: [barcodeOf('plate'), { ...barcodeOf('plate'), id: 'confirm', kind: 'confirm' }] },
    });
    await expect(scan(task, ['plate', 'P-2'])).rejects.toMatchObject({ code: 'STATE_EVENT_NOT_ALLOWED' });
    await database.transaction((tx) => claimTask(tx, task, by));
    await expect(scan(task, ['plate', 'P-2'])).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(await plateOf(runId)).toMatchObject({ identity: 'known' });
    expect((await stateOf(runId)).status).toBe('running');
  });
});
