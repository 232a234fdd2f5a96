import type { Database } from '@labwright/persistence';
import type { PlanOperation } from '@labwright/protocol';
import { HoldWatch } from './hold-watch';

const step = (stepId: string) => ({
  stepInstanceId: `i-${stepId}`,
  runId: 'r',
  stepId,
  attempt: 1,
  definition: { establish: [] as unknown } as PlanOperation,
});

describe('HoldWatch', () => {
  let away = true;
  let asked = 0;
  let subject: HoldWatch;
  beforeEach(() => {
    jest.useFakeTimers();
    away = true;
    asked = 0;
    const transaction = () => {
      asked += 1;
      return away ? Promise.reject(new Error('away')) : Promise.resolve();
    };
    subject = new HoldWatch('shaker-1', { database: { transaction } as unknown as Database, onError: () => undefined });
  });
  afterEach(() => jest.useRealTimers());

  it('when the database is away as the link is lost for too long, tells it again until it is stored, then once', async () => {
    subject.hold(step('shake'));
    await subject.linkLost('unplugged');
    jest.advanceTimersByTime(11_000);
    await expect(subject.linkLost('unplugged')).rejects.toThrow('away');
    away = false;
    await subject.linkLost('unplugged');
    await subject.linkLost('unplugged');
    expect([asked, subject.active]).toEqual([2, false]);
  });

  it('when a stop begins, forgets the hold that it ends', () => {
    subject.hold(step('shake'));
    subject.begin(step('stop.shaker-1'));
    subject.end(step('stop.shaker-1'));
    expect(subject.readingContexts()).toEqual([]);
  });
});
