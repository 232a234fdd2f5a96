import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ChainCheck, parseAnchors } from '@labwright/audit';
import { Database, listAudit, readAuditHead, recordAct } from '@labwright/persistence';
import { eventually, openHttpSink, openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';
import { AnchorKeeper } from './anchor-keeper';
import { anchorUrl, shownTarget } from './anchor-target';

jest.setTimeout(60_000);

describe('anchors of the audit log', () => {
  let test: TestDatabase;
  let folder: string;
  let file: string;
  const started: ApiFixture[] = [];

  beforeEach(async () => {
    test = await openTestDatabase();
    folder = mkdtempSync(path.join(tmpdir(), 'labwright-anchors-'));
    file = path.join(folder, 'anchors.ndjson');
  });
  afterEach(async () => {
    for (const api of started.splice(0)) await api.stop();
    await test.drop();
    rmSync(folder, { recursive: true });
  });

  const act = (actor = 'user:ada') =>
    test.database.transaction(async (tx) =>
      recordAct(tx, { act: 'lot.registered', actor, subjectKind: 'lot', subjectId: 'x', changed: {} }),
    );
  const lines = () => readFileSync(file, 'utf8').trimEnd().split('\n');
  const stopped = async (api: ApiFixture) => started.splice(started.indexOf(api), 1)[0]?.stop();
  async function start(auditAnchor: string): Promise<ApiFixture> {
    const api = await ApiFixture.start(test.database, test.url, { auditAnchor });
    started.push(api);
    return api;
  }

  it('are put into a file at start and at the end, and none for an entry that is anchored already', async () => {
    await act();
    const api = await start(pathToFileURL(file).href);
    await eventually('an anchor is there', 15_000, () => existsSync(file) && lines().length === 1);
    const keeper = api.server.app.get(AnchorKeeper, { strict: false });
    for (let i = 0; i < 2; i++) expect(await keeper.anchor()).toBe(true);
    expect(lines()).toHaveLength(2);
    await act();
    await stopped(api);
    expect(lines().map((line) => JSON.parse(line).sequence as number)).toEqual([
      1,
      expect.any(Number),
      (await readAuditHead(test.database)).sequence,
    ]);
    const chain = new ChainCheck(parseAnchors(readFileSync(file, 'utf8')));
    for (const entry of await listAudit(test.database, { after: 0, limit: 1_000 })) chain.add(entry);
    expect(chain.end()).toBeNull();
  });

  it('find a chain that a superuser has written anew with right hashes', async () => {
    for (let n = 0; n < 4; n++) await act();
    const api = await start(pathToFileURL(file).href);
    await eventually('an anchor is there', 15_000, () => existsSync(file) && lines().length === 1);
    await stopped(api);
    const owner = await Database.open({ url: test.ownerUrl, name: 'spec owner', pool: 1 });
    await owner.transaction(async (tx) => {
      await tx.query('set local session_replication_role = replica');
      await tx.query(`update lab.audit set actor = 'user:mallory' where sequence = 3`);
      await tx.query(`do $$ declare e lab.audit; h text := repeat('0', 64); begin
        for e in select * from lab.audit order by sequence loop
          e.previous := h; h := lab.audit_hash(e); update lab.audit set previous = e.previous, hash = h where sequence = e.sequence;
        end loop; update lab.audit_head set hash = h; end $$`);
    });
    await owner.close();
    const check = async (anchors: ReturnType<typeof parseAnchors> | null) => {
      const chain = new ChainCheck(anchors);
      for (const entry of await listAudit(test.database, { after: 0, limit: 1_000 })) chain.add(entry);
      return chain.end();
    };
    expect(await check(null)).toBeNull();
    expect(await check(parseAnchors(readFileSync(file, 'utf8')))).toMatchObject({ what: 'anchor', sequence: 4 });
  });

  it('when they cannot be put, say so in log and health until they can', async () => {
    await act();
    const api = await start(pathToFileURL(path.join(folder, 'none', 'anchors.ndjson')).href);
    await test.database.query(
      `insert into lab.agents (name, instance, machine, seen_at) values ('bench-1', 'i', 'm', now() + interval '1 hour')`,
    );
    const audit = async () => (await api.call('GET', '/v1/health/ready')).body.audit;
    await eventually('the failure is told', 15_000, async () => (await audit()).warnings.length === 1);
    expect(await audit()).toMatchObject({
      protected: true,
      anchors: [{ anchoredAt: null, failingSince: expect.any(String), problem: expect.stringContaining('ENOENT') }],
      warnings: [expect.stringMatching(/^the audit log could not be anchored at file:.*ENOENT.* \(never before\)$/)],
    });
    expect(api.logged.join()).toContain('WARNING: the audit log could not be anchored');
  });

  it('are posted to a webhook', async () => {
    const sink = await openHttpSink();
    await act();
    const api = await start(`${sink.url}?token=t0p`);
    await eventually('the webhook is called', 15_000, () => sink.calls.length > 0);
    await stopped(api);
    expect(JSON.parse(sink.calls[0]?.body ?? '')).toMatchObject({ sequence: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const [state] = await test.database.query<{ target: string }>('select target from lab.audit_anchors');
    expect(state?.target).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/hook$/);
    await sink.close();
  });

  it.each(['https://h/x', 'file:///a/b', 'http://127.0.0.1:1/x', 'http://localhost/'])('may go to %s', (target) => {
    expect(anchorUrl.parse(target)).toBe(target);
  });
  it.each(['http://h/x', 'file://h/a', 'ftp://h/x', '/a/b', 'x'])('may not go to %s', (target) => {
    expect(anchorUrl.parse(target)).toBeUndefined();
  });
  it('are told of without user, password and query', () => {
    expect(shownTarget('https://u:p@h.example/a?token=t')).toBe('https://h.example/a');
  });
});
