import { LabError } from '@labwright/domain';
import { ManualTime } from './conformance/manual-time';
import { Poller } from './poller';

const timeout = (): LabError => new LabError('DRIVER_TIMEOUT', 'no reply', { instrument: 'x', outcome: 'failed' }, 'safe');

describe('Poller', () => {
  let time: ManualTime;
  let reads: number;
  let read: () => Promise<number>;
  let losses: Error[];
  let subject: Poller<number>;
  const wait = (goal: number, extra: { labTimeoutMs?: number; signal?: AbortSignal } = {}) =>
    subject.until((value) => value >= goal, {
      goal: String(goal),
      command: 'count',
      labTimeoutMs: 60_000,
      signal: new AbortController().signal,
      ...extra,
    });

  beforeEach(() => {
    time = new ManualTime();
    reads = 0;
    losses = [];
    read = async () => (reads += 1);
    subject = new Poller({
      instrument: 'x',
      url: 'memory://x',
      clock: time,
      timers: time,
      pollMs: { active: 1_000, idle: 5_000 },
      read: () => read(),
      onLost: (error) => losses.push(error),
    });
    subject.start();
  });

  afterEach(() => {
    subject.stop();
    expect(time.pending).toBe(0);
  });

  it('reads at the idle interval, and at the active one once told', async () => {
    await time.advance(10_000);
    expect(reads).toBe(2);
    subject.setMode('active');
    await time.advance(10_000);
    expect(reads).toBe(12);
  });

  it('serves any number of waiters from one read', async () => {
    await time.run(Promise.all([wait(1), wait(1), wait(1)]));
    expect(reads).toBe(1);
  });

  it('when a read is under way, makes a new waiter wait for the next one', async () => {
    let release: (value: number) => void = () => undefined;
    read = () => new Promise((resolve) => (release = resolve));
    await time.advance(5_000);
    const fresh = subject.next(new AbortController().signal);
    release(1);
    read = async () => 2;
    expect(await time.run(fresh)).toBe(2);
  });

  it('when a read fails, tells all who wait', async () => {
    read = () => Promise.reject(timeout());
    const all = Promise.allSettled([wait(1), wait(1)]);
    expect((await time.run(all)).map((result) => result.status)).toEqual(['rejected', 'rejected']);
    expect(losses).toHaveLength(0);
  });

  it('after three reads in a row without an answer, reports the loss once', async () => {
    read = () => Promise.reject(timeout());
    await time.advance(60_000);
    expect(losses).toHaveLength(1);
  });

  it('when the device itself refuses, does not call it a loss', async () => {
    read = () => Promise.reject(new LabError('DRIVER_DEVICE_HARDWARE', 'hot', { instrument: 'x', outcome: 'failed' }));
    await time.advance(60_000);
    expect(losses).toHaveLength(0);
  });

  it('when the state does not come, gives up in lab time and says what it waited for', async () => {
    await expect(time.run(wait(1_000, { labTimeoutMs: 20_000 }))).rejects.toMatchObject({
      code: 'DRIVER_TIMEOUT',
      context: { phase: 'complete', timeoutMs: 20_000 },
    });
  });

  it('when cancelled, ends at once', async () => {
    const abort = new AbortController();
    const waiting = wait(1_000, { signal: abort.signal });
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'DRIVER_CANCELLED' });
  });
});
