import { AsyncLocalStorage } from 'node:async_hooks';
import { ShortWays } from './short-way';

const advance = (runId: string, queue = 'runs') => ({ queue, name: 'advance', payload: JSON.stringify({ runId }) });

describe('the short way', () => {
  let begun: string[];
  let ends: (() => void)[];
  let errors: string[];
  const shortWays = (concurrency = 1) =>
    new ShortWays(
      [
        {
          queue: 'runs',
          concurrency,
          takes: ({ runId }) => runId !== 'of another',
          work: (job) => {
            begun.push(String(job.payload['runId']));
            return new Promise((resolve, reject) =>
              ends.push(() => (job.payload['runId'] === 'bad' ? reject(new Error('no')) : resolve())),
            );
          },
        },
      ],
      (where, error) => errors.push(`${where}: ${error.message}`),
    );
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  beforeEach(() => ([begun, ends, errors] = [[], [], []]));

  it('takes what its queues are for, until it is closed', async () => {
    const ways = shortWays();
    const asked = [advance('a'), advance('a', 'bench.other'), advance('of another')];
    expect(asked.map((each) => ways.takes(each))).toEqual([true, false, false]);
    await ways.close();
    expect(ways.takes(advance('a'))).toBe(false);
    ways.give([advance('a')]);
    expect(begun).toEqual([]);
  });

  it('works in order, so many at once, and makes one of those that ask for the same and have not begun', async () => {
    const ways = shortWays(2);
    ways.give([advance('a'), advance('b'), advance('c')]);
    ways.give([advance('c'), advance('a')]);
    expect(begun).toEqual(['a', 'b']);
    ends[0]?.();
    await settled();
    expect(begun).toEqual(['a', 'b', 'c']);
    ends[1]?.();
    await settled();
    // The second "a" was asked for while the first was under way, and may be about something newer.
    expect(begun).toEqual(['a', 'b', 'c', 'a']);
  });

  it('reports what fails and goes on', async () => {
    const ways = shortWays();
    ways.give([advance('bad'), advance('b')]);
    ends[0]?.();
    await settled();
    expect([begun, errors]).toEqual([['bad', 'b'], ['runs: no']]);
  });

  it('works outside of the work that asks for it', async () => {
    const around = new AsyncLocalStorage<string>();
    const scopes: unknown[] = [];
    const lane = { queue: 'runs', concurrency: 1, work: () => Promise.resolve(void scopes.push(around.getStore())) };
    const ways = new ShortWays([lane], () => undefined);
    around.run('the step before', () => ways.give([advance('a'), advance('b')]));
    await settled();
    expect(scopes).toEqual([undefined, undefined]);
  });

  it('closing leaves what has not begun, and waits for what has', async () => {
    const ways = shortWays();
    ways.give([advance('a'), advance('b')]);
    let closed = false;
    const closing = ways.close().then(() => (closed = true));
    await settled();
    expect(closed).toBe(false);
    ends[0]?.();
    await closing;
    expect(begun).toEqual(['a']);
  });
});
