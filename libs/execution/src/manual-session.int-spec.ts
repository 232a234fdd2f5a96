import type { ManualResult, Claimant } from './index';
import { LabwareEntity, RunEntity, StepInstanceEntity, acquireLease, readManualVerb, type Database } from '@labwright/persistence';
import { openTestDatabase, setUpLab, type LabFixture, type TestDatabase } from '@labwright/testing';
import { claimStep } from './claim-step';
import { confirmPlaces } from './confirm-places';
import { setInstrumentService } from './instrument-service';
import { beginManual, endManual, requestVerb } from './manual-session';
import { closeLostVerbs, refuseManualVerb, storeManualVerb, takeManualVerb } from './manual-verb';
import { quarantineInstrument } from './quarantine';
import { advanceOnce } from './run-advancer';
import { answerRun, startRun } from './run-control';

const NEST = 'shaker-1.nest';
const TIM = 'user:tim';
const owner = { owner: 'process-1', agent: 'bench-1', machine: 'm' };
const latch = { verb: 'ensureUnlatched', parameters: {} } as const;
const done: ManualResult = { ok: true, sent: true, readings: [], durationMs: 3 };

describe('an instrument that a person has to look at', () => {
  let test: TestDatabase;
  let database: Database;
  let lab: LabFixture;
  let by: Claimant;

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    lab = await setUpLab(database);
    const epoch = (await database.transaction((tx) => acquireLease(tx, 'shaker-1', owner))) ?? -1;
    // Nobody renews it here, and a busy machine may take longer than its 3 s.
    await database.query(`update lab.leases set expires_at = now() + interval '1 hour'`);
    by = { agent: 'bench-1', owner: 'process-1', instrumentId: 'shaker-1', epoch };
  });
  afterEach(() => test.drop());

  /** A run that has the nest reserved, with a step on its way. */
  async function started(): Promise<{ id: string; step: StepInstanceEntity; plate: string }> {
    const { id } = await lab.newRun();
    await database.transaction((tx) => startRun(tx, id, 'spec'));
    await advanceOnce(database, id);
    const step = await database.repository(StepInstanceEntity).findOneByOrFail({ runId: id, status: 'dispatched' });
    const { id: plate } = await database.repository(LabwareEntity).findOneByOrFail({ runId: id });
    return { id, step, plate };
  }

  const runOf = (id: string) => database.repository(RunEntity).findOneByOrFail({ id });
  const placeOf = async (id: string) => (await database.repository(LabwareEntity).findOneByOrFail({ id })).placeId;
  const told = async (type: string) =>
    (await database.query<{ data: Record<string, unknown> }>(`select data from lab.events where type = $1 order by id`, [type])).map(
      (e) => e.data,
    );
  const serviceOf = async () =>
    (await database.query<{ service: string; reason: string }>(`select service, service_reason as reason from lab.instruments`))[0];
  const confirm = (labware: string | null, nest = 'nest') =>
    database.transaction((tx) => confirmPlaces(tx, 'shaker-1', [{ nest, labware }], TIM));
  const begin = () => database.transaction((tx) => beginManual(tx, 'shaker-1', 'the plate is stuck', TIM));
  const ask = (wish: Parameters<typeof requestVerb>[2] = latch) =>
    database.transaction((tx) => requestVerb(tx, 'shaker-1', wish, 'to free it', TIM));
  const take = (id: string) => database.transaction((tx) => takeManualVerb(tx, id, by));
  const end = (labware: string | null = null) =>
    database.transaction((tx) => endManual(tx, 'shaker-1', [{ nest: 'nest', labware }], 'it moves freely', TIM));
  async function send(): Promise<void> {
    const verb = await take(await ask());
    if (!verb) throw new Error('nobody took it');
    await database.transaction((tx) => storeManualVerb(tx, 'shaker-1', verb, done, 'agent:bench-1'));
  }

  describe('confirmPlaces', () => {
    it('when all is where the record has it, changes nothing and tells nothing', async () => {
      const { plate } = await started();
      expect(await confirm(null)).toEqual([]);
      expect([await placeOf(plate), await told('run.deviated'), await told('labware.moved')]).toEqual(['bench', [], []]);
    });

    it('when a plate stands where the record has none, moves it there, and its run gets a deviation', async () => {
      const { id, plate } = await started();
      expect(await confirm(plate)).toEqual([{ runId: id, labware: plate, name: 'plate', from: 'bench', to: NEST }]);
      expect([await placeOf(plate), (await runOf(id)).state.deviations]).toEqual([NEST, 1]);
      expect(await told('labware.moved')).toEqual([{ labware: 'plate', from: 'bench', to: NEST, confirmed: true }]);
      expect(await told('run.deviated')).toMatchObject([{ reason: `plate was not at bench when people looked, but at ${NEST}` }]);
    });

    it('when another plate stands there than the record has, changes both places', async () => {
      const first = await started();
      const { id: second } = await lab.newRun();
      const other = await database.repository(LabwareEntity).findOneByOrFail({ runId: second });
      await confirm(first.plate, NEST);
      expect((await confirm(other.id)).map(({ labware, from, to }) => ({ labware, from, to }))).toEqual(
        expect.arrayContaining([
          { labware: first.plate, from: NEST, to: 'bench' },
          { labware: other.id, from: 'bench', to: NEST },
        ]),
      );
      expect([await placeOf(first.plate), await placeOf(other.id)]).toEqual(['bench', NEST]);
      // A run that has not begun departs from nothing.
      expect((await runOf(second)).state.deviations).toBe(0);
    });

    it('when a nest is left out, named twice or unknown, or labware is unknown, says so and changes nothing', async () => {
      const { plate } = await started();
      const say = (places: { nest: string; labware: string | null }[]) =>
        database
          .transaction((tx) => confirmPlaces(tx, 'shaker-1', places, TIM))
          .catch((error: { message: string; context: unknown }) => error);
      expect(await say([])).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('not named: nest') });
      expect(await say([{ nest: 'lid', labware: null }])).toMatchObject({
        message: 'shaker-1 has no nest "lid"',
        context: { allowed: ['nest'] },
      });
      const twice = ['nest', NEST].map((nest) => ({ nest, labware: null }));
      expect(await say(twice)).toMatchObject({ message: `${NEST} is named twice` });
      const nobody = '00000000-0000-4000-8000-000000000000';
      expect(await say([{ nest: 'nest', labware: nobody }])).toMatchObject({
        code: 'INPUT_INVALID',
        message: expect.stringMatching(new RegExp(`^there is no labware ${nobody}; known: ${plate} \\(plate of run .*, bench\\)`)),
        context: { path: '/places/0/labware', allowed: [plate] },
      });
      expect(await placeOf(plate)).toBe('bench');
    });
  });

  describe('in quarantine', () => {
    it('holds the run that has something on it, and takes no step; another run only waits, and says why', async () => {
      const { id, step } = await started();
      const { id: other } = await lab.newRun();
      expect(await database.transaction((tx) => quarantineInstrument(tx, 'shaker-1', 'its line broke off', 'agent:bench-1'))).toBe(true);
      expect(await runOf(id)).toMatchObject({ status: 'held', state: { holdReasons: ['shaker-1 is quarantined: its line broke off'] } });
      expect(await claimStep(database, step.id, step.attempt, by)).toBeNull();
      await database.transaction((tx) => answerRun(tx, id, 'redo', TIM, 'looked at it'));
      expect(await claimStep(database, step.id, step.attempt, by)).toBeNull();
      await database.transaction((tx) => startRun(tx, other, 'spec'));
      await advanceOnce(database, other);
      expect(await database.repository(StepInstanceEntity).findOneByOrFail({ runId: other, status: 'ready' })).toMatchObject({
        waitingFor: 'shaker-1 is quarantined: its line broke off',
      });
      expect(await database.transaction((tx) => quarantineInstrument(tx, 'shaker-1', 'again', 'agent:bench-1'))).toBe(false);
    });

    it('when something may stand on it, goes back only after somebody has looked', async () => {
      const { step, id } = await started();
      await database.transaction((tx) => quarantineInstrument(tx, 'shaker-1', 'it hung', 'agent:bench-1'));
      const back = (places: { nest: string; labware: string | null }[] | null) =>
        database.transaction((tx) => setInstrumentService(tx, 'shaker-1', 'available', 'looked at it', TIM, places));
      await expect(back(null)).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining(`in use: ${NEST}`) });
      await back([{ nest: 'nest', labware: null }]);
      expect(await serviceOf()).toMatchObject({ service: 'available' });
      await database.transaction((tx) => answerRun(tx, id, 'redo', TIM, 'looked at it'));
      expect(await claimStep(database, step.id, step.attempt, by)).not.toBeNull();
    });
  });

  describe('in hand', () => {
    it('takes no step of a run, not even one that is on its way; only one person has it', async () => {
      const { step } = await started();
      await begin();
      expect(await serviceOf()).toEqual({ service: 'manual', reason: 'user:tim: the plate is stuck' });
      expect(await claimStep(database, step.id, step.attempt, by)).toBeNull();
      await expect(begin()).rejects.toMatchObject({ code: 'CONFLICT', message: 'shaker-1: user:tim has it in hand already' });
      const back = database.transaction((tx) => setInstrumentService(tx, 'shaker-1', 'available', 'ready', TIM));
      await expect(back).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('/manual/end') });
      await end();
      expect(await claimStep(database, step.id, step.attempt, by)).not.toBeNull();
    });

    it('when nobody has it in hand, takes no verb', async () => {
      await expect(ask()).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('begin with POST') });
      await expect(end()).rejects.toMatchObject({ code: 'CONFLICT' });
    });

    it.each([
      [{ verb: 'dispense', parameters: { volume: { value: 1, unit: 'mL' } } }, 'has no verb "dispense"; it has: ensureTemperature,'],
      [{ verb: 'ensureShaking', parameters: {} }, 'ensureShaking needs "speed"'],
      [{ verb: 'ensureShaking', parameters: { speed: { value: 900, unit: '{rpm}' } } }, 'is outside 200 to 800 {rpm}'],
      [{ verb: 'ensureUnlatched', parameters: { force: { value: 9, unit: 's' } } }, 'takes no "force"; it takes: none'],
    ] as const)('refuses %j, which is not within what it can and may do', async (wish, words) => {
      await database.query(`update lab.instruments set limits = '{"shaking_incubation.speed": {"min": 100, "max": 800}}'`);
      await begin();
      await expect(ask(wish)).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining(words) });
      expect(await database.query(`select 1 from lab.agent_requests`)).toEqual([]);
    });

    it('when the wake-up of a verb comes twice, it is taken once, and another one waits for its end', async () => {
      await begin();
      const request = await ask({ verb: 'ensureShaking', parameters: { speed: { value: 5, unit: '1/s' } } }).catch(() => ask());
      expect(await take(request)).toMatchObject({ requestedBy: TIM, reason: 'to free it' });
      expect(await take(request)).toBeNull();
      await expect(ask()).rejects.toMatchObject({ message: expect.stringContaining('is under way') });
      await expect(end()).rejects.toMatchObject({ message: expect.stringContaining('is under way') });
    });

    it('when nobody takes a verb up in time, or after the session, it is never sent', async () => {
      await begin();
      const late = await ask();
      await database.query(`update lab.agent_requests set created_at = now() - interval '11 seconds'`);
      expect(await take(late)).toBeNull();
      await database.transaction((tx) => refuseManualVerb(tx, late, 'too late'));
      expect(await readManualVerb(database, 'shaker-1', late)).toMatchObject({
        status: 'failed',
        result: { sent: false, error: { message: 'too late' } },
      });
      const next = await ask();
      await database.query(`update lab.agent_requests set created_at = now() - interval '11 seconds' where id = $1`, [next]);
      // What nobody took stands in nobody's way.
      const last = await ask();
      expect(await readManualVerb(database, 'shaker-1', next)).toMatchObject({ status: 'failed', result: { sent: false } });
      await database.query(`update lab.instruments set service = 'quarantined'`);
      expect(await take(last)).toBeNull();
    });

    it('when its bench agent dies with a verb under way, nobody knows what became of it', async () => {
      await begin();
      const request = await ask();
      await take(request);
      await database.transaction((tx) => closeLostVerbs(tx, 'shaker-1'));
      expect(await readManualVerb(database, 'shaker-1', request)).toMatchObject({
        status: 'failed',
        result: { sent: true, error: { code: 'DRIVER_INTERRUPTED', context: { outcome: 'unknown' } } },
      });
    });

    it('when a verb was sent, holds the run that has something there, with who sent what; the record says why', async () => {
      const { id } = await started();
      await begin();
      await send();
      await end();
      expect(await runOf(id)).toMatchObject({
        status: 'held',
        state: { holdReasons: ['shaker-1 was worked by hand (user:tim sent ensureUnlatched); look whether this run can go on'] },
      });
      expect(await told('instrument.manual_sent')).toMatchObject([{ verb: 'ensureUnlatched', by: TIM, reason: 'to free it', ok: true }]);
      expect(await told('instrument.manual_ended')).toMatchObject([{ places: [{ nest: 'nest', labware: null }], verbs: 1 }]);
    });

    it('when only labware was moved, holds the run whose it is', async () => {
      const { id, plate } = await started();
      await begin();
      await end(plate);
      expect((await runOf(id)).state).toMatchObject({ status: 'held', deviations: 1 });
      expect((await runOf(id)).state.holdReasons[0]).toContain(`plate was at ${NEST} and not at bench`);
    });

    it('when nothing was touched, the run goes on', async () => {
      const { id } = await started();
      await begin();
      await end();
      expect((await runOf(id)).status).toBe('running');
    });
  });
});
