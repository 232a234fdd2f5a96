import type { DriverReading } from '@labwright/domain';
import type { Database, NewEvent, Tx } from '@labwright/persistence';
import { setImmediate as turn } from 'node:timers/promises';
import { StreamWatch } from './stream-watch';

const reading = { name: 'optical_density' } as DriverReading;
const step = { runId: 'run', stepInstanceId: 'step' };

function watched() {
  const clock = { wall: 0, lab: 0 };
  const told: NewEvent[] = [];
  let isAway = false;
  const database = {
    transaction: async (work: (tx: Tx) => Promise<void>) => {
      if (isAway) throw new Error('away');
      const collected: NewEvent[] = [];
      await work({ atEnd: () => collected } as unknown as Tx);
      told.push(...collected);
    },
  } as unknown as Database;
  const labTime = { now: () => clock.lab, wallNow: () => clock.wall };
  const subject = new StreamWatch('bioreactor-1', { database, labTime, onError: () => undefined });
  const after = async (wallMs: number, rate: number, contexts = [step]) => {
    clock.wall += wallMs;
    clock.lab += wallMs * rate;
    subject.see([reading], contexts, 5_000);
    await turn();
    await turn();
  };
  return { after, told, setAway: (away: boolean) => (isAway = away) };
}

describe('StreamWatch', () => {
  it('when readings come as they should, or late by the machine alone, tells nothing', async () => {
    const { after, told } = watched();
    for (const ms of [0, 250, 250, 2_400]) await after(ms, 20);
    for (const ms of [5_000, 19_000]) await after(ms, 1);
    expect(told).toEqual([]);
  });

  it('when a stream was silent, records for its step how long, in lab and wall time', async () => {
    const { after, told } = watched();
    await after(0, 20);
    await after(4_000, 20);
    expect(told).toMatchObject([
      { type: 'reading.gap', runId: 'run', stepInstanceId: 'step', data: { name: 'optical_density', labMs: 80_000, wallMs: 4_000 } },
    ]);
  });

  it('when the step is another one, does not count the time between them', async () => {
    const { after, told } = watched();
    await after(0, 20);
    await after(100, 20, [{ runId: 'run', stepInstanceId: 'other' }]);
    await after(9_000, 20);
    expect(told).toEqual([]);
  });

  it('when the database is away, keeps what it has to tell', async () => {
    const { after, told, setAway } = watched();
    await after(0, 20);
    setAway(true);
    await after(4_000, 20);
    setAway(false);
    await after(250, 20);
    expect(told).toHaveLength(1);
  });
});
