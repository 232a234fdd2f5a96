/*
 * npm run test:durations [-- --plans N --seed S --only NAME --verbose]
 * Whether the duration that a plan expects is true: plans of the protocol library with random parameters inside their ranges, each performed in
 * the simulated lab (real drivers, virtual devices, physics) on a clock that jumps, without faults. Prints protocol by protocol the error of the
 * expected duration, relative to the simulated one. Exit 0 when none is off by more than 10%, 1 when one is or does not come through, 2 for a
 * wrong command line.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { built } from './bench/built.mjs';
import { performPlan } from './durations/perform-plan.mjs';
import { VirtualLab, fleet } from './durations/virtual-lab.mjs';

const { compileText } = built('libs/protocol/src');
const { parseProtocol } = built('libs/protocol/src');
const { seededRandom } = built('apps/simulator/src/seeded-random');

const USAGE = `npm run test:durations [-- options]
  --plans N     plans over the whole library, 1 to 10000 (300)
  --seed S      of parameters and lab, 0 to 4294967295 (1)
  --only NAME   one protocol of the library
  --verbose     each plan as it ends`;
/** What is allowed, a part of the simulated duration. */
const BOUND = 0.1;
/** No protocol of the library is longer, lab milliseconds. */
const LIMIT_MS = 7 * 86_400_000;
const library = path.resolve(import.meta.dirname, '../protocols');

function wrong(message) {
  console.error(`${message}\n${USAGE}`);
  process.exit(2);
}

function commandLine() {
  const known = { plans: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' }, only: { type: 'string' } };
  try {
    const flags = { verbose: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } };
    return parseArgs({ options: { ...known, ...flags } }).values;
  } catch (error) {
    return wrong(error.message);
  }
}

const wanted = commandLine();
if (wanted.help) {
  console.log(USAGE);
  process.exit(0);
}
const number = (name, text, low, high) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < low || value > high) wrong(`--${name} ${text}: write a whole number from ${low} to ${high}`);
  return value;
};
const plans = number('plans', wanted.plans, 1, 10_000);
const seed = number('seed', wanted.seed, 0, 0xffff_ffff);
const all = readdirSync(library, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
if (wanted.only !== undefined && !all.includes(wanted.only)) wrong(`--only ${wanted.only}: there are ${all.join(', ')}`);
const slugs = wanted.only === undefined ? all : [wanted.only];

/** One value for each parameter, evenly spread over its range; one without a range keeps its default. */
function randomParameters({ parameters = [] }, random) {
  return Object.fromEntries(
    parameters.flatMap(({ id, default: { value, unit }, min = value, max = value }) => [
      [id, { value: Number((min + (max - min) * random()).toPrecision(6)), unit }],
    ]),
  );
}

async function one(slug, index) {
  const text = readFileSync(path.join(library, slug, 'protocol.yaml'), 'utf8');
  const random = seededRandom(seed, `${slug} ${index}`);
  const parameters = randomParameters(parseProtocol(text).document, random);
  const { plan, diagnostics } = compileText(text, { fleet, parameters });
  const named = Object.entries(parameters).map(([id, { value }]) => `${id} ${value}`);
  if (!plan) throw new Error(`${slug} with ${named.join(', ')} does not compile: ${diagnostics.map(({ message }) => message).join('; ')}`);
  const lab = new VirtualLab(Math.floor(random() * 0xffff_ffff));
  try {
    await lab.connect(Object.values(plan.bindings));
    const { ms, rounds } = await lab.time.run(performPlan(plan, lab), LIMIT_MS);
    const error = (plan.expectedMs - ms) / ms;
    if (wanted.verbose)
      console.log(
        `${slug} ${named.join(', ')}: expected ${minutes(plan.expectedMs)}, was ${minutes(ms)} in ${rounds} rounds, ${percent(error)}`,
      );
    return { ms, error, named };
  } finally {
    await lab.close();
  }
}

const minutes = (ms) => `${(ms / 60_000).toFixed(1)} min`;
const percent = (part) => `${part >= 0 ? '+' : '-'}${(Math.abs(part) * 100).toFixed(1)}%`;
const median = (numbers) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

const begun = performance.now();
const results = new Map(slugs.map((slug) => [slug, []]));
const failures = [];
for (let i = 0; i < plans; i += 1) {
  const slug = slugs[i % slugs.length];
  try {
    results.get(slug).push(await one(slug, Math.floor(i / slugs.length)));
  } catch (error) {
    failures.push(`${slug}, plan ${Math.floor(i / slugs.length)}: ${error.message}`);
  }
}

const rows = [...results].map(([slug, list]) => {
  if (list.length === 0) return [slug, '0', '', '', '', ''];
  const worst = list.reduce((a, b) => (Math.abs(b.error) > Math.abs(a.error) ? b : a));
  const spans = list.map(({ ms }) => ms);
  return [
    slug,
    String(list.length),
    `${minutes(Math.min(...spans))} to ${minutes(Math.max(...spans))}`,
    `${(median(list.map(({ error }) => Math.abs(error))) * 100).toFixed(1)}%`,
    percent(worst.error),
    worst.named.join(', '),
  ];
});
const table = [['protocol', 'plans', 'simulated', 'median error', 'worst', 'with'], ...rows];
const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
for (const row of table)
  console.log(
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
const done = [...results.values()].flat();
const off = done.filter(({ error }) => Math.abs(error) > BOUND);
const seconds = ((performance.now() - begun) / 1_000).toFixed(0);
console.log(
  `${done.length} plans in ${seconds} s: ${off.length} off by more than ${BOUND * 100}%, ${failures.length} did not come through`,
);
for (const failure of failures.slice(0, 20)) console.log(failure);
process.exit(off.length === 0 && failures.length === 0 && done.length === plans ? 0 : 1);
