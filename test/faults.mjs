/*
 * npm run test:faults [-- --runs N --seed S --short --break doubt|epoch|none]
 * The embedded lab as real processes, faults at random while runs are in progress, and afterwards the physical actions that the virtual devices
 * counted beside what the record says. Exit 0 when no invariant is violated, 1 when one is, 2 for a wrong command line or a lab that
 * did not come through.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { performFaults } from './faults/perform.mjs';
import { report } from './faults/report.mjs';

const USAGE = `npm run test:faults [-- options]
  --runs N      runs, 2 to 500 (50; with --short 6, with --break 12)
  --seed S      of the faults and the simulated lab, 0 to 4294967295 (1)
  --short       about two minutes
  --break WHAT  takes a safeguard away and aims every fault at doses, to see that it is missed: doubt, epoch; or none, for comparison
  --ledger FILE writes what was counted and recorded there, as JSON
  --verbose     each fault and answer as it happens`;

function wrong(message) {
  console.error(`${message}\n${USAGE}`);
  process.exit(2);
}

function options() {
  const known = {
    runs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    short: { type: 'boolean', default: false },
    break: { type: 'string' },
    ledger: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  };
  try {
    return parseArgs({ options: known }).values;
  } catch (error) {
    return wrong(error.message);
  }
}

const wanted = options();
if (wanted.help) {
  console.log(USAGE);
  process.exit(0);
}
const number = (name, text, low, high) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < low || value > high) wrong(`--${name} ${text}: write a whole number from ${low} to ${high}`);
  return value;
};
const runs = number('runs', wanted.runs ?? (wanted.short ? '6' : wanted.break === undefined ? '50' : '12'), 2, 500);
const seed = number('seed', wanted.seed, 0, 0xffff_ffff);
const breaks = wanted.break ?? null;
if (breaks !== null && !['doubt', 'epoch', 'none'].includes(breaks)) wrong(`--break ${breaks}: doubt, epoch or none`);

const begun = performance.now();
const at = () => `[${((performance.now() - begun) / 1_000).toFixed(1).padStart(6)} s]`;
const say = (line) => wanted.verbose && console.log(`${at()} ${line}`);
const tell = (line) => console.log(`${at()} ${line}`);

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopping.abort(new Error(`broken off by ${signal}`)));

try {
  const result = await performFaults({ runs, seed, isShort: wanted.short, breaks, say, tell, signal: stopping.signal });
  if (wanted.ledger) writeFileSync(wanted.ledger, JSON.stringify(result, null, 1));
  const { lines, violations } = report(result, { runs, seed, breaks, seconds: (performance.now() - begun) / 1_000 });
  console.log(lines.join('\n'));
  process.exit(violations > 0 ? 1 : 0);
} catch (error) {
  console.error(error.stack);
  process.exit(2);
}
