import { ExitCode } from './exit-code';
import { Paper, paperShell } from './fixtures/paper';
import { runProgram } from './program';

async function run(...args: string[]) {
  const paper = new Paper();
  const exitCode = await runProgram(args, paperShell(paper));
  return { exitCode, out: paper.written, err: paper.errors };
}

describe('the command line', () => {
  it.each([
    [['--help'], ExitCode.ok],
    [['runs', 'watch', '--help'], ExitCode.ok],
    [[], ExitCode.usage],
    [['runs'], ExitCode.usage],
    [['runns'], ExitCode.usage],
    [['runs', 'show'], ExitCode.usage],
    [['runs', 'list', '--status', 'done'], ExitCode.usage],
    [['runs', 'list', '--limit', '0'], ExitCode.usage],
    [['runs', 'list', '--timeout', 'soon'], ExitCode.usage],
    [['runs', 'list', '--nothing'], ExitCode.usage],
    [['runs', 'create', 'p', '--param', 'warmth=45'], ExitCode.usage],
    [['keys', 'create', 'ada', '--role', 'king'], ExitCode.usage],
    [['approve', 'p'], ExitCode.usage],
    [['jobs', '--every', '2', '--watch'], ExitCode.usage],
    [['protocols', 'validate', '/nowhere/p.yaml'], ExitCode.usage],
    [['whoami', '--as', 'nobody'], ExitCode.usage],
    [['init'], ExitCode.usage],
  ])('with %j, ends with %i and sends nothing', async (args, exitCode) => {
    const result = await run(...args);
    expect(result.exitCode).toBe(exitCode);
    expect((exitCode === ExitCode.ok ? result.out : result.err).length).toBeGreaterThan(20);
  });

  it('when a word is mistyped, names what was meant', async () => {
    expect((await run('runs', 'lst')).err).toContain('Did you mean list?');
    expect((await run('runs', 'list', '--status', 'done')).err).toContain('Allowed choices are ready, running');
  });

  it('when nothing listens, says where and the way out, without a stack', async () => {
    const { exitCode, out, err } = await run('instruments', 'list', '--url', 'http://127.0.0.1:1');
    expect({ exitCode, out }).toEqual({ exitCode: ExitCode.unreachable, out: '' });
    expect(err).toMatch(/^labwright: http:\/\/127\.0\.0\.1:1 cannot be reached: .+\n {2}start the lab/);
    expect(err).not.toContain('at ');
  });

  it('with --json, says what went wrong as JSON too', async () => {
    const { err } = await run('instruments', 'list', '--json', '--url', 'http://127.0.0.1:1');
    expect(JSON.parse(err)).toMatchObject({ error: { detail: expect.stringContaining('cannot be reached'), exitCode: 3 } });
  });
});
