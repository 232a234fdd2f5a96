import { ReviewEntity, RunEntity, type Database } from '@labwright/persistence';
import { openTestDatabase, setUpLab, type LabFixture, type TestDatabase } from '@labwright/testing';
import { approveProtocol, revokeProtocol } from './review-protocol';
import { authorityOf } from './run-authority';
import { cancelRun, pauseRun, resumeRun, startRun } from './run-control';

describe('the authority of a run', () => {
  let test: TestDatabase;
  let database: Database;
  let lab: LabFixture;
  let run: RunEntity;
  const by = () => ({ principalId: lab.reviewer.id, actor: 'user:rosalind' });

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    lab = await setUpLab(database);
    run = await lab.newRun();
  });
  afterEach(() => test.drop());

  const start = (id = run.id) => database.transaction((tx) => startRun(tx, id, 'user:ada'));
  const fault = async (id = run.id) => (await authorityOf(database, id)).fault;

  it('is there for a run of what was approved', async () => {
    expect(await fault()).toBeNull();
    await start();
    expect(await fault()).toBeNull();
  });

  it.each<[string, string, RegExp]>([
    [
      'a plan that somebody has changed',
      `update lab.runs set plan = jsonb_set(plan, '{expectedMs}', '1')`,
      /the plan is not the one of its hash/,
    ],
    ['other parameters', `update lab.runs set parameters = '{"warmth": {"value": 50, "unit": "Cel"}}'`, /made with other parameters/],
    [
      'a protocol that was changed under its hash',
      `update lab.protocols set document = jsonb_set(document, '{title}', '"x"')`,
      /not the one of its hash/,
    ],
    ['an approval that has ended', `update lab.reviews set expires_at = now() - interval '1 s'`, /ended or was taken back/],
    ['an approval that was taken back', `update lab.reviews set revoked_at = now()`, /ended or was taken back/],
    ['a no instead of a yes', `update lab.reviews set decision = 'rejected'`, /nobody has approved it/],
    ['an approval by the author', `update lab.reviews set reviewer = (select author from lab.protocols)`, /only its author/],
    [
      'an envelope that was widened',
      `update lab.reviews set envelope = jsonb_set(envelope, '{simulatedOnly}', 'false')`,
      /does not sign what it names/,
    ],
    ['an approval of another policy', `update lab.reviews set policy_version = 'other'`, /does not sign what it names/],
  ])('is refused to a run with %s', async (_, change, says) => {
    // Even the owner of the tables, who may write what he likes, gets no run out of it.
    await test.asOwner(change);
    expect(await fault()).toMatch(says);
    await expect(start()).rejects.toMatchObject({ code: 'APPROVAL_MISSING', message: expect.stringMatching(says) });
    expect((await database.repository(RunEntity).findOneByOrFail({ id: run.id })).status).toBe('ready');
  });

  it('is refused to a row that nobody made by the way that runs are made', async () => {
    const plan = { ...(run.plan as object), steps: [] };
    const [forged] = await database.query<{ id: string }>(
      `insert into lab.runs (protocol_hash, review_id, parameters, plan, plan_hash, status, state, priority, created_by)
       select protocol_hash, review_id, parameters, $2::jsonb, plan_hash, 'running', '{"status":"running","stopReason":null,"holdReasons":[]}', 0, created_by
       from lab.runs where id = $1 returning id`,
      [run.id, JSON.stringify(plan)],
    );
    expect(await fault(forged?.id)).toMatch(/the plan is not the one of its hash/);
  });

  it('ends with a revocation: runs that go on are held, others neither start nor go on, and nothing is approved again', async () => {
    const [running, paused] = [await lab.newRun(), await lab.newRun()];
    for (const { id } of [running, paused]) await start(id);
    await database.transaction((tx) => pauseRun(tx, paused.id, 'user:grace'));
    await database.transaction((tx) => revokeProtocol(tx, lab.protocolHash, 'the strain is another one', by()));
    const held = await database.repository(RunEntity).findOneByOrFail({ id: running.id });
    expect(held).toMatchObject({
      status: 'held',
      state: { holdReasons: ['the approval of its protocol was taken back: the strain is another one'] },
    });
    await expect(start()).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
    await expect(database.transaction((tx) => resumeRun(tx, paused.id, 'user:grace'))).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
    await database.transaction((tx) => cancelRun(tx, paused.id, 'user:grace', 'revoked'));
    const approval = { hash: lab.protocolHash, parameters: {}, meaning: 'again', selfApprove: false };
    await expect(database.transaction((tx) => approveProtocol(tx, approval, by(), false))).rejects.toMatchObject({
      code: 'STATE_EVENT_NOT_ALLOWED',
    });
    const [review] = await database.repository(ReviewEntity).findBy({ protocolHash: lab.protocolHash });
    expect(review).toMatchObject({
      revokedBy: lab.reviewer.id,
      revocationReason: 'the strain is another one',
      reviewerRoles: ['reviewer'],
    });
  });
});
