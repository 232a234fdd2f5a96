import { AuditAct } from '@labwright/domain';
import { listAudit } from '@labwright/persistence';
import { ChainCheck, type AuditEntry } from '@labwright/audit';
import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { routeAccess } from '../access/route-access';
import { ApiFixture } from '../fixtures/api-fixture';
import { EveryAct, type Done } from '../fixtures/every-act';
import { routeActs } from './route-acts';

jest.setTimeout(60_000);

const changing = Object.keys(routeAccess).filter((route) => !route.startsWith('GET '));
const audited = Object.entries(routeActs).flatMap(([route, acts]) => ('none' in acts ? [] : [{ route, acts }]));

describe('what routes leave in the audit log', () => {
  let test: TestDatabase;
  let subject: ApiFixture;
  let story: readonly Done[];
  let entries: readonly AuditEntry[];

  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url, { testWaitMs: 50 });
    const day = new EveryAct(subject);
    await day.play();
    story = day.done;
    entries = await listAudit(test.database, { after: 0, limit: 10_000 });
  }, 180_000);
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  it('names every route that is not for reading alone, and no other', () => {
    expect(Object.keys(routeActs).toSorted()).toEqual(changing.toSorted());
  });

  it.each(audited)(
    'when $route changes something, there is an entry of who did it, by which key and in which request',
    ({ route, acts }) => {
      const calls = story.filter((each) => each.route === route);
      expect(calls).not.toEqual([]);
      for (const { requestId, as } of calls) {
        const own = entries.filter((entry) => entry.requestId === requestId);
        expect(own.map(({ act }) => act).filter((act) => acts.some((each) => each === act))).not.toEqual([]);
        for (const entry of own) {
          expect(entry).toMatchObject({ actor: `user:${as}`, actorKind: 'user', credential: expect.stringMatching(/^key:[0-9a-f-]{36}$/) });
          expect(entry.subjectId).not.toBe('');
        }
      }
    },
  );

  it('has no secret, and is one chain', () => {
    const chain = new ChainCheck();
    for (const entry of entries) chain.add(entry);
    expect(chain.end()).toBeNull();
    expect(JSON.stringify(entries)).not.toMatch(/lw_[\w-]{20}/);
    expect(entries.map(({ act }) => act).filter((act) => !AuditAct.some((each) => each === act))).toEqual([]);
  });

  it('is read page by page by reviewers and admins', async () => {
    const { status, body } = await subject.get('/v1/audit?limit=3', 'reviewer');
    expect(status).toBe(200);
    expect(body).toEqual({ items: entries.slice(0, 3), next: '3' });
    const filtered = await subject.get('/v1/audit?act=lot.registered&actor=user:technician', 'admin');
    expect(filtered.body.items).toEqual(entries.filter(({ act }) => act === 'lot.registered'));
    const last = entries.at(-1);
    expect((await subject.get('/v1/audit/head', 'admin')).body).toEqual({ sequence: last?.sequence, hash: last?.hash, protected: true });
    expect((await subject.get('/v1/audit?after=x', 'admin')).status).toBe(422);
    expect((await subject.get('/v1/audit?act=ate', 'admin')).status).toBe(422);
  });

  it('when the same request comes again and changes nothing, has nothing new', async () => {
    const before = (await subject.get('/v1/audit/head', 'admin')).body;
    await subject.post('/v1/lots', 'technician', { material: 'LB', lot: 'L-1' });
    expect((await subject.get('/v1/audit/head', 'admin')).body).toEqual(before);
  });
});
