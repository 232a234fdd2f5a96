import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openScriptedModel, openTestDatabase, recording, setUpLab, type ScriptedModel, type TestDatabase } from '@labwright/testing';
import { ExitCode } from '../exit-code';
import { CliFixture } from '../fixtures/cli-fixture';

jest.setTimeout(120_000);

describe('labwright ask', () => {
  let test: TestDatabase;
  let model: ScriptedModel;
  let lab: CliFixture;
  const before = { url: process.env['OPENAI_BASE_URL'], key: process.env['OPENAI_API_KEY'] };

  beforeAll(async () => {
    test = await openTestDatabase();
    model = await openScriptedModel(undefined, { ready: true });
    const fixture = await setUpLab(test.database);
    process.env['OPENAI_BASE_URL'] = model.url;
    process.env['OPENAI_API_KEY'] = 'spec';
    lab = await CliFixture.start(test.database, test.url, { ada: fixture.author });
  });
  beforeEach(() => {
    model.seen.length = 0;
    model.script.length = 0;
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

  const ada = (...args: string[]) => lab.run('ada', ['ask', ...args]);
  const file = (name: string, bytes: Uint8Array) => {
    const at = path.join(lab.folder, name);
    writeFileSync(at, bytes);
    return at;
  };
  const answers = (answer: string) => model.script.push({ says: { text: JSON.stringify({ answer, cites: [] }) } });

  it('when the question is a recording, sends it as what it is, and shows what was heard with the answer', async () => {
    model.script.push({ status: 200, body: { text: 'Is the lid off?' } });
    answers('Nobody knows.');
    // Its name says nothing of what it is.
    const { exitCode, out } = await ada('--audio', file('question.mp3', recording('is the lid off')));
    expect(exitCode).toBe(ExitCode.ok);
    expect(out).toContain('Nobody knows.');
    expect(out).toContain('heard: Is the lid off?');
    expect(model.seen.map(({ path: route }) => route)).toEqual(['/v1/audio/transcriptions', '/v1/responses']);
    expect(model.seen[0]?.text).toContain('audio/wav');
  });

  it('when the question is text, asks with that', async () => {
    answers('Nobody knows.');
    const { exitCode, out } = await ada('Is the lid off?');
    expect([exitCode, out]).toEqual([ExitCode.ok, expect.stringContaining('nothing in the record of the lab supports this answer')]);
    expect(out).not.toContain('heard');
  });

  it.each([
    ['nothing is asked', () => [], /nothing is asked; give a question, --audio or --photo/],
    ['it is asked twice', () => ['Is it off?', '--audio', file('twice.wav', recording('x'))], /with text or with --audio, not with both/],
    ['the file is no recording', () => ['--audio', file('notes.wav', Buffer.from('no sound'))], /notes\.wav is no WAV, MP3, Ogg/],
    [
      'the file is too large',
      () => ['--audio', file('long.wav', Buffer.concat([recording('x'), Buffer.alloc(1_425_000)]))],
      /at most 1425000/,
    ],
    ['there is no such file', () => ['--audio', path.join(lab.folder, 'gone.wav')], /there is no such file/],
  ])('when %s, is a wrong command line, and nothing is sent', async (_title, args, says) => {
    expect(await ada(...args())).toMatchObject({ exitCode: ExitCode.usage, err: expect.stringMatching(says) });
    expect(model.seen).toEqual([]);
  });
});
