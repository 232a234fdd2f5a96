/*
 * npm run bench [-- --only NAME] [--n N] [--small] [--json FILE]
 * Runs the benchmarks one after the other, each in a lab of its own, and prints one table: each figure next to its reference of the same run.
 * Exit 0 when all were measured, whether or not an aim was met; 1 when one could not be measured; 2 for a wrong command line.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { alabos } from './alabos.mjs';
import { stopLabs } from './bench-lab.mjs';
import { compiler } from './compiler.mjs';
import { dispatch } from './dispatch.mjs';
import { fleet } from './fleet.mjs';
import { growth } from './growth.mjs';
import { ingest } from './ingest.mjs';
import { standalone } from './standalone.mjs';
import { table } from './figures.mjs';

const BENCHES = [dispatch, fleet, ingest, growth, standalone, alabos, compiler];
const DEFAULT_JSON = path.resolve(import.meta.dirname, '../../.labwright/bench/latest.json');
const USAGE = `npm run bench [-- options]
  --only NAME   one of ${BENCHES.map(({ name }) => name).join(', ')}; may be given several times
  --n N         samples of dispatch, 20 to 5000 (300)
  --small       a fraction of each, to see that it runs; its figures say little
  --json FILE   where the figures go (${path.relative(process.cwd(), DEFAULT_JSON)})
${BENCHES.map(({ name, about }) => `  ${name.padEnd(11)} ${about}`).join('\n')}`;

function wrong(message) {
  console.error(`${message}\n${USAGE}`);
  process.exit(2);
}

function options() {
  const known = {
    only: { type: 'string', multiple: true },
    small: { type: 'boolean' },
    n: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  };
  try {
    return parseArgs({ options: known }).values;
  } catch (error) {
    return wrong(error.message);
  }
}

const { only = [], small = false, json = DEFAULT_JSON, help, ...rest } = options();
if (help) {
  console.log(USAGE);
  process.exit(0);
}
const n = rest.n === undefined ? undefined : Number(rest.n);
if (n !== undefined && (!Number.isInteger(n) || n < 20 || n > 5_000)) wrong(`--n ${rest.n}: write a number from 20 to 5000`);
const unknown = only.find((name) => !BENCHES.some((bench) => bench.name === name));
if (unknown !== undefined) wrong(`no benchmark is named ${unknown}`);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    console.error(`broken off by ${signal}`);
    void stopLabs().then(() => process.exit(130));
  });
}

const results = [];
let status = 0;
for (const { name, measure } of BENCHES.filter((bench) => only.length === 0 || only.includes(bench.name))) {
  const begun = performance.now();
  const say = (line) => console.log(`[${name} ${((performance.now() - begun) / 1_000).toFixed(1).padStart(5)} s] ${line}`);
  say('begins');
  try {
    const figures = await measure({ small, say, n });
    results.push({ name, seconds: (performance.now() - begun) / 1_000, figures });
  } catch (error) {
    status = 1;
    console.error(`${name} could not be measured: ${error.stack}`);
    results.push({ name, seconds: (performance.now() - begun) / 1_000, figures: [], error: error.message });
  }
}

const machine = {
  processors: os.availableParallelism(),
  model: os.cpus()[0]?.model ?? 'unknown',
  node: process.version,
  load: os.loadavg()[0],
};
mkdirSync(path.dirname(path.resolve(json)), { recursive: true });
writeFileSync(json, `${JSON.stringify({ at: new Date().toISOString(), machine, small, results }, null, 2)}\n`);
console.log(`\n${table(results)}\n`);
for (const { name, figures } of results) for (const { note } of figures) if (note) console.log(`${name}: ${note}`);
console.log(
  `\n${machine.processors} processors (${machine.model}), Node ${machine.node}, load ${machine.load.toFixed(1)}; all figures in ${json}`,
);
if (small) console.log('small: these figures say little');
process.exit(status);
