import { RunEntity, type Database } from '@labwright/persistence';
import { LabHands, openTestDatabase, setUpGrowthLab, type GrowthLab, type TestDatabase } from '@labwright/testing';
import { answerConsult, type ConsultRequest } from './consult';
import { eventsOf } from './fixtures/waiting-task';
import { claimTask, type Acting } from './operator-tasks';
import { startRun } from './run-control';

jest.setTimeout(30_000);

const quantity = (value: number, unit: string) => ({ value, unit });
const move = (id: string, to: string) => ({ id, kind: 'operator', moves: [{ labware: 'plate', to }] });
const read = {
  id: 'read',
  kind: 'operation',
  capability: 'absorbance',
  labware: 'plate',
  with: { wavelengths: [quantity(600, 'nm')] },
  saves: { od: { reading: 'absorbance', wells: { role: 'sample' } } },
};
const ask = {
  id: 'ask',
  kind: 'consult',
  question: 'Is it dense enough?',
  shows: ['od'],
  adjust: [{ param: 'dense', min: 0.4, max: 0.8, times: 2 }],
  role: 'scientist',
};
const parameters = [{ id: 'dense', quantity: 'optical_density', default: quantity(0.6, '{AU}'), min: 0.2, max: 1 }];
const until = {
  id: 'until',
  kind: 'repeat',
  body: [read, ask],
  until: 'readings.od.median >= params.dense',
  maxAge: quantity(10, 'min'),
  atMost: quantity(6, 'h'),
  otherwise: 'hold',
};

describe('a consult', () => {
  let test: TestDatabase;
  let database: Database;
  let lab: GrowthLab;
  let hands: LabHands;
  let runId: string;

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    lab = await setUpGrowthLab(database);
    hands = new LabHands(database, lab);
    hands.reads.set('read', [{ B1: 0.5, B2: 0.5 }]);
    const { newRun } = await lab.approve({ name: 'spec', parameters, steps: [move('load', 'reader'), until, move('unload', 'bench')] });
    runId = (await newRun()).id;
    await database.transaction((tx) => startRun(tx, runId, 'spec'));
    await hands.play(runId);
  });
  afterEach(() => test.drop());

  const statusOf = async () => (await database.repository(RunEntity).findOneByOrFail({ id: runId })).status;
  const claim = async () => {
    const task = await hands.task(runId, 'ask');
    await database.transaction((tx) => claimTask(tx, task.id, hands.grace));
    return task.id;
  };
  const answer = async (request: Partial<ConsultRequest>, by: Acting = hands.grace, task?: string) => {
    const id = task ?? (await claim());
    await database.transaction((tx) => answerConsult(tx, id, by, { choice: 'continue', adjust: {}, note: '', ...request }));
    await hands.play(runId);
  };
  const adjust = (value: number, unit = '{AU}') => answer({ choice: 'adjust', adjust: { dense: quantity(value, unit) } });
  const asked = async () =>
    (await eventsOf(database, runId, 'step.evaluated')).map(([, { outcome, params }]) => [outcome, (params as { dense: number }).dense]);

  it('when it comes, shows what was read and what may be adjusted to its role', async () => {
    expect(await hands.task(runId, 'ask')).toMatchObject({
      kind: 'consult',
      role: 'scientist',
      shows: ['od'],
      adjust: ask.adjust,
      status: 'open',
    });
  });

  it('when answered with continue, goes on with the parameters as they are', async () => {
    await answer({ choice: 'continue', note: 'looks right' });
    expect(await asked()).toEqual([[false, 0.6]]);
    expect((await hands.task(runId, 'ask')).status).toBe('open');
    expect((await hands.step(runId, 'ask', 'until/1')).status).toBe('succeeded');
    expect(await eventsOf(database, runId, 'run.adjusted', 'task.answered')).toEqual([
      ['task.answered', expect.objectContaining({ choice: 'continue', note: 'looks right' })],
    ]);
  });

  it('when adjusted inside the bounds, asks the condition with the new value, and the record has the old and the new', async () => {
    await adjust(0.45);
    expect(await asked()).toEqual([[true, 0.45]]);
    expect(await statusOf()).toBe('completed');
    expect(await eventsOf(database, runId, 'run.adjusted')).toEqual([
      ['run.adjusted', { param: 'dense', from: 0.6, to: 0.45, task: expect.any(String) }],
    ]);
  });

  it('when adjusted twice, counts from the value of the first, and a third is refused', async () => {
    await adjust(0.7);
    await adjust(0.8);
    const events = await eventsOf(database, runId, 'run.adjusted');
    expect(events.map(([, { from, to }]) => [from, to])).toEqual([
      [0.6, 0.7],
      [0.7, 0.8],
    ]);
    await expect(adjust(0.45)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('adjusted 2 time(s)') });
    expect((await hands.task(runId, 'ask')).status).toBe('claimed');
    expect(await asked()).toEqual([
      [false, 0.7],
      [false, 0.8],
    ]);
  });

  it.each([
    [{ dense: quantity(0.81, '{AU}') }, 'INPUT_INVALID'],
    [{ dense: quantity(0.39, '{AU}') }, 'INPUT_INVALID'],
    [{ dense: quantity(Number.NaN, '{AU}') }, 'INPUT_INVALID'],
    [{ dense: quantity(37, 'Cel') }, 'UNIT_KIND_MISMATCH'],
    [{ other: quantity(0.5, '{AU}') }, 'INPUT_INVALID'],
    [{}, 'INPUT_INVALID'],
  ])('when adjusted to %j, is refused with %s and has changed nothing', async (values, code) => {
    const request = { choice: 'adjust' as const, adjust: values as ConsultRequest['adjust'] };
    await expect(answer(request)).rejects.toMatchObject({ code });
    expect(await eventsOf(database, runId, 'run.adjusted', 'task.answered')).toEqual([]);
    expect((await hands.task(runId, 'ask')).status).toBe('claimed');
  });

  it('when values are given and the answer is continue, is refused', async () => {
    await expect(answer({ adjust: { dense: quantity(0.5, '{AU}') } })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('when answered with stop, cancels the run with the note as its reason', async () => {
    await answer({ choice: 'stop', note: 'contaminated' });
    expect(await statusOf()).toBe('cancelled');
    const [[, stopping] = []] = await eventsOf(database, runId, 'run.stopping');
    expect(stopping?.['reason']).toMatch(/^stopped at ".*": contaminated$/);
    expect(await hands.openSteps(runId)).toEqual([]);
  });

  it('when the role is another one, is refused', async () => {
    const task = await claim();
    const by = { ...hands.grace, roles: ['technician'] };
    await expect(answer({}, by, task)).rejects.toMatchObject({ code: 'ACCESS_FORBIDDEN' });
  });

  it('when nobody has claimed it, or another person has, or it is answered already, is refused', async () => {
    const { id } = await hands.task(runId, 'ask');
    await expect(answer({}, hands.grace, id)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('claim it first'),
    });
    await claim();
    const other = { principalId: lab.author.id, actor: 'user:ada', roles: ['scientist'] };
    await expect(answer({}, other, id)).rejects.toMatchObject({ code: 'CONFLICT' });
    await answer({}, hands.grace, id);
    await expect(answer({}, hands.grace, id)).rejects.toMatchObject({ message: expect.stringContaining('completed already') });
  });

  it('when two answers come at the same moment, takes one of them', async () => {
    const id = await claim();
    const both = await Promise.allSettled([
      answer({ choice: 'adjust', adjust: { dense: quantity(0.7, '{AU}') } }, hands.grace, id),
      answer({ choice: 'adjust', adjust: { dense: quantity(0.8, '{AU}') } }, hands.grace, id),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await eventsOf(database, runId, 'run.adjusted')).toHaveLength(1);
  });
});
