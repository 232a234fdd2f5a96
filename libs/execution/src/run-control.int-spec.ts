import { LabError } from '@labwright/domain';
import { OperatorTaskEntity, RunEntity, StepInstanceEntity, type Database } from '@labwright/persistence';
import { LabHands, openTestDatabase, setUpGrowthLab, type GrowthLab, type TestDatabase } from '@labwright/testing';
import { answerRecovery } from './answer-recovery';
import { loadDoubts, settleDoubt } from './doubts';
import { eventsOf } from './fixtures/waiting-task';
import { cancelRun, pauseRun, resumeRun, startRun } from './run-control';
import { leaveStep, succeedStep, troubleStep } from './settle-step';

jest.setTimeout(60_000);

const quantity = (value: number, unit: string) => ({ value, unit });
const NO_WIRE = { answers: [], readings: [] };
/** Load, hold, wait, a person, and off again; everything after the load has the shaker. */
const STEPS = [
  { id: 'load', kind: 'operator', moves: [{ labware: 'plate', to: 'shaker' }] },
  {
    id: 'mix',
    kind: 'operation',
    capability: 'shaking_incubation',
    labware: 'plate',
    with: { temperature: quantity(45, 'Cel'), speed: quantity(500, '{rpm}') },
    duration: quantity(10, 'min'),
  },
  { id: 'rest', kind: 'wait', duration: quantity(5, 'min') },
  { id: 'look', kind: 'operator', instruction: 'Look at it.', evidence: [{ kind: 'confirm' }] },
  { id: 'unload', kind: 'operator', moves: [{ labware: 'plate', to: 'bench' }] },
];

describe('control of a run', () => {
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
    const { newRun } = await lab.approve({ name: 'spec', steps: STEPS });
    ({ id: runId } = await newRun());
    await database.transaction((tx) => startRun(tx, runId, 'spec'));
  });
  afterEach(() => test.drop());

  const status = async () => (await database.repository(RunEntity).findOneByOrFail({ id: runId })).status;
  const step = (id: string) => hands.step(runId, id);
  const ref = ({ id, attempt }: StepInstanceEntity) => ({ runId, stepInstanceId: id, attempt, actor: 'agent:bench-1' });
  const pause = () => database.transaction((tx) => pauseRun(tx, runId, 'user:ada'));
  const resume = async () => {
    await database.transaction((tx) => resumeRun(tx, runId, 'user:ada'));
    await hands.pump();
  };
  const cancel = async () => {
    await database.transaction((tx) => cancelRun(tx, runId, 'user:ada', 'enough'));
    await hands.pump();
  };
  const trouble = async (error: LabError) => database.transaction(async (tx) => troubleStep(tx, ref(await step('mix')), error));
  const unknown = new LabError('DRIVER_TIMEOUT', 'no reply', { instrument: 'shaker-1', outcome: 'unknown' }, 'after_reconcile');
  const jammed = new LabError('DRIVER_DEVICE_HARDWARE', 'the clamp is jammed', { instrument: 'shaker-1', outcome: 'failed' });
  const endHold = async () => {
    await hands.pass(601_000);
    await hands.endHold(await step('mix'));
    await hands.pump();
  };

  /** Where the run stands, by what it comes there. */
  const STATES: Readonly<Record<string, () => Promise<void>>> = {
    'in an operation': async () => {
      await hands.play(runId, 'mix');
      await hands.claim(await step('mix'));
    },
    'in a hold': async () => hands.play(runId),
    'in a wait': async () => {
      await hands.play(runId);
      await endHold();
    },
    'with an open task': async () => {
      await STATES['in a wait']?.();
      await hands.pass(301_000);
    },
    'while paused in a hold': async () => {
      await hands.play(runId);
      await pause();
    },
    'while held': async () => {
      await STATES['in an operation']?.();
      await trouble(jammed);
      expect(await status()).toBe('held');
    },
    'while in doubt': async () => {
      await STATES['in an operation']?.();
      await trouble(unknown);
      expect([await status(), (await step('mix')).status]).toEqual(['running', 'in_doubt']);
    },
    'while held and paused': async () => {
      await STATES['while held']?.();
      await pause();
    },
  };

  it.each(Object.keys(STATES))(
    'when cancelled %s, drives its instrument to the safe state at once, ends, and leaves nothing open',
    async (state) => {
      await hands.pump();
      await STATES[state]?.();
      await cancel();
      const mix = await step('mix');
      if (mix.status === 'running') {
        // Its agent was told, and leaves it at the next command boundary.
        expect(await database.query(`select 1 from lab.outbox where name = 'abort'`)).not.toEqual([]);
        await database.transaction((tx) => leaveStep(tx, ref(mix), 'cancel', NO_WIRE));
        await hands.pump();
      }
      expect((await step('stop.shaker-1')).status).toBe('dispatched');
      await hands.play(runId);
      expect([await status(), await hands.openSteps(runId)]).toEqual(['cancelled', []]);
      const [left] = await database.query(
        `select (select count(*)::int from lab.operator_tasks where status in ('open', 'claimed')) as tasks,
         (select count(*)::int from lab.reservations where released_at is null) as nests,
         (select count(*)::int from lab.instrument_access) as open, (select count(*)::int from lab.attempts where ended_at is null) as attempts`,
      );
      expect(left).toEqual({ tasks: 0, nests: 0, open: 0, attempts: 0 });
      await hands.pass(3_600_000);
      expect(await status()).toBe('cancelled');
    },
  );

  describe('when paused', () => {
    beforeEach(() => hands.pump());

    it('in an operation, lets it finish and begins no other until it is resumed', async () => {
      await hands.play(runId);
      await endHold();
      await hands.pass(301_000);
      await hands.complete(await hands.task(runId, 'look'));
      await hands.pump();
      const running = (await hands.openSteps(runId)).find((each) => each.status === 'dispatched') as StepInstanceEntity;
      await hands.claim(running);
      await pause();
      await database.transaction((tx) => succeedStep(tx, ref(running)));
      await hands.play(runId);
      const open = await hands.openSteps(runId);
      expect([await status(), open.filter((each) => !['pending', 'ready'].includes(each.status))]).toEqual(['paused', []]);
      await resume();
      await hands.play(runId);
      expect([await status(), (await eventsOf(database, runId, 'run.deviated')).map(([, data]) => data['kind'])]).toEqual([
        'completed',
        [],
      ]);
    });

    it('before an operation was claimed, it cannot be claimed, and is woken by the resume', async () => {
      await hands.play(runId, 'mix');
      await pause();
      expect(await hands.claim(await step('mix'))).toBe(false);
      await database.query(`delete from lab.outbox`);
      await database.transaction((tx) => resumeRun(tx, runId, 'user:ada'));
      const woken = await database.query(`select payload->>'stepInstanceId' as step from lab.outbox where name = 'step'`);
      expect(woken).toEqual([{ step: (await step('mix')).id }]);
      expect(await hands.claim(await step('mix'))).toBe(true);
    });

    it('in a hold, the hold ends in its time, the next step waits, and the over-time is a deviation', async () => {
      await hands.play(runId);
      await pause();
      await endHold();
      expect([(await step('mix')).status, (await step('rest')).status]).toEqual(['succeeded', 'pending']);
      await hands.pass(120_000);
      await resume();
      expect((await step('rest')).status).toBe('holding');
      const [deviation] = await eventsOf(database, runId, 'run.deviated');
      expect(deviation?.[1]).toMatchObject({ step: 'mix', kind: 'hold_long', unit: 's' });
      expect(Number(deviation?.[1]['size'])).toBeGreaterThan(119);
    });

    it('in a hold, and resumed before its end, is no deviation', async () => {
      await hands.play(runId);
      await pause();
      await hands.pass(60_000);
      await resume();
      await endHold();
      expect(await eventsOf(database, runId, 'run.deviated')).toEqual([]);
    });

    it('in a wait, the wait ends in its time and the next step waits for the resume', async () => {
      await STATES['in a wait']?.();
      await pause();
      await hands.pass(301_000);
      expect([(await step('rest')).status, (await step('look')).status]).toEqual(['succeeded', 'pending']);
      await resume();
      expect((await step('look')).status).toBe('awaiting_operator');
    });

    it('with an open task, the task may be done, and nothing follows before the resume', async () => {
      await STATES['with an open task']?.();
      await pause();
      await hands.complete(await hands.task(runId, 'look'));
      await hands.pump();
      expect([
        (await step('look')).status,
        await status(),
        (await hands.openSteps(runId)).every(({ status: at }) => at === 'pending' || at === 'ready'),
      ]).toEqual(['succeeded', 'paused', true]);
      await resume();
      await hands.play(runId);
      expect(await status()).toBe('completed');
    });

    it('while it is held, stays paused after the answer, and goes on with the resume', async () => {
      await STATES['while held and paused']?.();
      const task = await database.repository(OperatorTaskEntity).findOneByOrFail({ runId, kind: 'recovery', status: 'open' });
      const places = [{ nest: 'nest', labware: 'plate' }];
      await database.transaction((tx) => answerRecovery(tx, task.id, hands.grace, { choice: 'redo', note: 'freed', places }));
      await hands.pump();
      expect([await status(), (await step('mix')).status]).toEqual(['paused', 'ready']);
      await resume();
      expect([await status(), (await step('mix')).status]).toEqual(['running', 'dispatched']);
    });

    it('while it is in doubt, the doubt is settled, and what begins again by that waits for the resume', async () => {
      await STATES['while in doubt']?.();
      await pause();
      const [doubt] = await loadDoubts(database, 'shaker-1');
      if (!doubt) throw new Error('there is no doubt');
      const agent = { agent: 'bench-1', owner: 'process-1', instrumentId: 'shaker-1', epoch: 1 };
      const verbs = [{ repeat: 'state', verdict: 'not_done' }] as const;
      await database.transaction((tx) => settleDoubt(tx, doubt, agent, 'not_done', { verbs, evidence: 'speed 0', readings: [] }));
      await hands.pump();
      expect([await status(), (await step('mix')).status]).toEqual(['paused', 'ready']);
      await resume();
      expect((await step('mix')).status).toBe('dispatched');
    });

    it('a second time, or resumed while it is not paused, is refused', async () => {
      await pause();
      await expect(pause()).rejects.toMatchObject({ code: 'STATE_EVENT_NOT_ALLOWED' });
      await resume();
      await expect(resume()).rejects.toMatchObject({ code: 'STATE_EVENT_NOT_ALLOWED' });
    });
  });
});
