/* BullMQ alone, on the queue of the lab that is measured: what the product's queue costs before the product does anything. */
import { setTimeout as delay } from 'node:timers/promises';
import { load } from './built.mjs';

const { createPostgresBackend, withBackend } = load('bullmq');

async function withQueue(url, concurrency, handler, work) {
  const connection = { connectionString: url, schema: 'bullmq', max: 4, migrate: true };
  const classes = withBackend(createPostgresBackend);
  const name = `bench-raw-${Date.now()}`;
  const queue = new classes.Queue(name, { connection });
  const worker = new classes.Worker(name, handler, { connection, concurrency, maxStalledCount: 0 });
  try {
    await worker.waitUntilReady();
    return await work(queue, worker);
  } finally {
    await worker.close();
    await queue.close();
  }
}

let made = 0;
/** A plain integer is not a legal id. */
const job = (data) => ({ name: 'x', data, opts: { jobId: `b${made++}`, removeOnComplete: true } });

/** Wall milliseconds from adding a job to the start of its work, of `times` jobs one after the other. */
export function addToStart(url, times, pauseMs) {
  let started = () => undefined;
  return withQueue(
    url,
    1,
    async () => started(performance.now()),
    async (queue) => {
      const taken = [];
      for (let i = 0; i < times; i++) {
        const start = new Promise((resolve) => (started = resolve));
        const { name, data, opts } = job({});
        const begun = performance.now();
        await queue.add(name, data, opts);
        taken.push((await start) - begun);
        await delay(pauseMs);
      }
      return taken;
    },
  );
}

/**
 * Jobs in a second, from the first one added to the last one done: `chains` times `length` jobs of `takesMs`. `as: 'bulk'` adds each chain in
 * one go; `as: 'chain'` adds a job when the one before it is done, as the steps of a run come.
 */
export function jobsPerSecond(url, { chains, length, concurrency, as, takesMs = 0 }) {
  let left = chains * length;
  let over = () => undefined;
  let add = async () => undefined;
  const done = new Promise((resolve) => (over = resolve));
  return withQueue(
    url,
    concurrency,
    async ({ data }) => {
      if (takesMs > 0) await delay(takesMs);
      if (as === 'chain' && data.n + 1 < length) await add({ chain: data.chain, n: data.n + 1 });
    },
    async (queue, worker) => {
      add = (data) => queue.addBulk([job(data)]);
      worker.on('completed', () => {
        left -= 1;
        if (left === 0) over();
      });
      const begun = performance.now();
      const range = (n) => Array.from({ length: n }, (_, i) => i);
      await Promise.all(
        range(chains).map((chain) => (as === 'bulk' ? queue.addBulk(range(length).map((n) => job({ chain, n }))) : add({ chain, n: 0 }))),
      );
      await done;
      return (chains * length * 1_000) / (performance.now() - begun);
    },
  );
}
