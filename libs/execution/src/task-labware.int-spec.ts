import { asId, nestPlace, type PlaceId } from '@labwright/domain';
import type { Database } from '@labwright/persistence';
import type { PlanOperatorStep, PlanTransfer } from '@labwright/protocol';
import { openTestDatabase, setUpLab, type LabFixture, type TestDatabase } from '@labwright/testing';
import { eventsOf, waitingTask, type Waiting } from './fixtures/waiting-task';
import { claimTask, completeTask, type Acting } from './operator-tasks';
import { wellVolumes } from './task-labware';

const bottle = { material: 'medium' } as const;

describe('what a task does to labware', () => {
  let test: TestDatabase;
  let database: Database;
  let lab: LabFixture;
  let by: Acting;

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    lab = await setUpLab(database);
    by = { principalId: lab.technician.id, actor: 'user:grace', roles: ['technician'] };
  });
  afterEach(() => test.drop());

  async function complete(runId: string, changes: Partial<PlanOperatorStep>, step: Waiting['step'] = 'load'): Promise<string> {
    const task = await waitingTask(database, runId, { step, changes: { evidence: [], ...changes } });
    await database.transaction((tx) => claimTask(tx, task, by));
    await database.transaction((tx) => completeTask(tx, task, by, { evidence: [], note: '', scripted: false }));
    return task;
  }
  const volumes = async (runId: string, labware: string) =>
    Object.fromEntries(await database.transaction((tx) => wellVolumes(tx, runId, labware)));

  it('when it is completed, tells what was filled, then what was moved, then what was covered', async () => {
    const { id } = await lab.newRun();
    const first: PlanTransfer = { from: bottle, to: 'plate', wells: ['A1', 'A2'], microlitres: 150 };
    const other: PlanTransfer = { from: { labware: 'plate', well: 'A1' }, to: 'tube', wells: ['A1'], microlitres: 20 };
    const last: PlanTransfer = { from: bottle, to: 'plate', wells: ['A3'], microlitres: 10 };
    const moves = [{ labware: 'plate', from: asId<PlaceId>('bench'), to: nestPlace('shaker-1', 'nest') }];
    const covers = [
      { labware: 'plate', cover: 'lid' },
      { labware: 'tube', cover: null },
    ];
    const task = await complete(id, { transfers: [first, other, last], moves, covers });
    expect(await eventsOf(database, id, 'labware.filled', 'labware.moved', 'labware.covered')).toEqual([
      ['labware.filled', { labware: 'plate', transfers: [first], task }],
      ['labware.filled', { labware: 'tube', transfers: [other], task }],
      ['labware.filled', { labware: 'plate', transfers: [last], task }],
      ['labware.moved', { labware: 'plate', to: 'shaker-1.nest', task }],
      ['labware.covered', { labware: 'plate', cover: 'lid', task }],
      ['labware.covered', { labware: 'tube', cover: null, task }],
    ]);
    expect(await volumes(id, 'plate')).toEqual({ A1: 130, A2: 150, A3: 10 });
    expect(await volumes(id, 'tube')).toEqual({ A1: 20 });
  });

  it('when its place is taken by other labware, is refused and has told nothing', async () => {
    const [one, two] = [await lab.newRun(), await lab.newRun()];
    await database.query(`update lab.labware set place_id = 'shaker-1.nest' where run_id = $1`, [two.id]);
    const transfers: PlanTransfer[] = [{ from: bottle, to: 'plate', wells: ['A1'], microlitres: 150 }];
    await expect(complete(one.id, { transfers })).rejects.toMatchObject({
      code: 'CONFLICT',
      context: { kind: 'place', id: 'shaker-1.nest' },
    });
    expect(await eventsOf(database, one.id, 'labware.filled', 'task.completed')).toEqual([]);
    expect(await volumes(one.id, 'plate')).toEqual({});
  });

  it('when wells are drawn from for several others, loses all of it, and never holds less than nothing', async () => {
    const { id } = await lab.newRun();
    const fill: PlanTransfer = { from: bottle, to: 'plate', wells: ['A1', 'B1'], microlitres: 100 };
    const draw = (well: string, wells: string[], microlitres: number): PlanTransfer => ({
      from: { labware: 'plate', well },
      to: 'tube',
      wells,
      microlitres,
    });
    await complete(id, { moves: [], transfers: [fill] });
    const draws = [draw('A1', ['A1', 'A2', 'A3'], 20), draw('B1', ['B1', 'B2'], 80), draw('C1', ['C1'], 5)];
    await complete(id, { moves: [], transfers: draws }, 'unload');
    expect(await volumes(id, 'plate')).toEqual({ A1: 40, B1: 0 });
    expect(await volumes(id, 'tube')).toEqual({ A1: 20, A2: 20, A3: 20, B1: 80, B2: 80, C1: 5 });
    expect(await volumes((await lab.newRun()).id, 'plate')).toEqual({});
  });
});
