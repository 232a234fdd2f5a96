import { execFile } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { openTestDatabase, setUpLab, type LabFixture, type TestDatabase } from '@labwright/testing';
import { ExitCode } from './exit-code';
import { CliFixture } from './fixtures/cli-fixture';

const LIBRARY = path.resolve(__dirname, '../../../protocols/warm-shake/protocol.yaml');
const PROGRAM = path.resolve(__dirname, '../../../dist/apps/cli/src/main.js');

// A busy machine is slower than the 5 s of a test.
jest.setTimeout(30_000);

describe('labwright, on a real API', () => {
  let test: TestDatabase;
  let lab: CliFixture;
  let protocolHash: LabFixture['protocolHash'];

  beforeAll(async () => {
    test = await openTestDatabase();
    const { author: ada, reviewer: rosalind, technician: grace, ...rest } = await setUpLab(test.database);
    protocolHash = rest.protocolHash;
    lab = await CliFixture.start(test.database, test.url, { ada, rosalind, grace });
  }, 60_000);
  afterAll(async () => {
    await lab.stop();
    await test.drop();
  }, 30_000);

  it('shows instruments and protocols to people as tables and to programs as JSON', async () => {
    const { exitCode, out } = await lab.run('ada', ['instruments', 'list']);
    expect(exitCode).toBe(ExitCode.ok);
    expect(out).toMatch(/^ID +MODEL +LINK .*\nshaker-1 +Plate Shaker +online /);
    const [protocol] = await lab.json('ada', 'protocols', 'list');
    expect(protocol).toMatchObject({ hash: protocolHash, status: 'approved' });
    for (const named of [protocol.hash, protocol.hash.slice(0, 8), 'spec-warm-shake', 'spec-warm-shake@1.0.0'])
      expect(await lab.json('ada', 'protocols', 'show', named)).toMatchObject({ hash: protocol.hash });
  });

  it('when a protocol has mistakes, shows all with a caret under the place, and keeps nothing', async () => {
    const file = path.join(lab.folder, 'bad.yaml');
    writeFileSync(file, readFileSync(LIBRARY, 'utf8').replaceAll('unit: Cel', 'unit: Celcius').replace("unit: '{rpm}'", 'unit: turns'));
    const { exitCode, out } = await lab.run('ada', ['protocols', 'validate', file]);
    expect(exitCode).toBe(ExitCode.failed);
    const places = [...out.matchAll(/^.*bad\.yaml:(\d+):(\d+): error E_\w+: .*\n +\d+ \| (.*)\n +\| ( *)\^/gm)];
    expect(places.length).toBeGreaterThanOrEqual(2);
    for (const [, , column, , pad] of places) expect(pad).toHaveLength(Number(column) - 1);
    expect(places.map(([, line]) => Number(line))).toEqual(places.map(([, line]) => Number(line)).toSorted((a, b) => a - b));
    const submitted = await lab.run('ada', ['protocols', 'submit', file]);
    expect([submitted.exitCode, submitted.out]).toEqual([ExitCode.failed, '']);
    expect(submitted.err).toContain('^');
    expect(await lab.json('ada', 'protocols', 'list')).toHaveLength(1);
  });

  it('submits, compares, approves and runs a protocol, each with the key of whom it takes', async () => {
    const file = path.join(lab.folder, 'second.yaml');
    const source = (await lab.json('ada', 'protocols', 'show', 'spec-warm-shake', '--source')).source as string;
    writeFileSync(file, source.replace('version: 1.0.0', 'version: 1.1.0').replace('value: 500', 'value: 600'));
    const { hash } = await lab.json('ada', 'protocols', 'submit', file);
    expect((await lab.run('ada', ['protocols', 'diff', 'spec-warm-shake@1.0.0', hash])).out).toMatch(/500.*->.*600/);
    const drawing = path.join(lab.folder, 'timeline.svg');
    expect((await lab.run('ada', ['protocols', 'show', hash, '--timeline', drawing])).out).toContain(drawing);
    expect(readFileSync(drawing, 'utf8')).toContain('shake plate at 600 rpm');
    expect((await lab.run('ada', ['protocols', 'show', hash, '--timeline', lab.folder])).err).toContain('cannot be written');
    const refused = await lab.run('ada', ['approve', hash, '--meaning', 'fine']);
    expect(refused.exitCode).toBe(ExitCode.unreachable);
    expect(refused.err).toContain('labwright whoami');
    expect(await lab.json('rosalind', 'approve', hash, '--meaning', 'I have read it')).toMatchObject({ decision: 'approved' });
    const create = ['runs', 'create', hash, '--idempotency-key', 'once'];
    const run = await lab.json('ada', ...create);
    expect((await lab.json('ada', ...create)).id).toBe(run.id);
    expect(await lab.json('ada', 'runs', 'start', run.id.slice(0, 8))).toMatchObject({ status: 'running' });
    expect((await lab.run('ada', ['runs', 'show', 'last'])).out).toMatch(/^run +.*\n[\s\S]*STEP +STATUS/);
    expect(await lab.json('grace', 'runs', 'cancel', run.id, '--reason', 'enough')).toMatchObject({ stopReason: 'cancelled' });
  });

  it('gives keys, keeps them for their owner only, and shows a key nowhere but where it is made', async () => {
    const made = await lab.run('root', ['keys', 'create', 'tim', '--role', 'technician']);
    const key = made.out.trim();
    expect(key).toMatch(/^lw_\S+$/);
    expect(made.err).not.toContain(key);
    const saved = await lab.run('root', ['keys', 'create', 'tim', '--save-as', 'tim']);
    const config = path.join(lab.folder, 'config.json');
    const kept = JSON.parse(readFileSync(config, 'utf8')).profiles.tim.key as string;
    expect(statSync(config).mode & 0o777).toBe(0o600);
    expect(saved.out + saved.err).not.toContain(kept);
    expect(await lab.json('root', 'whoami', '--as', 'tim')).toMatchObject({ name: 'tim', roles: ['technician'] });
    const listed = await lab.run('root', ['keys', 'list']);
    for (const secret of [key, kept]) expect(listed.out).not.toContain(secret);
    const [own] = (await lab.json('root', 'keys', 'list')).filter((it: { prefix: string }) => kept.startsWith(it.prefix));
    expect((await lab.run('root', ['keys', 'revoke', own.id])).exitCode).toBe(ExitCode.ok);
    const ended = await lab.run('root', ['whoami', '--as', 'tim']);
    expect(ended.exitCode).toBe(ExitCode.unreachable);
    expect(ended.err).toContain('labwright init');
  });

  it('when init gets a key on standard input, asks whose it is before it writes it', async () => {
    const wrong = await lab.run('nobody', ['init', '--key-file', '-', '--as', 'wrong'], { input: 'lw_not-a-key-of-this-lab\n' });
    expect(wrong.exitCode).toBe(ExitCode.unreachable);
    const right = await lab.run('nobody', ['init', '--key-file', '-', '--as', 'eve'], { input: `${lab.keyOf('eve')}\n` });
    expect(right.out).toContain('knows this key as eve (automation_engineer)');
    const { profiles } = JSON.parse(readFileSync(path.join(lab.folder, 'config.json'), 'utf8'));
    expect(Object.keys(profiles)).toEqual(expect.arrayContaining(['eve']));
    expect(profiles).not.toHaveProperty('wrong');
  });

  it('pauses an instrument, shows the queue at it, and lets it go on', async () => {
    await lab.json('eve', 'instruments', 'pause', 'shaker-1', '--reason', 'cleaning');
    expect((await lab.run('grace', ['jobs'])).out).toMatch(/^shaker-1 .*paused.*cleaning/m);
    expect(await lab.json('eve', 'instruments', 'resume', 'shaker-1', '--reason', 'clean')).toMatchObject({ service: 'available' });
  });

  it('gives the fleet as a file that changes nothing, and shows the faults of another with a caret', async () => {
    const file = path.join(lab.folder, 'fleet.yaml');
    const { out: fleet } = await lab.run('eve', ['instruments', 'export']);
    writeFileSync(file, fleet);
    expect((await lab.run('eve', ['instruments', 'apply', file])).out).toBe('nothing to change, 1 as they are\n');
    writeFileSync(file, fleet.replace('agent: bench-1', 'agent: bench-2'));
    expect((await lab.run('eve', ['instruments', 'apply', file, '--dry-run'])).out).toContain('agent: bench-1 -> bench-2');
    writeFileSync(file, fleet.replace('agent:', 'agnt:'));
    const refused = await lab.run('eve', ['instruments', 'apply', file]);
    expect([refused.exitCode, refused.out]).toEqual([ExitCode.failed, '']);
    expect(refused.err).toMatch(/fleet\.yaml:\d+:\d+: error: unknown field "agnt".*\n.*agnt: bench-1\n +\| +\^/);
    expect(await lab.json('eve', 'instruments', 'show', 'shaker-1')).toMatchObject({ agent: 'bench-1' });
  });

  it('reports a run that has not begun as what it is', async () => {
    await lab.json('ada', 'runs', 'create', 'spec-warm-shake@1.0.0');
    expect((await lab.run('ada', ['runs', 'report', 'last'])).out).toMatch(/outcome +ready, so far/);
    expect((await lab.run('ada', ['runs', 'timeline', 'last'])).exitCode).toBe(ExitCode.ok);
    expect((await lab.run('ada', ['runs', 'results', 'last'])).out).toBe(
      'the protocol of this run asks for no analysis\nso far: the run is not over\n',
    );
    const { exitCode, err } = await lab.run('ada', ['runs', 'results', 'last', '--analysis', 'growth']);
    expect([exitCode, err]).toEqual([
      ExitCode.usage,
      expect.stringContaining('the run has no analysis "growth"; its protocol asks for none'),
    ]);
    expect((await lab.run('ada', ['runs', 'results', 'last', '--csv'])).out).toMatch(/^run,analysis,kind,name,of,value,unit,/);
    expect(await lab.json('ada', 'runs', 'list', '--protocol', 'spec-warm-shake', '--status', 'ready')).toHaveLength(1);
  });

  it('writes the report as a page, and over a file that is there only with --force', async () => {
    const file = path.join(lab.folder, 'report.html');
    const write = (...more: string[]) => lab.run('ada', ['runs', 'report', 'last', '--html', file, ...more]);
    expect((await write()).out).toBe(`the report is in ${file}; a browser shows and prints it\n`);
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[^]*Not started yet[^]*<\/html>\n$/);
    writeFileSync(file, 'mine');
    const refused = await write();
    expect([refused.exitCode, refused.err]).toEqual([
      ExitCode.usage,
      expect.stringContaining(`${file} is there already; --force writes over it`),
    ]);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await write('--force')).exitCode).toBe(ExitCode.ok);
    expect((await lab.run('ada', ['runs', 'report', 'last', '--html', '-'])).out).toBe(readFileSync(file, 'utf8'));
    expect((await lab.run('ada', ['runs', 'report', 'last', '--html', path.join(lab.folder, 'no', 'report.html')])).err).toContain(
      'cannot be written',
    );
  });

  it('when a lot or a photo is registered, gives what a task names', async () => {
    await lab.json('grace', 'lots', 'add', 'LB medium', '--lot', 'L7', '--expires', '2199-01-31');
    expect((await lab.run('grace', ['lots', 'list'])).out).toMatch(/LB medium +L7 +2199-01-31 +grace/);
    const file = path.join(lab.folder, 'no-photo.png');
    writeFileSync(file, 'text');
    expect((await lab.run('grace', ['photos', 'upload', file])).err).toContain('no JPEG, PNG or WebP');
  });

  it.each([
    [['runs', 'show', 'abcdef12'], 'there is no run "abcdef12"; `labwright runs list` lists them'],
    [['protocols', 'show', 'nothing'], 'there is no protocol "nothing"'],
    [['tasks', 'show', 'nothing'], 'there is no task to be done "nothing"'],
    [['instruments', 'show', 'nothing'], 'there is no instrument "nothing"'],
    [['readings', 'plot', 'last', 'nothing'], 'the run has no reading "nothing"'],
  ])('when %j names nothing, says so with the way out', async (args, sentence) => {
    const { exitCode, out, err } = await lab.run('ada', args);
    expect([exitCode, out]).toEqual([ExitCode.failed, '']);
    expect(err).toContain(sentence);
  });

  it('as a program, reads the environment, exits with the code and writes JSON that parses', async () => {
    const env = { ...process.env, LABWRIGHT_URL: lab.api.url, LABWRIGHT_KEY: lab.keyOf('ada'), LABWRIGHT_CONFIG: '/nowhere/config.json' };
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [PROGRAM, 'instruments', 'list', '--json'], { env });
    expect(JSON.parse(stdout)).toHaveLength(1);
    const failed = run(process.execPath, [PROGRAM, 'instruments', 'show', 'nothing'], { env });
    await expect(failed).rejects.toMatchObject({ code: ExitCode.failed, stderr: expect.stringContaining('no instrument') });
  });
});
