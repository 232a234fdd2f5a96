import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createPrincipal } from '@labwright/execution';
import { ProtocolSchema, draftOf, parseProtocol } from '@labwright/protocol';
import { DraftingModel, openTestDatabase, setUpLab, type TestDatabase } from '@labwright/testing';
import { ExitCode } from '../exit-code';
import { CliFixture } from '../fixtures/cli-fixture';

jest.setTimeout(120_000);

type DraftJson = Record<string, unknown> & { steps: Record<string, unknown>[] };
const WARM_SHAKE = path.resolve(__dirname, '../../../../protocols/warm-shake/protocol.yaml');

/** The draft of a protocol of the library, with one change. */
function draft(change: (draft: DraftJson) => void = () => undefined): DraftJson {
  const { document } = parseProtocol(readFileSync(WARM_SHAKE, 'utf8'));
  const made = structuredClone(draftOf(ProtocolSchema.parse(document))) as unknown as DraftJson;
  change(made);
  return made;
}
const idOf = (text: string) => /draft ([0-9a-f]{8}) is/.exec(text)?.[1] ?? '';

describe('labwright draft', () => {
  let test: TestDatabase;
  let model: DraftingModel;
  let lab: CliFixture;
  const before = { url: process.env['OPENAI_BASE_URL'], key: process.env['OPENAI_API_KEY'] };

  beforeAll(async () => {
    test = await openTestDatabase();
    model = await DraftingModel.open();
    const fixture = await setUpLab(test.database);
    process.env['OPENAI_BASE_URL'] = model.url;
    process.env['OPENAI_API_KEY'] = 'spec';
    const olga = await test.database.transaction((tx) => createPrincipal(tx, 'olga', 'user', ['biosafety_officer'], 'spec'));
    lab = await CliFixture.start(test.database, test.url, { ada: fixture.author, olga });
  });
  afterAll(async () => {
    for (const [name, value] of [
      ['OPENAI_BASE_URL', before.url],
      ['OPENAI_API_KEY', before.key],
    ] as const) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await lab.stop();
    await model.close();
    await test.drop();
  });

  const ada = (...args: string[]) => lab.run('ada', args);

  it('shows each round with what was found, writes the YAML, and submits it', async () => {
    const file = path.join(lab.folder, 'draft.yaml');
    const wrong = draft((made) => ((made.steps[1]!['duration'] as { unit: string }).unit = 'Cel'));
    model.script({ protocol: wrong }, { protocol: draft(), assumptions: [{ step: null, assumption: 'coloured water' }] });
    const { exitCode, out, err } = await ada(
      'draft',
      'Warm and shake a plate',
      '-o',
      file,
      '--constraint',
      'plate=clear',
      '--timeout',
      '60',
    );
    expect([exitCode, out]).toEqual([ExitCode.ok, '']);
    expect(err).toMatch(/the model drafts \.\.\.\nrevision 1: 3 steps, \d+ errors?\n {2}error E_\w+ \/steps\/1/);
    expect(err).toMatch(/repair 1: the model mends \d+ findings? \.\.\.\nrevision 2: 3 steps, compiles/);
    expect(err).toContain('warning W_ASSUMPTION /: the model took for granted: coloured water');
    expect(model.data(0, 'constraints')).toEqual([{ plate: 'clear' }]);
    const yaml = readFileSync(file, 'utf8');
    expect(yaml).toMatch(/^# Draft [0-9a-f-]{36}, revision 2; model: \S+\. Nobody has approved it\.\nschema: /);
    expect(parseProtocol(yaml).document).toEqual(parseProtocol(readFileSync(WARM_SHAKE, 'utf8')).document);

    const again = await ada('draft', 'Warm and shake a plate', '-o', file);
    expect([again.exitCode, again.err]).toEqual([ExitCode.usage, expect.stringContaining('is there already; --force writes over it')]);

    const id = idOf(err);
    expect((await ada('drafts', 'list')).out).toMatch(new RegExp(`${id} +drafted +2 `));
    expect((await ada('drafts', 'show', 'last')).out).toMatch(/steps +\S+: model \(call [0-9a-f]{8}\)/);
    expect((await ada('drafts', 'show', id, '--revision', '1', '--yaml')).out).toContain('# It does not compile: ');
    expect((await ada('drafts', 'diff', id, '1', '2')).out).toMatch(/duration was [^]*\nwhose \w+: model -> model\n/);
    expect((await ada('model', 'calls', '--draft', id)).out).toMatch(/repair +answered +scripted-1[^]*draft +answered +scripted-1/);
    expect((await ada('model', 'show')).out).toMatch(/provider +compatible\ninterface +responses\nreachable +yes/);
    const { out: submitted } = await ada('drafts', 'submit', id);
    expect(submitted).toMatch(/^revision 2 is submitted; the protocol is in_review\n[0-9a-f]{64}\n$/);
  });

  it('when the model asks, shows its questions and takes the answers', async () => {
    model.script({ protocol: null, questions: [{ about: 'strain', question: 'Which strain?' }] });
    const asked = await ada('draft', 'Grow something');
    expect(asked).toMatchObject({ exitCode: ExitCode.failed, out: '', err: expect.stringContaining('question (strain): Which strain?') });
    model.script({ protocol: draft() });
    const answered = await ada('drafts', 'instruct', idOf(asked.err), 'None, coloured water.');
    expect([answered.exitCode, parseProtocol(answered.out).document !== null]).toEqual([ExitCode.ok, true]);
  });

  it('of a written protocol, names the sentences that became no step', async () => {
    const written = path.join(lab.folder, 'written.md');
    writeFileSync(written, 'Put the plate in. Admire it.');
    const [{ id: step }] = draft().steps as [{ id: string }];
    model.script({ protocol: draft(), sentences: [{ number: 1, steps: [step], why: null }] });
    const { exitCode, err } = await ada('draft', '--from', written);
    expect(exitCode).toBe(ExitCode.ok);
    expect(err).toContain('1 of 2 sentences became no step:\n  2. Admire it. (the model did not account for it)');
    const shown = await lab.json('ada', 'drafts', 'show', 'last');
    expect(shown.current.steps[0]).toMatchObject({ step, by: 'model', sentences: [1] });
  });

  it('for programs, gives each event as a line and the draft as the last', async () => {
    model.script({ protocol: draft() });
    const { out } = await ada('draft', 'Warm it', '--json');
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; draft?: { id: string } });
    expect(lines.map(({ type }) => type)).toEqual(['asked', 'revision', 'ended', 'draft']);
    const id = lines.at(-1)?.draft?.id ?? '';
    const patch = path.join(lab.folder, 'patch.json');
    writeFileSync(patch, JSON.stringify([{ op: 'replace', path: '/title', value: 'Mine' }]));
    expect((await ada('drafts', 'edit', id, patch)).out).toMatch(/^revision 2 is yours\n/);
    writeFileSync(patch, 'no json');
    expect((await ada('drafts', 'edit', id, patch)).exitCode).toBe(ExitCode.usage);
  });

  it('when the endpoint fails, says why and what to do, and begins again', async () => {
    model.script({ status: 401, body: { error: { message: 'no', code: 'invalid_api_key' } } });
    const failed = await ada('draft', 'Warm it');
    expect([failed.exitCode, failed.out]).toEqual([ExitCode.failed, '']);
    expect(failed.err).toContain('OPENAI_API_KEY');
    model.script({ protocol: draft() });
    expect((await ada('drafts', 'restart', idOf(failed.err))).exitCode).toBe(ExitCode.ok);
    expect((await ada('drafts', 'cancel', 'last')).exitCode).toBe(ExitCode.failed);
  });

  it('when its YAML is submitted as a file, the protocol says which model wrote the steps', async () => {
    const file = path.join(lab.folder, 'by-model.yaml');
    model.script({ protocol: draft((made) => (made['version'] = '7.0.0')) });
    await ada('draft', 'Warm and shake a plate', '-o', file);
    const { exitCode, out } = await ada('protocols', 'submit', file);
    expect([exitCode, out]).toEqual([ExitCode.ok, expect.stringContaining('7.0.0 is in_review')]);
    expect((await ada('protocols', 'show', /[0-9a-f]{64}/.exec(out)?.[0] ?? '')).out).toMatch(
      /written +\S+: model scripted-1 \(call [0-9a-f]{8}\)/,
    );
  });

  it('when it is held, says so, and the officer releases it, or rejects it for good', async () => {
    const held = await ada('draft', 'Grow Yersinia pestis');
    expect(held).toMatchObject({ exitCode: ExitCode.failed, err: expect.stringContaining('held_biosafety') });
    const list = async (...more: string[]) => (await lab.run('olga', ['screening', 'drafts', ...more])).out;
    const id = idOf(held.err);
    expect(await list()).toMatch(new RegExp(`${id} +held_biosafety .*Yersinia pestis`));
    const reason = ['--reason', 'the strain is not in the lab'];
    expect((await ada('screening', 'release-draft', id, ...reason)).err).toContain('biosafety_officer');
    expect((await lab.run('olga', ['screening', 'release-draft', id, ...reason])).out).toContain(`draft ${id} is released`);
    expect(await list()).not.toContain(id);
    expect(await list('--all')).toMatch(new RegExp(`${id} +released `));
    model.script({ protocol: draft((made) => (made['version'] = '7.0.1')) });
    expect((await ada('drafts', 'restart', id)).exitCode).toBe(ExitCode.ok);
    const other = idOf((await ada('draft', 'Grow Yersinia pestis')).err);
    expect((await lab.run('olga', ['screening', 'reject-draft', other, ...reason])).out).toContain(`draft ${other} is rejected`);
    const again = await ada('drafts', 'restart', other);
    expect(again).toMatchObject({ exitCode: ExitCode.failed, err: expect.stringContaining('make another one') });
  });

  it.each([
    [['draft'], 'say what the protocol is for'],
    [['draft', 'x', '--constraint', 'none'], '"none" is no constraint; write name=value'],
    [['draft', '--from', '/nowhere/x.md'], 'there is no such file'],
  ])('when %j is wrong, says so before anything is sent', async (args, sentence) => {
    model.script();
    expect(await ada(...args)).toMatchObject({ exitCode: ExitCode.usage, err: expect.stringContaining(sentence) });
    expect(model.calls).toBe(0);
  });
});
