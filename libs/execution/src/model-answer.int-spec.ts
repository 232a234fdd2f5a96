import { RunEntity, listTasks, takeModelQuestion, type Database, type TaskRow } from '@labwright/persistence';
import { LabHands, openTestDatabase, setUpGrowthLab, type GrowthLab, type TestDatabase } from '@labwright/testing';
import { answerConsult } from './consult';
import { eventsOf } from './fixtures/waiting-task';
import { closeOverdueQuestions, takeUpModelAnswer, type ModelSaid, type ModelSilent } from './model-answer';
import { claimTask } from './operator-tasks';
import { pauseRun, resumeRun, startRun } from './run-control';

jest.setTimeout(60_000);

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
  adjust: [{ param: 'dense', min: 0.4, max: 0.8, times: 1 }],
  ask: 'model',
  role: 'scientist',
};
const parameters = [{ id: 'dense', quantity: 'optical_density', default: quantity(0.6, '{AU}'), min: 0.2, max: 1 }];
const until = {
  ...{ id: 'until', kind: 'repeat', body: [read, ask], until: 'readings.od.median >= params.dense' },
  ...{ maxAge: quantity(10, 'min'), atMost: quantity(6, 'h'), otherwise: 'hold' },
};
const said: ModelSaid = {
  decision: 'continue',
  adjust: [],
  reason: 'it grows',
  readings: ['od'],
  model: 'spec-model',
  promptVersion: 1,
  callId: 'call-1',
  beyond: null,
};

describe('a consult that asks the model', () => {
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
  });
  afterEach(() => test.drop());

  const start = async (steps: readonly object[] = [move('load', 'reader'), until, move('unload', 'bench')]) => {
    const { newRun } = await lab.approve({ name: 'spec', parameters, steps });
    runId = (await newRun()).id;
    await database.transaction((tx) => startRun(tx, runId, 'spec'));
    await hands.play(runId);
  };
  const take = (by = 'api-1') => database.transaction((tx) => takeModelQuestion(tx, by));
  const answer = async (more: Partial<ModelSaid> | ModelSilent = {}, by = 'api-1') => {
    const taken = await take(by);
    if (!taken) throw new Error('nothing is asked');
    const whole = 'failure' in more ? more : { ...said, ...more };
    const isTaken = await database.transaction((tx) => takeUpModelAnswer(tx, taken.id, by, whole));
    await hands.play(runId);
    return isTaken;
  };
  const tasks = (status: TaskRow['status'][] = ['open', 'claimed']) => listTasks(database, { statuses: status, runId, limit: 20 });
  const state = async () => (await database.repository(RunEntity).findOneByOrFail({ id: runId })).state;
  const answerAsGrace = async (taskId: string) => {
    await database.transaction((tx) => claimTask(tx, taskId, hands.grace));
    await database.transaction((tx) => answerConsult(tx, taskId, hands.grace, { choice: 'continue', adjust: {}, note: 'I looked' }));
    await hands.play(runId);
  };

  it('when it comes, is open to its people at once, and to the model with what it needs to know', async () => {
    await start();
    expect(await tasks()).toMatchObject([
      { kind: 'consult', status: 'open', role: 'scientist', model: { status: 'waiting', kind: 'consult' } },
    ]);
    expect(await take()).toMatchObject({
      ...{ runId, kind: 'consult', step: 'ask', path: 'until/1', question: 'Is it dense enough?', shows: ['od'] },
      ...{ bounds: ask.adjust, params: { dense: 0.6 }, made: {}, kinds: { dense: 'optical_density' } },
    });
  });

  it('when two processes look for it, is given to one of them', async () => {
    await start();
    const both = await Promise.all([take('api-1'), take('api-2')]);
    expect(both.filter((each) => each !== null)).toHaveLength(1);
  });

  it('when the model says continue, goes on under its name, and the record has decision, prompt and call', async () => {
    await start();
    expect(await answer()).toBe(true);
    expect((await hands.step(runId, 'ask', 'until/1')).status).toBe('succeeded');
    const [done] = (await tasks(['completed'])).filter(({ kind }) => kind === 'consult');
    expect(done).toMatchObject({
      completedBy: { name: 'spec-model' },
      answer: { choice: 'continue' },
      model: {
        status: 'settled',
        decision: 'continue',
        reason: 'it grows',
        readings: ['od'],
        model: 'spec-model',
        promptVersion: 1,
        call: 'call-1',
      },
    });
    expect(await database.query(`select name, kind, roles from lab.principals where name = 'spec-model'`)).toEqual([
      { name: 'spec-model', kind: 'model', roles: [] },
    ]);
    expect(await database.query(`select actor, actor_kind from lab.audit where act = 'task.answered'`)).toEqual([
      { actor: 'model:spec-model', actor_kind: 'model' },
    ]);
  });

  it('when it adjusts inside of what was approved, conditions use the new value from now on', async () => {
    await start();
    await answer({ decision: 'adjust', adjust: [{ param: 'dense', value: 0.45, unit: '{AU}' }] });
    expect((await state()).status).toBe('completed');
    expect(await eventsOf(database, runId, 'run.adjusted')).toEqual([
      ['run.adjusted', { param: 'dense', from: 0.6, to: 0.45, task: expect.any(String) }],
    ]);
  });

  it.each([
    ['outside of the bounds', [{ param: 'dense', value: 0.9, unit: '{AU}' }], 'may be 0.4 to 0.8, not 0.9'],
    ['in another unit', [{ param: 'dense', value: 0.5, unit: 'Cel' }], 'optical_density'],
    ['of something else', [{ param: 'speed', value: 500, unit: '{rpm}' }], 'cannot be adjusted here'],
    ['of nothing', [], 'names at least one parameter'],
  ])('when it adjusts %s, changes nothing and holds the run for a person', async (_title, adjust, words) => {
    await start();
    await answer({ decision: 'adjust', adjust });
    expect(await state()).toMatchObject({ status: 'held', holdReasons: [expect.stringContaining(words)] });
    expect(await eventsOf(database, runId, 'run.adjusted', 'task.answered')).toEqual([]);
    expect(await tasks()).toMatchObject([
      { kind: 'consult', status: 'open', model: { status: 'shown', decision: 'adjust', outcome: expect.stringContaining(words) } },
      { kind: 'recovery', status: 'open' },
    ]);
  });

  it('when what it wants has become a draft, names the draft where the run is held, and the person decides both with one answer', async () => {
    await start();
    await answer({
      decision: 'adjust',
      adjust: [{ param: 'dense', value: 0.9, unit: '{AU}' }],
      beyond: { why: 'more than 0.8', draft: 'draft-7' },
    });
    expect((await state()).holdReasons).toEqual([
      expect.stringMatching(/more than 0\.8; it is draft draft-7 now, which needs an approval/),
    ]);
    const [consult] = await tasks();
    expect(consult?.model).toMatchObject({ draft: 'draft-7', status: 'shown' });
    await answerAsGrace(consult?.id ?? '');
    expect((await state()).status).toBe('running');
    expect((await tasks()).filter(({ kind }) => kind === 'recovery')).toEqual([]);
  });

  it('when it says stop, ends nothing: the run is held, and a person answers', async () => {
    await start();
    await answer({ decision: 'stop', reason: 'it is contaminated' });
    expect(await state()).toMatchObject({
      status: 'held',
      holdReasons: [expect.stringContaining('the model says stop: it is contaminated')],
    });
    expect(await eventsOf(database, runId, 'run.stopping', 'task.answered')).toEqual([]);
    const [consult] = await tasks();
    await answerAsGrace(consult?.id ?? '');
    expect((await state()).status).toBe('running');
  });

  it.each<[string, Partial<ModelSaid>, string]>([
    ['says stop', { decision: 'stop', reason: 'it is contaminated' }, 'the model says stop: it is contaminated'],
    ['wants more than was approved', { decision: 'adjust', adjust: [{ param: 'dense', value: 0.9, unit: '{AU}' }] }, 'not 0.9'],
  ])(
    'when the run was paused while the model thought, and it %s, is held all the same, and paused again after the answer',
    async (_what, more, words) => {
      await start();
      await database.transaction((tx) => pauseRun(tx, runId, 'user:grace'));
      await answer(more);
      expect(await state()).toMatchObject({ status: 'held', resumeTo: 'paused', holdReasons: [expect.stringContaining(words)] });
      await expect(database.transaction((tx) => resumeRun(tx, runId, 'user:grace'))).rejects.toMatchObject({
        code: 'STATE_EVENT_NOT_ALLOWED',
      });
      const [consult] = await tasks();
      await answerAsGrace(consult?.id ?? '');
      expect((await state()).status).toBe('paused');
    },
  );

  it('when it leaves that to a person, or does not answer, the run is not held and the task shows why', async () => {
    await start();
    await answer({ decision: 'ask' });
    expect(await tasks()).toMatchObject([{ status: 'open', model: { status: 'shown', outcome: 'it leaves that to a person' } }]);
    await answerAsGrace((await tasks())[0]?.id ?? '');
    await answer({ failure: 'the model does not answer', model: 'spec-model', promptVersion: 1, callId: 'call-2' });
    expect(await tasks()).toMatchObject([
      { status: 'open', model: { status: 'no_answer', outcome: 'the model does not answer', call: 'call-2' } },
    ]);
    expect((await state()).status).toBe('running');
  });

  it('when a person has taken the task meanwhile, only shows what the model said', async () => {
    await start();
    const taken = await take();
    const [open] = await tasks();
    await database.transaction((tx) => claimTask(tx, open?.id ?? '', hands.grace));
    await database.transaction((tx) => takeUpModelAnswer(tx, taken?.id ?? '', 'api-1', said));
    expect(await tasks()).toMatchObject([{ status: 'claimed', model: { status: 'shown', decision: 'continue' } }]);
    expect(await eventsOf(database, runId, 'task.answered')).toEqual([]);
  });

  it('when its principal is disabled, does nothing in its name', async () => {
    await database.query(`insert into lab.principals (name, kind, roles, disabled_at) values ('spec-model', 'model', '{}', now())`);
    await start();
    await answer();
    expect(await state()).toMatchObject({ status: 'held', holdReasons: [expect.stringContaining('is disabled')] });
  });

  it("when time is over, is the person's alone, and a late answer changes nothing", async () => {
    await start();
    const taken = await take();
    await database.query(`update lab.model_questions set expires_at = clock_timestamp()`);
    expect(await tasks()).toMatchObject([{ model: { status: 'no_answer', outcome: 'no answer came in time' } }]);
    expect(await database.transaction((tx) => closeOverdueQuestions(tx))).toBe(1);
    expect(await database.transaction((tx) => takeUpModelAnswer(tx, taken?.id ?? '', 'api-1', said))).toBe(false);
    expect(await take()).toBeNull();
    expect((await tasks())[0]?.status).toBe('open');
  });

  it('when another process has taken it, that one alone may answer', async () => {
    await start();
    const taken = await take('api-1');
    expect(await database.transaction((tx) => takeUpModelAnswer(tx, taken?.id ?? '', 'api-2', said))).toBe(false);
  });

  it('when a reading is not as expected, asks for advice, and shows it with what holds the run', async () => {
    const expecting = { ...read, expect: { reading: 'od', min: quantity(1, '{AU}'), otherwise: 'hold' } };
    await start([move('load', 'reader'), expecting, move('unload', 'bench')]);
    expect((await state()).status).toBe('held');
    expect(await tasks()).toMatchObject([{ kind: 'recovery', model: { kind: 'advice', status: 'waiting' } }]);
    const taken = await take();
    expect(taken).toMatchObject({ kind: 'advice', shows: ['od'], bounds: [], question: expect.stringContaining('od should be 1 to any') });
    await database.transaction((tx) => takeUpModelAnswer(tx, taken?.id ?? '', 'api-1', { ...said, decision: 'stop', reason: 'no growth' }));
    expect(await tasks()).toMatchObject([
      { kind: 'recovery', status: 'open', model: { status: 'shown', decision: 'stop', reason: 'no growth' } },
    ]);
    expect((await state()).status).toBe('held');
  });

  it('when the protocol asks a person, asks no model', async () => {
    const { ask: _, ...plain } = ask;
    await start([move('load', 'reader'), { ...until, body: [read, plain] }, move('unload', 'bench')]);
    expect(await tasks()).toMatchObject([{ kind: 'consult', model: null }]);
    expect(await take()).toBeNull();
  });
});
