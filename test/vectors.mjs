/*
 * npm run test:vectors [-- --file FILE]
 * Checks byte vectors against both ends of each driver's wire: those of its own vectors.jsonl, or those of a file of the same format.
 * Prints per driver and class what was checked, what failed, and what is not applicable by which rule. Exit 1 when one failed.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.resolve(import.meta.dirname, '..');
const built = path.join(root, 'dist', 'drivers');
const require = createRequire(import.meta.url);
const { checkVectors, formatVectorReport } = require(path.join(built, 'kit/src/index.js'));

const USAGE = 'npm run test:vectors [-- --file FILE]   byte vectors of every driver, or those of a file of the same format';
let values;
try {
  ({ values } = parseArgs({ options: { file: { type: 'string' }, help: { type: 'boolean', short: 'h' } } }));
} catch (error) {
  console.error(`${error.message}\n${USAGE}`);
  process.exit(2);
}
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
if (values.file !== undefined && !existsSync(values.file)) {
  console.error(`--file ${values.file}: there is no such file`);
  process.exit(2);
}

/** Every export of a driver that is a vector adapter. */
function adaptersOf(driver) {
  const exported = require(path.join(built, driver, 'src/index.js'));
  return Object.entries(exported).flatMap(([name, value]) => (name.endsWith('Vectors') ? [value] : []));
}

const drivers = readdirSync(built).filter((name) => name !== 'kit' && existsSync(path.join(built, name, 'src/index.js')));
let failed = 0;
let checked = 0;
let foreign = Infinity;
for (const driver of drivers) {
  const file = values.file ?? path.join(root, 'drivers', driver, 'vectors.jsonl');
  const lines = readFileSync(file, 'utf8').split('\n');
  for (const adapter of adaptersOf(driver)) {
    let report;
    try {
      report = checkVectors(adapter, lines);
    } catch (error) {
      console.error(`${file}: ${error.message}`);
      process.exit(2);
    }
    failed += report.total.failed;
    checked += report.total.checked;
    foreign = Math.min(foreign, report.foreign);
    if (report.total.checked + report.total.notApplicable > 0) console.log(`${driver}\n${formatVectorReport(report)}\n`);
    else console.log(`${driver}: no vectors of "${adapter.instrument}" in ${values.file ?? 'its own file'}\n`);
  }
}
if (values.file !== undefined && foreign > 0) console.log(`${foreign} vectors are of instruments without a driver here`);
console.log(`vectors: ${checked} checked, ${failed} failed`);
process.exit(failed > 0 || checked === 0 ? 1 : 0);
