/*
 * npm run test:analysis [-- --formula NAME]
 * Holds every formula that libs/analysis gives away to values that others published: one line each with the published value, ours and the
 * relative difference. Exit 1 when one is off, or when a formula has no published value to be held to.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';

const built = path.join(path.resolve(import.meta.dirname, '..'), 'dist', 'libs', 'analysis', 'src');
const require = createRequire(import.meta.url);
const USAGE = 'npm run test:analysis [-- --formula NAME]   every published value, or those of one formula';

let values;
try {
  ({ values } = parseArgs({ options: { formula: { type: 'string' }, help: { type: 'boolean', short: 'h' } } }));
} catch (error) {
  console.error(`${error.message}\n${USAGE}`);
  process.exit(2);
}
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}

const library = require(path.join(built, 'index.js'));
const { WORKED_EXAMPLES, checkExample, unmatched } = require(path.join(built, 'examples/all.js'));
const examples = WORKED_EXAMPLES.filter(({ formula }) => values.formula === undefined || formula === values.formula);
if (examples.length === 0) {
  console.error(
    `no published value is of "${values.formula}"; there are: ${[...new Set(WORKED_EXAMPLES.map(({ formula }) => formula))].join(', ')}`,
  );
  process.exit(2);
}

const width = Math.max(...examples.map(({ formula }) => formula.length));
const results = examples.map(checkExample);
for (const { example, value, relativeDifference, ok, error } of results) {
  const ours = error ?? `${Number(value.toPrecision(15))}  ${relativeDifference.toExponential(1)}`;
  console.log(
    `${ok ? 'ok  ' : 'OFF '} ${example.formula.padEnd(width)}  ${example.quantity}: ${example.published}, ours ${ours}  [${example.source}]`,
  );
}
const off = results.filter(({ ok }) => !ok).length;
const { withoutExample, unknown } = unmatched(library);
for (const name of withoutExample)
  console.log(`OFF  ${name} is exported and has no published value: add one to libs/analysis/src/examples`);
for (const name of unknown) console.log(`OFF  ${name} has published values and is not exported by libs/analysis`);
const formulas = new Set(examples.map(({ formula }) => formula)).size;
console.log(`\n${formulas} formulas, ${results.length} published values, ${off} off, ${withoutExample.length} formulas without one`);
process.exitCode = off + withoutExample.length + unknown.length > 0 ? 1 : 0;
