import type { DriverReading } from '@labwright/domain';
import type { LabTime, NewReading } from '@labwright/persistence';
import { Batch } from './batch';
import { ReadingSink } from './reading-sink';

const NOW = Date.parse('2026-11-29T12:00:00Z');
const labTime = { now: () => NOW, wallNow: () => NOW + 5 } as LabTime;
const reading: DriverReading = { name: 'optical_density', value: 0.4, unit: '{AU}', quality: 'ok', raw: new Uint8Array(), commandId: 'c' };

describe('the sink of readings', () => {
  it('gives each the lab time of its measurement: now, or as much before as it comes late', () => {
    const subject = new ReadingSink({} as Batch<NewReading>, labTime, { id: 'bioreactor', simulated: true });
    const stamped = subject.stamp([reading, { ...reading, lateMs: 90_000 }], { runId: 'r', stepInstanceId: 's' });
    expect(stamped.map(({ atLab }) => atLab.toISOString())).toEqual(['2026-11-29T12:00:00.000Z', '2026-11-29T11:58:30.000Z']);
    expect(stamped[1]).toMatchObject({ instrumentId: 'bioreactor', runId: 'r', value: 0.4, atWall: new Date(NOW + 5) });
    expect(stamped[1]).not.toHaveProperty('lateMs');
  });

  it('lets a reading go with the result of its step, and not as telemetry too, unless the result gives it back', async () => {
    const stored: string[] = [];
    const store = (rows: readonly NewReading[]) =>
      Promise.resolve(void stored.push(...rows.map(({ commandId, raw }) => `${commandId} ${raw.join()}`)));
    const batch = new Batch<NewReading>({ name: 'readings', everyMs: 60_000, keep: 100, store, onError: () => undefined });
    const subject = new ReadingSink(batch, labTime, { id: 'shaker', simulated: true });
    const step = { runId: 'r', stepInstanceId: 's' };
    const polled = [1, 2, 3].map((byte): DriverReading => ({ ...reading, raw: Uint8Array.of(byte) }));
    subject.add(polled, step);
    subject.add(polled, { ...step, stepInstanceId: 'another' });
    const taken = subject.take([{ ...reading, raw: Uint8Array.of(2) }], step);
    await subject.flush();
    expect(stored).toEqual(['c 1', 'c 3', 'c 1', 'c 2', 'c 3']);
    subject.giveBack(taken);
    await subject.flush();
    expect(stored.slice(5)).toEqual(['c 2']);
  });
});
