/*
 * npm run test:recovery [-- --only PATTERN] [--short] [--lanes N]   the dispatcher dies at each point of a step, one process a point
 * npm run test:recovery -- --suspend                                 it is suspended past its ownership, and wakes up
 * npm run test:recovery -- --timing [--kills N]                      from kill -9 of a dispatcher to its runs going on
 * npm run test:outage                                                everything stopped and started again, then Postgres away, at rate 1
 * Exit status 1 when something was violated or an aim missed, 2 when the test itself failed. See recovery/README.md.
 */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { stopLabs } from './bench/bench-lab.mjs';
import { everyPoint, totalsOf } from './recovery/every-point.mjs';
import { outage } from './recovery/outage.mjs';
import { RecoveryLab } from './recovery/recovery-lab.mjs';
import { suspended } from './recovery/suspended.mjs';
import { timing } from './recovery/timing.mjs';
import { Checks } from './scaleout/checks.mjs';
import { stopAll } from './scaleout/processes.mjs';

const USAGE = `npm run test:recovery [-- options]
  --only PATTERN   points whose "scenario name" matches this regular expression
  --short          a few points of each scenario
  --lanes N        labs at once, 1 to 8 (2 for each processor, at most 4)
  --suspend        instead: a dispatcher that is suspended past its ownership, and wakes up
  --timing         instead: from kill -9 of a dispatcher to its runs going on
  --kills N        of --timing, 3 to 18 (12)
  --outage         instead: everything stopped and started again, then Postgres away for 30 s, at rate 1; takes five minutes`;

function wrong(message) {
  console.error(`${message}\n${USAGE}`);
  process.exit(2);
}

function wholeNumber(name, value, least, most) {
  const number = Number(value);
  return Number.isInteger(number) && number >= least && number <= most
    ? number
    : wrong(`--${name} ${value}: write a number from ${least} to ${most}`);
}

function options() {
  const off = { type: 'boolean', default: false };
  const known = {
    only: { type: 'string' },
    short: off,
    lanes: { type: 'string' },
    suspend: off,
    timing: off,
    kills: { type: 'string' },
    outage: off,
  };
  try {
    const { only, lanes = Math.min(4, os.availableParallelism() * 2), kills = 12, ...modes } = parseArgs({ options: known }).values;
    const pattern = only === undefined ? null : new RegExp(only, 'i');
    return { ...modes, only: pattern, lanes: wholeNumber('lanes', lanes, 1, 8), kills: wholeNumber('kills', kills, 3, 18) };
  } catch (error) {
    return wrong(error.message);
  }
}

const begun = performance.now();
const seconds = () => (performance.now() - begun) / 1000;
const say = (line) => console.log(`[${seconds().toFixed(1).padStart(6)} s] ${line}`);

async function points({ only, short, lanes }) {
  const rows = await everyPoint({ only, short, lanes, say });
  console.log('');
  for (const line of totalsOf(rows)) console.log(line);
  return rows.length > 0 && rows.every(({ found }) => found.length === 0);
}

async function wakeUp() {
  const checks = new Checks(say);
  const lab = await RecoveryLab.start();
  await suspended(lab, { checks, say });
  await lab.stop();
  for (const line of checks.table()) console.log(line);
  return checks.failed === 0;
}

async function end(status) {
  await stopLabs();
  await stopAll();
  process.exit(status);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void end(130));

const chosen = options();
const mode = chosen.outage ? outage : chosen.timing ? timing : chosen.suspend ? wakeUp : points;
say(`load average ${os.loadavg()[0].toFixed(1)} on ${os.availableParallelism()} processors`);
try {
  const isWell = await mode({ ...chosen, say });
  console.log(`${seconds().toFixed(0)} s of wall time`);
  await end(isWell ? 0 : 1);
} catch (error) {
  console.error(`test:recovery: ${error.stack}`);
  await end(2);
}
