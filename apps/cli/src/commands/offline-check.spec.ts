import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ExitCode } from '../exit-code';
import { Paper, paperShell } from '../fixtures/paper';
import { runProgram } from '../program';

const LIBRARY = path.resolve(__dirname, '../../../../protocols');

describe('the compiler on the command line, without an API', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'labwright-offline-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function run(...args: string[]) {
    const paper = new Paper();
    const exitCode = await runProgram(['protocols', ...args, '--url', 'http://127.0.0.1:1'], paperShell(paper));
    return { exitCode, out: paper.written, err: paper.errors };
  }
  function file(name: string, text: string): string {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  }

  it('when a protocol is sound, says so as far as it can', async () => {
    const { exitCode, out } = await run('validate', '--offline', path.join(LIBRARY, 'warm-shake/protocol.yaml'));
    expect(exitCode).toBe(ExitCode.ok);
    expect(out).toMatch(/^no findings\n.* is valid, as far as can be told without instruments\n$/);
  });

  it('when it is not, shows every finding with its caret', async () => {
    const bad = file(
      'bad.yaml',
      'schema: labwright.dev/protocol/v1\nname: 培養 # x\nsteps: [{ id: rest, kind: wait, duration: overnight }]\n',
    );
    const { exitCode, out } = await run('validate', '--offline', bad);
    expect(exitCode).toBe(ExitCode.failed);
    expect(out).toContain(
      `bad.yaml:3:33: error E_VAGUE: "overnight" says no duration\n  3 | steps: [{ id: rest, kind: wait, duration: overnight }]\n    | ${' '.repeat(32)}^`,
    );
    expect(out).toContain('try: write {value: 16, unit: h}, if that is meant');
    const json = JSON.parse((await run('validate', '--offline', '--json', bad)).out) as { diagnostics: unknown[] };
    expect(json).toMatchObject({ file: bad, valid: false, offline: true });
    expect(json.diagnostics.length).toBeGreaterThan(3);
  });

  it.each([
    ['100 levels', '['.repeat(100), /nested deeper than 48 levels/],
    ['10 MB of values', `[${'0,'.repeat(5_200_000)}0]`, /too many parts for a protocol/],
    ['more than 10 MB', 'x'.repeat(11_000_000), /larger than 10485760 bytes/],
  ])('when a file has %s, ends with a diagnostic', async (_, text, says) => {
    const { exitCode, out, err } = await run('validate', '--offline', file('hostile.json', text));
    expect({ exitCode, err }).toEqual({ exitCode: ExitCode.failed, err: '' });
    expect(out).toMatch(says);
    expect(out.length).toBeLessThan(2_000);
  });

  it.each([
    [[], 'Labwright protocol'],
    [['--draft'], 'Draft of a Labwright protocol'],
  ])('prints the JSON Schema with %j', async (options, title) => {
    const { exitCode, out } = await run('schema', ...options);
    expect(exitCode).toBe(ExitCode.ok);
    expect(JSON.parse(out)).toMatchObject({ title, type: 'object', additionalProperties: false });
  });
});
