import { listAudit } from '@labwright/persistence';
import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';
import { BenchRun } from '../fixtures/bench-run';
import { RetentionKeeper } from './retention-keeper';

jest.setTimeout(60_000);

describe('retention by the site policy', () => {
  let test: TestDatabase;
  let api: ApiFixture;
  let run: BenchRun;
  let keeper: RetentionKeeper;

  beforeEach(async () => {
    test = await openTestDatabase();
    api = await ApiFixture.start(test.database, test.url);
    run = await BenchRun.start(api, '[{ kind: confirm }]');
    keeper = api.server.app.get(RetentionKeeper, { strict: false });
  });
  afterEach(async () => {
    await api.stop();
    await test.drop();
  });

  /** A reading, a notification that is over and one that is not, of so many days ago, as text to be found again. */
  async function old(days: number): Promise<void> {
    for (const runId of [null, run.id])
      await test.database.query(
        `insert into lab.readings (run_id, instrument_id, name, value, unit, quality, raw, simulated, command_id, at_wall, at_lab)
         values ($1, 'shaker-1', 'temperature', 37, 'Cel', 'ok', '', true, gen_random_uuid(), clock_timestamp() - make_interval(days => $2), clock_timestamp())`,
        [runId, days],
      );
    for (const acknowledged of [true, false]) {
      const rows = await test.database.query<{ id: string }>(
        `insert into lab.notifications (key, kind, title, happened, place, to_do, contacts, created_at, acknowledged_at)
         values (gen_random_uuid()::text, 'run_held', $2, 'h', 'p', 't', '{tim}', clock_timestamp() - make_interval(days => $1),
           case when $3 then clock_timestamp() end) returning id`,
        [days, `${days} days, ${acknowledged ? 'over' : 'open'}`, acknowledged],
      );
      await test.database.query(
        `insert into lab.notification_messages (notification_id, level, contact, channel, status) values ($1, 0, 'tim', 'mail', 'sent')`,
        [rows[0]?.id],
      );
    }
  }
  const one = async (sql: string) => (await test.database.query<{ is: unknown }>(sql))[0]?.is;

  it('removes what nobody has to keep, keeps what was run and what still wants somebody, and is an act of the audit log', async () => {
    await old(3_651);
    await old(366);
    await old(364);
    const { body: session } = await api.post(`/v1/runs/${run.id}/voice-sessions`, 'technician');
    for (const words of ['note: pale this year', 'note: pale last year'])
      await api.post(`/v1/voice-sessions/${session.id}/words`, 'technician', { words });
    await test.database.query(`update lab.voice_turns set at_wall = at_wall - interval '366 days' where transcript like '%last year%'`);

    expect(await keeper.pass()).toBe(true);

    expect(
      await one(
        `select jsonb_object_agg(coalesce(run_id::text, 'none'), n) as is from (select run_id, count(*) as n from lab.readings group by 1) r`,
      ),
    ).toEqual({
      none: 2,
      [run.id]: 3,
    });
    expect(await one(`select jsonb_agg(title order by title) as is from lab.notifications where kind = 'run_held'`)).toEqual([
      '364 days, open',
      '364 days, over',
      '3651 days, open',
      '366 days, open',
    ]);
    expect(await one(`select jsonb_agg(transcript order by seq) as is from lab.voice_turns`)).toEqual(['note: pale this year', '']);
    const acts = await listAudit(test.database, { after: 0, limit: 1_000 });
    expect(acts.filter(({ act }) => act === 'policy.retained')).toEqual([
      expect.objectContaining({
        actor: 'system',
        changed: expect.stringContaining('"removed":{"notifications":2,"telemetry":1,"transcripts":1}'),
      }),
    ]);
    expect(await keeper.pass()).toBe(true);
    expect((await listAudit(test.database, { after: 0, limit: 1_000 })).length).toBe(acts.length);
  });
});
