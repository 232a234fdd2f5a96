import { RunEntity, type Database } from '@labwright/persistence';
import { LabHands, openTestDatabase, setUpGrowthLab, type GrowthLab, type TestDatabase } from '@labwright/testing';
import { cancelRun, pauseRun, resumeRun, startRun, answerRun } from './run-control';
import { startSweeper } from './sweeper';

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
const rest = { id: 'rest', kind: 'wait', duration: quantity(5, 'min') };
const ask = { id: 'ask', kind: 'consult', question: 'Go on?', shows: ['od'], role: 'scientist' };
const repeat = (...body: object[]) => ({
  id: 'until',
  kind: 'repeat',
  body,
  until: 'readings.od.median >= optical_density(0.6, "{AU}")',
  maxAge: quantity(10, 'min'),
  every: quantity(20, 'min'),
  atMost: quantity(6, 'h'),
  otherwise: 'hold',
});

/** The states that a run with steps in steps can be in, each by what its protocol says and what is read. */
const STATES: Record<string, { steps: object[]; reads: Record<string, number | 'overflow'>; until: string; stepStatus: string }> = {
  'in the body of a repeat': { steps: [repeat(read, rest)], reads: { B1: 0.3, B2: 0.3 }, until: 'until', stepStatus: 'in_body' },
  'between two rounds': { steps: [repeat(read)], reads: { B1: 0.3, B2: 0.3 }, until: 'until', stepStatus: 'in_body' },
  'at a consult': { steps: [repeat(read, ask)], reads: { B1: 0.3, B2: 0.3 }, until: 'until', stepStatus: 'in_body' },
  'in doubt about a condition': { steps: [repeat(read)], reads: { B1: 0.3, B2: 'overflow' }, until: 'until', stepStatus: 'in_doubt' },
};

describe('a run with steps in steps', () => {
  let test: TestDatabase;
  let database: Database;
  let lab: GrowthLab;
  let hands: LabHands;

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    lab = await setUpGrowthLab(database);
    hands = new LabHands(database, lab);
  });
  afterEach(() => test.drop());

  async function at(state: string): Promise<string> {
    const { steps, reads, until, stepStatus } = STATES[state] ?? { steps: [], reads: {}, until: '', stepStatus: '' };
    hands.reads.set('read', [reads]);
    const { newRun } = await lab.approve({ name: 'spec', steps: [move('load', 'reader'), ...steps, move('unload', 'bench')] });
    const { id } = await newRun();
    await database.transaction((tx) => startRun(tx, id, 'spec'));
    await hands.play(id);
    expect((await hands.step(id, until)).status).toBe(stepStatus);
    return id;
  }
  const statusOf = async (id: string) => (await database.repository(RunEntity).findOneByOrFail({ id })).status;
  const cancel = (id: string) => database.transaction((tx) => cancelRun(tx, id, 'spec', 'enough'));
  const woken = async () => {
    await database.query('delete from lab.outbox');
    await startSweeper(database, (_where, error) => {
      throw error;
    }).stop();
    return (await database.query<{ payload: { runId: string } }>(`select payload from lab.outbox where name = 'advance'`)).map(
      ({ payload }) => payload.runId,
    );
  };

  describe.each(Object.keys(STATES))('%s', (state) => {
    it('when cancelled, ends cancelled and leaves nothing open', async () => {
      const id = await at(state);
      await cancel(id);
      await hands.play(id);
      expect(await statusOf(id)).toBe('cancelled');
      expect(await hands.openSteps(id)).toEqual([]);
      const [left] = await database.query(
        `select (select count(*)::int from lab.operator_tasks where status in ('open', 'claimed')) as tasks,
           (select count(*)::int from lab.reservations where released_at is null) as nests, (select count(*)::int from lab.instrument_access) as open,
           (select count(*)::int from lab.attempts where ended_at is null) as attempts`,
      );
      expect(left).toEqual({ tasks: 0, nests: 0, open: 0, attempts: 0 });
      // What is still set fires into nothing.
      await hands.pass(30 * 60_000);
      expect([await statusOf(id), await hands.openSteps(id)]).toEqual(['cancelled', []]);
    });

    it('when the wake-up after the cancel is lost, is woken by the sweeper', async () => {
      const id = await at(state);
      await cancel(id);
      expect(await woken()).toEqual([id]);
    });

    it('when nothing can go on, is left alone by the sweeper', async () => {
      await at(state);
      expect(await woken()).toEqual([]);
    });
  });

  it('when the wake-up of the next round is lost, is woken by the sweeper once it is due, and not before', async () => {
    const id = await at('between two rounds');
    expect(await woken()).toEqual([]);
    await database.query(`update lab.lab_clock set lab_anchor = lab_anchor + interval '21 minutes'`);
    await database.query(`update lab.timers set fired_at = now()`);
    expect(await woken()).toEqual([id]);
    await hands.pump();
    expect((await hands.step(id, 'read', 'until/2')).status).toBe('dispatched');
  });

  it('when the wake-up after the last step of a round is lost, is woken by the sweeper', async () => {
    const id = await at('in the body of a repeat');
    await database.query(`update lab.lab_clock set lab_anchor = lab_anchor + interval '6 minutes'`);
    await hands.fireTimers();
    expect((await hands.step(id, 'rest', 'until/1')).status).toBe('succeeded');
    expect(await woken()).toEqual([id]);
  });

  it('when the wake-up after the answer to a doubt is lost, is woken by the sweeper', async () => {
    const id = await at('in doubt about a condition');
    await database.transaction((tx) => answerRun(tx, id, 'redo', 'user:grace', 'again'));
    expect(await woken()).toEqual([id]);
  });

  it('when paused between two rounds, begins none until it is resumed, and then at once', async () => {
    const id = await at('between two rounds');
    await database.transaction((tx) => pauseRun(tx, id, 'spec'));
    await hands.pass(25 * 60_000);
    expect([await statusOf(id), (await hands.step(id, 'until')).round]).toEqual(['paused', 1]);
    expect(await woken()).toEqual([]);
    await database.transaction((tx) => resumeRun(tx, id, 'spec'));
    await hands.pump();
    expect((await hands.step(id, 'read', 'until/2')).status).toBe('dispatched');
  });

  it('when approved, is approved with the limits of operations in rounds and cases', async () => {
    const warm = (id: string, temperature: number, speed: number) => ({
      id,
      kind: 'operation',
      capability: 'shaking_incubation',
      labware: 'plate',
      with: { temperature: quantity(temperature, 'Cel'), speed: quantity(speed, '{rpm}') },
      duration: quantity(1, 'min'),
    });
    const choice = { id: 'choose', kind: 'decision', cases: [{ when: 'run.elapsed >= duration(1, "h")', steps: [warm('hot', 50, 300)] }] };
    const rounds = {
      ...repeat(warm('grow', 40, 1_400), { ...choice, else: { steps: [warm('cool', 38, 250)] } }),
      until: 'run.elapsed >= duration(2, "h")',
    };
    const { review, newRun } = await lab.approve({
      name: 'spec',
      steps: [move('load', 'shaker'), warm('first', 45, 500), rounds, move('unload', 'bench')],
    });
    expect(review.envelope.limits).toEqual({
      'ensureTemperature.target': { min: 38, max: 50 },
      'ensureShaking.speed': { min: 250, max: 1_400 },
    });
    await test.asOwner(
      `update lab.reviews set envelope = jsonb_set(envelope, '{limits,ensureTemperature.target,max}', '49') where id = $1`,
      [review.id],
    );
    await expect(newRun()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('ensureTemperature.target from 38 to 50'),
    });
  });
});
