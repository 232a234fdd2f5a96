import { openTestDatabase, setUpLab, type LabFixture, type TestDatabase } from '@labwright/testing';
import { ExitCode } from '../exit-code';
import { CliFixture } from '../fixtures/cli-fixture';

jest.setTimeout(30_000);

describe('labwright, for who looks after a lab', () => {
  let test: TestDatabase;
  let lab: CliFixture;
  let fixture: LabFixture;

  beforeAll(async () => {
    test = await openTestDatabase();
    fixture = await setUpLab(test.database);
    const { author: ada, technician: grace } = fixture;
    lab = await CliFixture.start(test.database, test.url, { ada, grace });
  }, 60_000);
  afterAll(async () => {
    await lab.stop();
    await test.drop();
  }, 30_000);

  it('changes of an instrument what is named, and tells what was and what is', async () => {
    const limit = ['--limit', 'shaking_incubation.speed=300..500'];
    const { exitCode, out } = await lab.run('eve', ['instruments', 'change', 'shaker-1', '--location', 'bench 3', ...limit]);
    expect({ exitCode, out }).toEqual({
      exitCode: ExitCode.ok,
      out: 'shaker-1 is changed\n  location: (none) -> bench 3\n  limits: {} -> {"shaking_incubation.speed":{"min":300,"max":500}}\n',
    });
    expect((await lab.run('ada', ['instruments', 'limits', 'shaker-1'])).out).toMatch(
      /^LIMIT .*\n[\s\S]*shaking_incubation\.speed +\d+ to \d+ +300 to 500 +300 to 500 /,
    );
    const after = await lab.json('eve', 'instruments', 'change', 'shaker-1', '--unset', 'shaking_incubation.speed');
    expect(after).toMatchObject({ location: 'bench 3', limits: {}, url: 'serial:///dev/none' });
  });

  it.each([
    [[], 'nothing to change'],
    [['--unset', 'colour'], 'shaker-1 has no setting or limit "colour"; it has: none'],
    [['--limit', 'shaking_incubation.speed=fast'], '"fast" is no range'],
  ])('when what is to be changed is %j, refuses it before anything is sent', async (options, sentence) => {
    const { exitCode, err } = await lab.run('eve', ['instruments', 'change', 'shaker-1', ...options]);
    expect(exitCode).toBe(ExitCode.usage);
    expect(err).toContain(sentence);
  });

  it('when somebody else changes the instrument in between, does not write over it', async () => {
    const stale = await test.database.query<{ location: string }>('select location from lab.instruments');
    const changed = lab.run('eve', ['instruments', 'change', 'shaker-1', '--location', 'A', '--json']);
    const other = lab.run('eve', ['instruments', 'change', 'shaker-1', '--location', 'B', '--json']);
    const outcomes = [await changed, await other];
    const [row] = await test.database.query<{ location: string }>('select location from lab.instruments');
    expect(row?.location).not.toBe(stale[0]?.location);
    // Whoever was second has either seen the change of the first, or was refused.
    for (const { exitCode, err } of outcomes.filter((it) => it.exitCode !== ExitCode.ok)) {
      expect(exitCode).toBe(ExitCode.failed);
      expect(JSON.parse(err).error).toMatchObject({ status: 412 });
    }
    expect(outcomes.some(({ exitCode }) => exitCode === ExitCode.ok)).toBe(true);
  });

  it('masks wells of the labware of a run, by name, and lets them count again', async () => {
    const { id } = await fixture.newRun();
    expect((await lab.run('ada', ['labware', 'list', id])).out).toMatch(/^NAME .*\nplate +plate-96-clear-flat /);
    const mask = ['plate', '--wells', 'a1, B2', '--reason', 'bubble'];
    const masked = await lab.run('ada', ['labware', 'mask', id, ...mask]);
    expect(masked.out).toMatch(/^plate is at bench; wells that do not count:\n {2}A1: bubble\n {2}B2: bubble\n$/);
    expect((await lab.run('ada', ['labware', 'unmask', id, ...mask])).out).toBe('plate is at bench; every well counts\n');
    const refused = await lab.run('ada', ['labware', 'mask', id, 'plate', '--wells', 'Z9', '--reason', 'no']);
    expect(refused.exitCode).toBe(ExitCode.failed);
    expect(refused.err).toContain('Z9');
    expect((await lab.run('ada', ['labware', 'mask', id, 'flask', '--wells', 'A1', '--reason', 'no'])).err).toContain(
      'the run has no labware "flask"; it has: plate',
    );
  });

  it('lists what people were told of, and acknowledges it once', async () => {
    const none = 'nothing that anybody has to take care of\n';
    expect((await lab.run('grace', ['notifications', 'list'])).out).toBe(none);
    await test.database.query(
      `insert into lab.notifications (key, kind, instrument_id, title, happened, place, to_do, contacts)
       values ('spec', 'instrument_lost', 'shaker-1', 'shaker-1 does not answer', 'No reply.', 'bench', 'Look at its cable.', '{}')`,
    );
    const listed = await lab.run('grace', ['notifications', 'list']);
    const [, id = ''] = /^ID .*\n(\S+) +\S+ \S+ +instrument_lost +open +nobody +shaker-1 does not answer\n$/.exec(listed.out) ?? [];
    expect((await lab.run('grace', ['notifications', 'show', id])).out).toMatch(/to do +Look at its cable\./);
    expect((await lab.run('grace', ['notifications', 'ack', id, '--note', 'on my way'])).out).toBe(
      'shaker-1 does not answer: taken care of by grace\n',
    );
    expect((await lab.run('grace', ['notifications', 'list'])).out).toBe(none);
    expect(await lab.json('grace', 'notifications', 'list', '--all')).toMatchObject([
      { note: 'on my way', acknowledgedBy: { name: 'grace' } },
    ]);
    expect((await lab.run('grace', ['notifications', 'ack', 'zzzz'])).err).toContain('there is no notification "zzzz"');
  });

  it('shows drivers, capabilities, labware types and the commands of a run', async () => {
    expect((await lab.run('ada', ['drivers', 'list'])).out).toMatch(/^DRIVER .*\n\S+ +1\.0\.0 /);
    const [{ id }] = await lab.json('ada', 'drivers', 'list');
    expect((await lab.run('ada', ['drivers', 'show', id])).out).toMatch(/can do +.*shaking/);
    expect((await lab.run('ada', ['drivers', 'capabilities'])).out).toMatch(/^shaking_incubation +shaker-1 /m);
    expect((await lab.run('ada', ['labware', 'types'])).out).toMatch(/^plate-96-clear-flat +plate-96 +A1 to H12 /m);
    const run = await fixture.newRun();
    expect((await lab.run('ada', ['runs', 'commands', run.id])).out).toBe('nothing was sent to an instrument\n');
  });
});
