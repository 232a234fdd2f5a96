/*
 * `node test/compiler/timing-differential.mjs [--count 2000] [--seed 1]`, after a build: protocols of at most 8 steps, compiled, and searched
 * for a schedule by code that is not the compiler's.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { built } from '../bench/built.mjs';
import { compiled } from '../faults/compiled.mjs';

/** @returns figures as in timing-figures.ts */
export function timingDifferential({ count = 2_000, seed = 1 } = {}) {
  const { compareTiming } = compiled('../compiler/timing-figures.ts');
  const { seededRandom } = built('apps/simulator/src/seeded-random');
  const { shakerFleet: fleet } = compiled('../compiler/shaker.ts');
  const { compile } = built('libs/protocol/src');
  return compareTiming({
    compile,
    fleet,
    random: (protocol) => seededRandom(seed, `timing ${protocol}`),
    count,
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { count: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } } });
  const started = performance.now();
  const { disagreements, ...figures } = timingDifferential({ count: Number(values.count), seed: Number(values.seed) });
  const { protocols, feasible, refused, tight, choices, windows, having, refusedUnbound } = figures;
  console.log(`timing: ${protocols} protocols, ${feasible} feasible (${tight} tight), ${refused} refused`);
  console.log(`  ${choices} ways through their cases, ${windows} windows of found schedules kept, ${disagreements.length} disagreements`);
  const kinds = Object.entries(having).map(([what, count]) => `${what} in ${count}`);
  console.log(`  ${kinds.join(', ')}; ${refusedUnbound} refused without instruments too`);
  for (const { protocol, says } of disagreements.slice(0, 10)) console.log(`  protocol ${protocol}: ${says}`);
  console.log(`  ${((performance.now() - started) / 1000).toFixed(1)} s`);
  process.exitCode = disagreements.length > 0 || feasible + refused !== protocols ? 1 : 0;
}
