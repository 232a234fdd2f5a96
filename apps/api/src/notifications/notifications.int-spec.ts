import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';

const NOBODY = '00000000-0000-4000-8000-000000000000';

describe('notifications', () => {
  let test: TestDatabase;
  let subject: ApiFixture;

  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url);
    for (const [key, resolved] of [
      ['one', null],
      ['two', '2026-11-01T10:00:00Z'],
      ['three', null],
    ])
      await test.database.query(
        `insert into lab.notifications (key, kind, title, happened, place, to_do, contacts, escalate_at, resolved_at)
         values ($1, 'run_held', $1, 'it happened', 'at the bench', 'look at it', '{bench, lead}', now() + interval '1 hour', $2)`,
        [key, resolved],
      );
    await test.database.query(
      `insert into lab.notification_messages (notification_id, level, contact, channel, status, tries, sent_at) select id, 0, 'bench', 'mail', 'sent', 1, now() from lab.notifications`,
    );
  }, 30_000);
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  const titles = async (query: string) =>
    ((await subject.get(`/v1/notifications${query}`)).body.items as { title: string }[]).map(({ title }) => title);

  it('when they are listed, gives the newest first, page by page, with who was told', async () => {
    const first = await subject.get('/v1/notifications?limit=2');
    expect(first).toMatchObject({
      status: 200,
      body: {
        items: [
          { title: 'three', toDo: 'look at it', messages: [{ contact: 'bench', channel: 'mail', status: 'sent' }] },
          { title: 'two' },
        ],
      },
    });
    expect(await titles(`?limit=2&after=${first.body.next}`)).toEqual(['one']);
    expect((await subject.get(`/v1/notifications?after=${NOBODY}`)).status).toBe(400);
    expect((await subject.get('/v1/notifications?open=maybe')).status).toBe(422);
  });

  it('when somebody acknowledges one, it is no longer open, the first name stands, and nobody else is called', async () => {
    expect(await titles('?open=true')).toEqual(['three', 'one']);
    const [{ id }] = (await subject.get('/v1/notifications?open=true')).body.items;
    const acknowledged = await subject.post(`/v1/notifications/${id}/ack`, 'technician', { note: 'on my way' });
    expect(acknowledged).toMatchObject({
      status: 200,
      body: { acknowledgedBy: { name: 'technician' }, note: 'on my way', nextContactAt: null, resolvedAt: null },
    });
    expect((await subject.post(`/v1/notifications/${id}/ack`, 'scientist', { note: 'me too' })).body).toEqual(acknowledged.body);
    expect(await titles('?open=true')).toEqual(['one']);
  });

  it('when there is none of that id, says so', async () => {
    expect(await subject.post(`/v1/notifications/${NOBODY}/ack`, 'technician', {})).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    });
  });
});
