/* Mutants of the protocol library, shared out over the processors; a compilation that does not end in time is a hang. */
import os from 'node:os';
import { Worker } from 'node:worker_threads';

/** Wall milliseconds that one mutant may take, as value and as text; a free machine needs some ten. */
const HANG_MS = 20_000;

function run({ seed, mutants, share, shares }) {
  const buffer = new SharedArrayBuffer(16);
  const clock = new Float64Array(buffer);
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./mutant-worker.mjs', import.meta.url), { workerData: { seed, mutants, share, shares, buffer } });
    const watch = setInterval(() => {
      const [number, begun] = clock;
      if (number === 0 || performance.timeOrigin + performance.now() - begun < HANG_MS) return;
      void worker.terminate();
      reject(new Error(`mutant ${number - 1} (--seed ${seed}) does not end in ${HANG_MS / 1_000} s`));
    }, 1_000);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      clearInterval(watch);
      reject(new Error(`the thread of share ${share} ended with ${code}`));
    });
  });
}

/** Tries so many mutants; the same seed gives the same ones. @returns what was counted, with a sentence for each fault */
export async function tryMutants({ seed, mutants }) {
  const shares = Math.min(4, os.availableParallelism());
  const tallies = await Promise.all(Array.from({ length: shares }, (_, share) => run({ seed, mutants, share, shares })));
  const sum = (name) => tallies.reduce((all, each) => all + each[name], 0);
  const slowest = tallies.toSorted((a, b) => b.slowestMs - a.slowestMs)[0];
  return {
    tried: sum('tried'),
    asText: sum('asText'),
    withPlan: sum('withPlan'),
    slowestMs: slowest.slowestMs,
    slowest: slowest.slowest,
    faults: tallies.flatMap(({ faults }) => faults),
  };
}
