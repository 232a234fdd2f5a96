import { openTestDatabase, setUpLab, type TestDatabase } from '@labwright/testing';
import { ExitCode } from '../exit-code';
import { CliFixture } from '../fixtures/cli-fixture';

jest.setTimeout(40_000);

describe('labwright manual', () => {
  let test: TestDatabase;
  let lab: CliFixture;
  let plate: string;

  beforeAll(async () => {
    test = await openTestDatabase();
    const fixture = await setUpLab(test.database);
    const { id } = await fixture.newRun();
    [{ plate }] = (await test.database.query<{ plate: string }>(`select id as plate from lab.labware where run_id = $1`, [id])) as [
      { plate: string },
    ];
    lab = await CliFixture.start(test.database, test.url, { grace: fixture.technician });
  }, 60_000);
  afterAll(async () => {
    await lab.stop();
    await test.drop();
  }, 30_000);

  const manual = (...args: string[]) => lab.run('grace', ['manual', ...args]);

  it('takes an instrument in hand, and says what comes next', async () => {
    const { exitCode, out } = await manual('begin', 'shaker-1', '--reason', 'it squeaks');
    expect({ exitCode, out }).toEqual({
      exitCode: ExitCode.ok,
      out: 'shaker-1 is in hand; `labwright manual do shaker-1 VERB` sends a verb, `labwright manual end shaker-1` gives it back\n',
    });
  });

  it('when no bench agent is there, says that nothing was taken up yet; what is out of range is not asked for', async () => {
    const refused = await manual('do', 'shaker-1', 'ensureShaking', '--param', 'speed=9000 {rpm}', '--reason', 'x');
    expect(refused.exitCode).toBe(ExitCode.failed);
    expect(refused.err).toContain('is outside 200 to 3000 {rpm}');
    const { exitCode, out } = await manual('do', 'shaker-1', 'ensureStopped', '--wait', '0', '--reason', 'to listen');
    expect({ exitCode, out }).toEqual({ exitCode: ExitCode.ok, out: 'ensureStopped has not been taken up yet\n' });
    expect((await manual('show', 'shaker-1')).out).toMatch(/in hand of +user:grace[\s\S]*ensureStopped: pending, user:grace: to listen/);
  });

  it('gives it back only when every nest is spoken of, by words that the record knows', async () => {
    await test.database.query(`update lab.agent_requests set created_at = now() - interval '11 seconds'`);
    const silent = await manual('end', 'shaker-1', '--reason', 'oiled');
    expect({
      exitCode: silent.exitCode,
      told: silent.err.includes('say with --place nest=... what stands on shaker-1.nest (the record: empty)'),
    }).toEqual({
      exitCode: ExitCode.usage,
      told: true,
    });
    expect((await manual('end', 'shaker-1', '--place', 'lid=empty', '--reason', 'x')).err).toContain(
      'shaker-1 has no nest "lid"; it has: nest',
    );
    expect((await manual('end', 'shaker-1', '--place', 'nest=flask', '--reason', 'x')).exitCode).toBe(ExitCode.usage);
    expect((await manual('end', 'shaker-1', '--place', `nest=${plate}`, '--reason', 'oiled')).out).toBe(
      `shaker-1 is back in service\n  nest: ${plate}\n`,
    );
    expect((await lab.run('grace', ['instruments', 'show', 'shaker-1'])).out).toMatch(/nests +shaker-1\.nest: plate/);
    expect((await manual('show', 'shaker-1')).out).toMatch(/until .*user:grace: oiled/);
  });

  it('as recorded, when somebody has looked and all is there', async () => {
    await manual('begin', 'shaker-1', '--reason', 'again');
    expect((await manual('end', 'shaker-1', '--as-recorded', '--reason', 'nothing to see')).out).toContain(`nest: ${plate}`);
  });

  it('registers what becomes of its holds when it restarts', async () => {
    const { out } = await lab.run('eve', ['instruments', 'change', 'shaker-1', '--on-restart', 'restore']);
    expect(out).toBe('shaker-1 is changed\n  onRestart: hold -> restore\n');
  });
});
