import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { anchorLine } from '@labwright/audit';
import { readAuditHead } from '@labwright/persistence';
import { openTestDatabase, setUpLab, type TestDatabase } from '@labwright/testing';
import { ExitCode } from '../exit-code';
import { CliFixture } from '../fixtures/cli-fixture';
import { Paper, paperShell } from '../fixtures/paper';
import { runProgram } from '../program';

jest.setTimeout(30_000);

describe('labwright audit', () => {
  let test: TestDatabase;
  let lab: CliFixture;
  let folder: string;
  const at = (name: string): string => path.join(folder, name);
  /** A command without a lab. */
  const offline = async (...args: string[]) => {
    const paper = new Paper();
    const exitCode = await runProgram(args, paperShell(paper, { LABWRIGHT_URL: 'http://127.0.0.1:1', LABWRIGHT_CONFIG: at('none.json') }));
    return { exitCode, out: paper.written, err: paper.errors };
  };

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'labwright-audit-'));
    test = await openTestDatabase();
    const { author: ada, reviewer: rosalind } = await setUpLab(test.database);
    lab = await CliFixture.start(test.database, test.url, { ada, rosalind });
  }, 90_000);
  afterAll(async () => {
    await lab.stop();
    await test.drop();
    rmSync(folder, { recursive: true });
  }, 30_000);

  it('lists who did what, for an admin or a reviewer', async () => {
    const { out } = await lab.run('root', ['audit', 'list', '--act', 'protocol.approved']);
    expect(out).toMatch(/^ENTRY .*\n\d+ +\S+ \S+ +user:rosalind +protocol\.approved +protocol [0-9a-f]{40}\n$/);
    expect((await lab.run('rosalind', ['audit', 'list', '--limit', '3'])).out.trimEnd().split('\n')).toHaveLength(4);
    expect((await lab.run('ada', ['audit', 'list'])).exitCode).not.toBe(ExitCode.ok);
    expect((await lab.run('root', ['audit', 'list', '--act', 'ate'])).exitCode).toBe(ExitCode.failed);
  });

  it('verifies a lab, with anchors and from any entry on', async () => {
    const { sequence, hash } = await readAuditHead(test.database);
    writeFileSync(at('anchors'), anchorLine({ time: '2026-11-29T00:00:00.000Z', sequence, hash }));
    const { exitCode, out } = await lab.run('root', ['audit', 'verify', '--anchors', at('anchors')]);
    expect({ exitCode, out }).toEqual({ exitCode: ExitCode.ok, out: `entries 1 to ${sequence} fit, and so do 1 anchors\n` });
    expect(await lab.json('root', 'audit', 'verify', '--from', '3')).toEqual({
      verified: true,
      first: 3,
      last: sequence,
      broken: null,
      anchors: null,
    });
    writeFileSync(at('false'), anchorLine({ time: '2026-11-29T00:00:00.000Z', sequence: 2, hash: 'a'.repeat(64) }));
    const found = await lab.run('root', ['audit', 'verify', '--anchors', at('false')]);
    expect(found.exitCode).toBe(ExitCode.failed);
    expect(found.out).toMatch(/^BROKEN at entry 2 \(anchor\): .* the chain was rewritten/);
  });

  it.each(['--ndjson', '--csv'])('exports with %s what verifies without a server, and not when a byte of it is another', async (format) => {
    const file = at(`export${format}`);
    expect((await lab.run('root', ['audit', 'export', format, file])).exitCode).toBe(ExitCode.ok);
    const { sequence } = await readAuditHead(test.database);
    expect(await offline('audit', 'verify', '--file', file)).toMatchObject({
      exitCode: ExitCode.ok,
      out: `entries 1 to ${sequence} fit\n`,
    });
    expect(await offline('audit', 'verify', '--file', file, '--from', '3')).toMatchObject({ exitCode: ExitCode.ok });
    const text = readFileSync(file, 'utf8');
    expect((await lab.run('root', ['audit', 'export', format])).out).toBe(text);
    const lines = text.split('\n');
    const third = format === '--csv' ? 3 : 2;
    writeFileSync(file, lines.with(third, (lines[third] ?? '').replace('spec', 'spek')).join('\n'));
    expect(await offline('audit', 'verify', '--file', file)).toMatchObject({
      exitCode: ExitCode.failed,
      out: expect.stringMatching(/^BROKEN at entry 3 \(content\)/),
    });
    writeFileSync(file, lines.toSpliced(third, 1).join('\n'));
    expect((await offline('audit', 'verify', '--file', file)).out).toMatch(/^BROKEN at entry 3 \(sequence\): entry 3 is missing/);
    writeFileSync(file, lines.with(third, 'garbage').join('\n'));
    expect((await offline('audit', 'verify', '--file', file)).out).toMatch(/^BROKEN at entry 3 \(content\): line \d is no entry/);
  });

  it('when a file is missing or has no anchor, says so before anything else', async () => {
    writeFileSync(at('empty'), '');
    for (const args of [
      ['--file', at('nowhere')],
      ['--anchors', at('nowhere')],
      ['--anchors', at('empty')],
    ])
      expect((await offline('audit', 'verify', ...args)).exitCode).toBe(ExitCode.usage);
    expect((await offline('audit', 'export', '--csv', '--ndjson')).exitCode).toBe(ExitCode.usage);
  });

  it('when a superuser has changed a row of the lab, names it; and when the newest are gone, those', async () => {
    const asOwner = (statement: string) => test.asOwner(`set session_replication_role = replica; ${statement}`);
    const { sequence } = await readAuditHead(test.database);
    await asOwner(
      `create table kept as select * from lab.audit where sequence > ${sequence - 2}; delete from lab.audit where sequence > ${sequence - 2}`,
    );
    const cut = await lab.run('root', ['audit', 'verify']);
    expect(cut.exitCode).toBe(ExitCode.failed);
    expect(cut.out).toContain(`BROKEN at entry ${sequence - 1} (end): entries ${sequence - 1} to ${sequence} are missing`);
    await asOwner('insert into lab.audit select * from kept');
    expect((await lab.run('root', ['audit', 'verify'])).exitCode).toBe(ExitCode.ok);
    await asOwner(`update lab.audit set reason = 'because' where sequence = 4`);
    expect(await lab.run('root', ['audit', 'verify', '--json'])).toMatchObject({
      exitCode: ExitCode.failed,
      out: expect.stringMatching(/"verified": false[\s\S]*"sequence": 4,\s*"what": "content"/),
    });
  });
});
