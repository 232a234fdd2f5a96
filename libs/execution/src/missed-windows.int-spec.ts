import { OperatorTaskEntity, RunEntity, type Database } from '@labwright/persistence';
import { LabHands, openTestDatabase, setUpGrowthLab, type GrowthLab, type TestDatabase } from '@labwright/testing';
import { answerRecovery } from './answer-recovery';
import { eventsOf } from './fixtures/waiting-task';
import { cancelRun, pauseRun, resumeRun, startRun } from './run-control';

jest.setTimeout(60_000);

const quantity = (value: number, unit: string, more: object = {}) => ({ value, unit, ...more });
const confirm = [{ kind: 'confirm' }];
const by = (id: string, changes: object = {}) => ({ id, kind: 'operator', instruction: `Do ${id}.`, evidence: confirm, ...changes });
const pause = (id: string, value: number, changes: object = {}) => ({ id, kind: 'wait', duration: quantity(value, 's'), ...changes });
const within = (s: number, after: string, onMissed: string) => ({ timing: [{ after, atMost: quantity(s, 's'), onMissed }] });
const move = (id: string, to: string, changes: object = {}) => ({ id, kind: 'operator', moves: [{ labware: 'plate', to }], ...changes });
const shake = (id: string, duration: object, changes: object = {}) => ({
  id,
  kind: 'operation',
  capability: 'shaking_incubation',
  labware: 'plate',
  with: { temperature: quantity(45, 'Cel'), speed: quantity(500, '{rpm}') },
  duration,
  ...changes,
});
const read = (changes: object = {}) => ({
  id: 'read',
  kind: 'operation',
  capability: 'absorbance',
  labware: 'plate',
  with: { wavelengths: [quantity(600, 'nm')] },
  ...changes,
});

describe('time that the protocol asks for', () => {
  let test: TestDatabase;
  let database: Database;
  let lab: GrowthLab;
  let hands: LabHands;
  let protocols = 0;

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    lab = await setUpGrowthLab(database);
    hands = new LabHands(database, lab);
  });
  afterEach(() => test.drop());

  const created = async (...steps: object[]) => (await (await lab.approve({ name: `spec-${++protocols}`, steps })).newRun()).id;
  async function started(...steps: object[]): Promise<string> {
    const id = await created(...steps);
    await database.transaction((tx) => startRun(tx, id, 'spec'));
    await hands.pump();
    return id;
  }
  const runOf = (id: string) => database.repository(RunEntity).findOneByOrFail({ id });
  const deviations = async (id: string) => (await eventsOf(database, id, 'run.deviated')).map(([, data]) => data);
  const missed = async (id: string) => (await eventsOf(database, id, 'step.window_missed')).map(([, data]) => data);
  const answer = async (id: string, choice: 'redo' | 'skip') => {
    const task = await database.repository(OperatorTaskEntity).findOneByOrFail({ runId: id, kind: 'recovery', status: 'open' });
    await database.transaction((tx) => answerRecovery(tx, task.id, hands.grace, { choice, note: 'looked' }));
    await hands.pump();
  };

  describe('when a window closes while what comes between is still under way', () => {
    const between = by('between', { duration: quantity(60, 's') });
    const steps = (onMissed: string) => [by('heat'), between, by('cool', within(100, 'heat.end', onMissed)), by('last')];
    async function closing(onMissed: string): Promise<string> {
      const id = await started(...steps(onMissed));
      await hands.play(id, 'between');
      await hands.pass(90_000);
      expect([(await runOf(id)).status, await missed(id)]).toEqual(['running', []]);
      await hands.pass(12_000);
      return id;
    }

    it('and its answer is hold, is asked about at once, and starts all the same when a person says so, with its size', async () => {
      const id = await closing('hold');
      const run = await runOf(id);
      expect([run.status, run.state.holdReasons]).toEqual([
        'held',
        [expect.stringMatching(/its window of 100 s after heat\.end is over by \d+\.\d s/)],
      ]);
      expect(await missed(id)).toMatchObject([{ step: 'cool', onMissed: 'hold', unit: 's', size: expect.any(Number) }]);
      await hands.complete(await hands.task(id, 'between'));
      await hands.pass(20_000);
      expect((await hands.step(id, 'cool')).status).toBe('pending');
      await answer(id, 'redo');
      await hands.play(id);
      expect((await runOf(id)).status).toBe('completed_with_deviations');
      const [deviation, ...more] = await deviations(id);
      expect([deviation, more]).toMatchObject([{ step: 'cool', kind: 'late', unit: 's' }, []]);
      expect(Number(deviation?.['size'])).toBeGreaterThan(20);
    });

    it('and a person leaves it out, goes on with the next', async () => {
      const id = await closing('hold');
      await answer(id, 'skip');
      await hands.play(id);
      expect([(await hands.step(id, 'cool')).status, (await runOf(id)).status]).toEqual(['skipped', 'completed_with_deviations']);
    });

    it('and its answer is skip, is left out then, and the rest goes on', async () => {
      const id = await closing('skip');
      expect([(await hands.step(id, 'cool')).status, (await hands.step(id, 'between')).status]).toEqual(['skipped', 'awaiting_operator']);
      await hands.play(id);
      expect([(await runOf(id)).status, await deviations(id)]).toMatchObject([
        'completed_with_deviations',
        [{ step: 'cool', kind: 'skipped', unit: 's' }],
      ]);
    });

    it('and its answer is abort, ends the run as failed', async () => {
      const id = await closing('abort');
      expect((await runOf(id)).status).not.toBe('running');
      await hands.play(id);
      expect([(await runOf(id)).status, await deviations(id)]).toMatchObject([
        'failed',
        [{ step: 'cool', kind: 'late', onMissed: 'abort' }],
      ]);
      expect(await hands.openSteps(id)).toEqual([]);
    });

    it('and its answer is to go on, says so once, and has its size when it starts', async () => {
      const id = await closing('continue_with_deviation');
      await hands.pass(10_000);
      expect([(await runOf(id)).status, (await missed(id)).length, await deviations(id)]).toEqual(['running', 1, []]);
      await hands.play(id);
      expect(await deviations(id)).toMatchObject([{ step: 'cool', kind: 'late' }]);
    });
  });

  it('when the run stands still as a window closes, judges it when it goes on', async () => {
    const id = await started(by('heat'), pause('rest', 30), by('cool', within(60, 'heat.end', 'skip')));
    await hands.play(id);
    await database.transaction((tx) => pauseRun(tx, id, 'spec'));
    await hands.pass(100_000);
    expect([(await hands.step(id, 'rest')).status, (await hands.step(id, 'cool')).status, await missed(id)]).toEqual([
      'succeeded',
      'pending',
      [],
    ]);
    await database.transaction((tx) => resumeRun(tx, id, 'spec'));
    await hands.pump();
    expect([(await hands.step(id, 'cool')).status, await missed(id)]).toMatchObject(['skipped', [{ lateMs: expect.any(Number) }]]);
  });

  it('when a window counts from the start of an operation, is judged while that one goes on', async () => {
    const id = await started(move('load', 'shaker'), shake('mix', quantity(30, 's')), by('cool', within(240, 'mix.start', 'hold')));
    await hands.play(id);
    expect((await hands.step(id, 'mix')).status).toBe('holding');
    await hands.pass(230_000);
    expect((await runOf(id)).status).toBe('running');
    await hands.pass(15_000);
    expect([(await runOf(id)).status, (await hands.step(id, 'mix')).status]).toEqual(['held', 'holding']);
  });

  describe('of a hold', () => {
    const held = async (id: string) => {
      const step = await hands.step(id, 'mix');
      await hands.endHold(step);
      await hands.pump();
    };

    it('when it is kept longer than its tolerance until the plate is fetched, is a deviation with its seconds', async () => {
      const id = await started(
        move('load', 'shaker'),
        shake('mix', quantity(60, 's', { tolerance: 5 })),
        pause('think', 1),
        move('unload', 'bench'),
      );
      await hands.play(id);
      await hands.pass(90_000);
      await held(id);
      const [deviation] = await deviations(id);
      expect(deviation).toMatchObject({ step: 'mix', kind: 'hold_long', unit: 's', askedMs: 60_000 });
      expect(Number(deviation?.['size'])).toBeGreaterThanOrEqual(30);
    });

    it('when it is kept within its tolerance, or has none, is none', async () => {
      const id = await started(
        move('load', 'shaker'),
        shake('mix', quantity(60, 's', { tolerance: 120 })),
        shake('other', quantity(60, 's')),
        move('unload', 'bench'),
      );
      await hands.play(id);
      await hands.pass(90_000);
      await held(id);
      await hands.play(id);
      await hands.pass(90_000);
      await hands.endHold(await hands.step(id, 'other'));
      await hands.play(id);
      expect([(await runOf(id)).status, await deviations(id)]).toEqual(['completed', []]);
    });

    it('when the run is paused past its end, goes on meanwhile, and what it lasted too long is a deviation of the resume', async () => {
      const id = await started(move('load', 'shaker'), shake('mix', quantity(60, 's')), move('unload', 'bench'));
      await hands.play(id);
      await database.transaction((tx) => pauseRun(tx, id, 'spec'));
      await hands.pass(90_000);
      await held(id);
      await hands.pass(100_000);
      expect([(await hands.step(id, 'mix')).status, (await runOf(id)).status, await deviations(id)]).toEqual(['succeeded', 'paused', []]);
      await database.transaction((tx) => resumeRun(tx, id, 'spec'));
      await hands.pump();
      const [deviation, ...more] = await deviations(id);
      expect([deviation, more]).toMatchObject([
        { step: 'mix', kind: 'hold_long', reason: expect.stringContaining('while its run stood still') },
        [],
      ]);
      expect(Number(deviation?.['size'])).toBeGreaterThanOrEqual(130);
    });
  });

  describe('of a tight chain', () => {
    const chain = [by('heat'), move('to_reader', 'reader', within(600, 'heat.end', 'hold')), read(), move('unload', 'bench')];
    const reservations = async (id: string) =>
      (
        await database.query<{ place: string }>(
          `select place_id as place from lab.reservations where run_id = $1 and released_at is null order by 1`,
          [id],
        )
      ).map(({ place }) => place);

    it('when all that it needs is free, takes it before its first step', async () => {
      const id = await started(...chain);
      expect([(await hands.step(id, 'heat')).status, await reservations(id)]).toEqual(['awaiting_operator', ['reader-1.carrier']]);
    });

    it.each([
      ['is away', `update lab.instruments set link = 'offline', link_reason = 'unplugged' where id = 'reader-1'`, 'reader-1 is offline'],
      [
        'is paused',
        `update lab.instruments set paused_at = now(), pause_reason = 'cleaning' where id = 'reader-1'`,
        'reader-1 is paused: cleaning',
      ],
      [
        'is out of service',
        `update lab.instruments set service = 'manual', service_reason = 'repair' where id = 'reader-1'`,
        'reader-1 is manual',
      ],
    ])('when an instrument of a later step %s, does not begin, says why, and begins when that is over', async (_what, sql, reason) => {
      const id = await created(...chain);
      await database.query(sql);
      await database.transaction((tx) => startRun(tx, id, 'spec'));
      await hands.pump();
      const waiting = await hands.step(id, 'heat');
      expect([waiting.status, waiting.waitingFor]).toEqual(['ready', expect.stringContaining(`all that has to follow in time, to `)]);
      expect([waiting.waitingFor, await reservations(id)]).toEqual([expect.stringContaining(reason), []]);
      await database.query(`update lab.instruments set link = 'online', paused_at = null, service = 'available'`);
      await database.query(
        `insert into lab.outbox (queue, name, payload) values ('runs', 'advance', jsonb_build_object('runId', $1::text))`,
        [id],
      );
      await hands.pump();
      expect((await hands.step(id, 'heat')).status).toBe('awaiting_operator');
    });

    it('when another run has a nest of it, takes none of them and does not begin; it begins when that one gives it up', async () => {
      await database.query(`update lab.drivers set manifest = jsonb_set(manifest, '{access,before}', '[]')`);
      const first = await started(move('load', 'reader'), read(), by('think'), move('unload', 'bench'));
      await hands.play(first, 'think');
      const id = await started(...chain);
      expect([(await hands.step(id, 'heat')).status, await reservations(id)]).toEqual(['ready', []]);
      expect((await hands.step(id, 'heat')).waitingFor).toContain('reader-1.carrier is reserved by run');
      await database.transaction((tx) => cancelRun(tx, first, 'spec', 'enough'));
      await hands.play(first);
      await database.query(`update lab.labware set place_id = 'bench' where run_id = $1`, [first]);
      await database.query(
        `insert into lab.outbox (queue, name, payload) values ('runs', 'advance', jsonb_build_object('runId', $1::text))`,
        [id],
      );
      await hands.pump();
      expect([(await hands.step(id, 'heat')).status, await reservations(id)]).toEqual(['awaiting_operator', ['reader-1.carrier']]);
    });

    it('when it goes out of an instrument and comes back in time, keeps the nest meanwhile', async () => {
      await database.query(`update lab.drivers set manifest = jsonb_set(manifest, '{access,before}', '[]')`);
      const id = await started(
        move('load', 'shaker'),
        shake('mix', quantity(60, 's')),
        move('out', 'bench'),
        by('look'),
        move('back', 'shaker', within(600, 'out.end', 'hold')),
        shake('again', quantity(60, 's')),
        move('unload', 'bench'),
      );
      await hands.play(id);
      await hands.pass(61_000);
      await hands.endHold(await hands.step(id, 'mix'));
      await hands.play(id, 'look');
      expect([(await hands.step(id, 'look')).status, await reservations(id)]).toEqual(['awaiting_operator', ['shaker-1.nest']]);
      await hands.play(id);
      await hands.pass(61_000);
      await hands.endHold(await hands.step(id, 'again'));
      await hands.play(id);
      expect([(await runOf(id)).status, await reservations(id)]).toEqual(['completed', []]);
    });
  });
});
