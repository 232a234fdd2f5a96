/*
 * npm run test:recovery [-- --only PATTERN] [--short] [--lanes N]   the dispatcher dies at each point of a step, one process a point
 * npm run test:recovery -- --timing [--kills N]                      from kill -9 of a dispatcher to its runs going on
 * npm run test:outage                                                everything stopped and started again, then Postgres away, at rate 1
 * Exit status 1 when something was violated or an aim missed, 2 when the test itself failed. See recovery/README.md.
 */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { stopLabs } from './bench/bench-lab.mjs';
import { everyPoint, totalsOf } from './recovery/every-point.mjs';
import { stopAll } from './scaleout/processes.mjs';

const USAGE = `npm run test:recovery [-- options]
  --only PATTERN   points whose "scenario name" matches this regular expression
  --short          a few points of each scenario
  --lanes N        labs at once, 1 to 8 (2 for each processor, at most 4)`;

function wrong(message) {
  console.error(`${message}\n${USAGE}`);
  process.exit(2);
}

function options() {
  const known = { only: { type: 'string' }, short: { type: 'boolean', default: false }, lanes: { type: 'string' } };
  try {
    const { only, short, lanes = String(Math.min(4, os.availableParallelism() * 2)) } = parseArgs({ options: known }).values;
    if (!/^[1-8]$/.test(lanes)) wrong(`--lanes ${lanes}: write a number from 1 to 8`);
    return { only: only === undefined ? null : new RegExp(only, 'i'), short, lanes: Number(lanes) };
  } catch (error) {
    return wrong(error.message);
  }
}

const begun = performance.now();
const seconds = () => (performance.now() - begun) / 1000;
const say = (line) => console.log(`[${seconds().toFixed(1).padStart(6)} s] ${line}`);

async function end(status) {
  await stopLabs();
  await stopAll();
  process.exit(status);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void end(130));

try {
  const rows = await everyPoint({ ...options(), say });
  console.log('');
  for (const line of totalsOf(rows)) console.log(line);
  console.log(`${seconds().toFixed(0)} s of wall time`);
  await end(rows.length > 0 && rows.every(({ found }) => found.length === 0) ? 0 : 1);
} catch (error) {
  console.error(`test:recovery: ${error.stack}`);
  await end(2);
}
