import { acquireLease, type InstrumentEntity } from '@labwright/persistence';
import { eventually, openTestDatabase, setUpLab, type TestDatabase } from '@labwright/testing';
import { InstrumentHost, type HostServices } from './instrument-host';

describe('InstrumentHost of a process that stands by', () => {
  let test: TestDatabase;
  beforeAll(async () => void (test = await openTestDatabase()));
  afterAll(() => test.drop());

  it('when another process owns the instrument, leaves the link as that one has told it, also at its own end', async () => {
    const { database } = test;
    await setUpLab(database);
    await database.transaction((tx) => acquireLease(tx, 'shaker-1', { owner: 'owner', agent: 'bench-1', machine: 'm' }));
    const said: string[] = [];
    const services = {
      database,
      labTime: {},
      leases: {
        owner: { owner: 'standby', agent: 'bench-1' },
        acquire: () => Promise.resolve(null),
        holds: () => false,
        release: () => Promise.resolve(),
      },
      log: { info: () => undefined, warn: (_about: string, message: string) => said.push(message) },
      onError: (_where: string, error: Error) => {
        throw error;
      },
    } as unknown as HostServices;
    const subject = new InstrumentHost({ id: 'shaker-1', url: 'serial:///dev/none' } as InstrumentEntity, services);
    await eventually('the standby to look', 5_000, () => said.length > 0);
    await subject.stop();
    expect(await database.query(`select link, link_reason as reason from lab.instruments`)).toEqual([{ link: 'online', reason: 'spec' }]);
  });
});
