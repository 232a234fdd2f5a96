import { acquireLease, latestEventCursor, readEvents, readInstrumentView, readQueue, type LeaseOwner } from '@labwright/persistence';
import { eventually, openTestDatabase, setUpLab, type TestDatabase } from '@labwright/testing';
import { startLinkWatch } from './link-watch';

const OWNER: LeaseOwner = { owner: 'process-1', agent: 'bench-1', machine: 'm' };
const SILENCE = 'bench agent bench-1 does not answer; is its dispatcher running?';

describe('The link of an instrument', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase();
    await setUpLab(test.database);
  });
  afterAll(() => test.drop());

  const own = () => test.database.transaction((tx) => acquireLease(tx, 'shaker-1', OWNER));
  const runOut = () => test.database.query(`update lab.leases set expires_at = clock_timestamp() where instrument_id = 'shaker-1'`);
  const stored = async () =>
    (await test.database.query<{ link: string }>(`select link from lab.instruments where id = 'shaker-1'`))[0]?.link;
  const shown = async () => {
    const { link, linkReason } = (await readInstrumentView(test.database, 'shaker-1')) ?? {};
    return { link, linkReason };
  };

  it('while its bench agent owns it, is what that agent told', async () => {
    await own();
    expect(await shown()).toEqual({ link: 'online', linkReason: 'spec' });
  });

  it('when the ownership has run out, is offline at once for everybody who looks, before anybody has written that down', async () => {
    await runOut();
    expect(await stored()).toBe('online');
    expect(await shown()).toEqual({ link: 'offline', linkReason: SILENCE });
    const { instruments } = await readQueue(test.database, { instrument: 'shaker-1', limit: 10 });
    expect(instruments).toMatchObject([{ link: 'offline', linkReason: SILENCE }]);
  });

  it('when several processes watch, is written down and told once', async () => {
    const before = await latestEventCursor(test.database);
    const fail = (_where: string, error: Error) => {
      throw error;
    };
    const watches = [1, 2, 3].map(() => startLinkWatch(test.database, fail));
    await eventually('the link is written down', 5_000, async () => (await stored()) === 'offline');
    await Promise.all(watches.map((watch) => watch.stop()));
    const events = await readEvents(test.database, { after: before, limit: 10 });
    expect(events.map(({ type, actor, instrumentId, data }) => ({ type, actor, instrumentId, data }))).toEqual([
      { type: 'instrument.link_changed', actor: 'system', instrumentId: 'shaker-1', data: { link: 'offline', reason: SILENCE } },
    ]);
  });

  it('when the ownership runs out while its agent still has a word on the way, ends as offline all the same', async () => {
    await test.database.query(`update lab.instruments set link = 'connecting', link_reason = 'opening' where id = 'shaker-1'`);
    expect(await shown()).toEqual({ link: 'offline', linkReason: SILENCE });
  });

  it('when the agent owns it again, is what that agent tells', async () => {
    await own();
    expect(await shown()).toEqual({ link: 'connecting', linkReason: 'opening' });
  });
});
