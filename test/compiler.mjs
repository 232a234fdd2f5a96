/*
 * npm run test:compiler [-- --seed N --mutants N --only PART]
 * Tries the compiler: each code of its catalogue has a golden protocol that raises it alone; mutants of the protocol library never make it
 * crash or hang, nor give a plan beside an error; every quantity that is moved out of its range is caught; and its timing is held beside a
 * checker that was written from the definition. Prints figures; exit 1 when something was wrong, 2 for a wrong command line.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { goldenFindings } from './compiler/golden.mjs';
import { tryMoved } from './compiler/moved.mjs';
import { tryMutants } from './compiler/mutants.mjs';

const PARTS = ['golden', 'mutants', 'moved', 'timing'];
const USAGE = `npm run test:compiler [-- OPTIONS]
  --seed N       mutants of another seed, 1 to 2^31 - 1 (default 1)
  --mutants N    so many, 1 to 10000000 (default 20000)
  --only PART    one of ${PARTS.join(', ')}; may be given several times`;
const TIMING = path.resolve(import.meta.dirname, 'compiler/timing-differential.mjs');
/** Faults of one part that are shown. */
const SHOWN = 20;

function wrong(message) {
  console.error(`${message}\n${USAGE}`);
  process.exit(2);
}

function options() {
  const known = {
    seed: { type: 'string', default: '1' },
    mutants: { type: 'string', default: '20000' },
    only: { type: 'string', multiple: true, default: PARTS },
    help: { type: 'boolean', short: 'h' },
  };
  try {
    return parseArgs({ options: known }).values;
  } catch (error) {
    return wrong(error.message);
  }
}

const { help, only, ...given } = options();
if (help) {
  console.log(USAGE);
  process.exit(0);
}
function whole(name, max) {
  const value = Number(given[name]);
  if (!Number.isInteger(value) || value < 1 || value > max) wrong(`--${name} ${given[name]}: write a number from 1 to ${max}`);
  return value;
}
const seed = whole('seed', 2 ** 31 - 1);
const mutants = whole('mutants', 10_000_000);
const unknown = only.find((part) => !PARTS.includes(part));
if (unknown !== undefined) wrong(`there is no part ${unknown}`);

let faults = 0;
const line = (what, figures) => console.log(`${what.padEnd(44)} ${figures}`);

function show(found) {
  faults += found.length;
  for (const fault of found.slice(0, SHOWN)) console.log(`  FAULT ${fault}`);
  if (found.length > SHOWN) console.log(`  and ${found.length - SHOWN} more`);
}

async function golden() {
  const { codes, covered, uncovered, goldens, faults: found } = await goldenFindings();
  line('codes with a golden protocol / in the catalogue', `${covered} / ${codes} (${goldens} goldens, each raises exactly its code)`);
  show([...uncovered.map((code) => `${code} has no golden that passes`), ...found]);
}

async function mutated() {
  const { tried, asText, withPlan, slowestMs, slowest, faults: found } = await tryMutants({ seed, mutants });
  line('mutants of valid protocols tried', `${tried} (${asText} as text too, ${withPlan} still have a plan, seed ${seed})`);
  line('crashes, hangs, plans beside an error', `${found.length}`);
  line('slowest mutant', `${slowestMs.toFixed(0)} ms, ${slowest.slice(0, 160)}`);
  show(found);
}

function moved() {
  const { tried, caught, codes, missed } = tryMoved();
  line('quantities moved out of range, caught / tried', `${caught} / ${tried}`);
  const sorted = Object.entries(codes).toSorted(([, a], [, b]) => b - a);
  line('  refused with', sorted.map(([code, count]) => `${code} ${count}`).join(', '));
  show(missed.map((what) => `not caught: ${what}`));
}

/** The file exports one function, which gives figures, and what the compiler says otherwise than the search for schedules. */
async function timing() {
  if (!existsSync(TIMING)) return line('protocols searched for schedules', 'not here');
  const { timingDifferential } = await import(TIMING);
  const { disagreements, having = {}, ...figures } = await timingDifferential({ seed });
  const told = Object.entries({ ...figures, ...having }).map(([name, count]) => `${name} ${count}`);
  line('protocols searched for schedules', told.join(', '));
  line('compiler and search disagree', `${disagreements.length}`);
  show(disagreements.map(({ protocol, says }) => `timing of protocol ${protocol}: ${says}`));
  const { protocols, feasible, refused } = figures;
  if (!(protocols > 0) || feasible + refused !== protocols) show([`${feasible} feasible and ${refused} refused are not ${protocols}`]);
}

const begun = performance.now();
const WORK = { golden, mutants: mutated, moved, timing };
for (const part of PARTS.filter((each) => only.includes(each))) await WORK[part]();
console.log(`RESULT ${faults === 0 ? 'ok' : 'FAILED'} (${faults} faults, ${((performance.now() - begun) / 1_000).toFixed(0)} s)`);
process.exit(faults === 0 ? 0 : 1);
