import { setTimeout as pause } from 'node:timers/promises';
import type { InstrumentEntity } from '@labwright/persistence';
import { InstrumentHost, type HostServices } from './instrument-host';

describe('InstrumentHost', () => {
  it('when the database was away as a link was lost, tells it when the database is back', async () => {
    const stored: unknown[] = [];
    let failures = 1;
    const query = (sql: string, [, state]: unknown[]) => {
      if (state === 'offline' && failures-- > 0) return Promise.reject(new Error('away'));
      if (sql.startsWith('update lab.instruments')) stored.push(state);
      return Promise.resolve([{ id: 'shaker-1' }]);
    };
    const tx = { query, prepared: query };
    const services = {
      database: { transaction: (work: (t: unknown) => Promise<unknown>) => work(tx) },
      labTime: {},
      leases: { owner: { agent: 'bench-1' }, acquire: () => Promise.resolve(1), holds: () => true, release: () => Promise.resolve() },
      log: { info: () => undefined, warn: () => undefined },
      drivers: [],
      onError: () => undefined,
    } as unknown as HostServices;
    const subject = new InstrumentHost({ id: 'shaker-1', driver: 'none', url: 'tcp://x' } as InstrumentEntity, services);
    while (stored.length < 2) await pause(20);
    expect(stored).toEqual(['connecting', 'offline']);
    await subject.stop();
  }, 3_000);
});
