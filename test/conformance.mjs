/*
 * npm run test:conformance
 * Runs the driver contract for every driver and prints driver x case: `ok`, `FAILED`, or `-` where a case cannot apply, with the reason below.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'labwright-conformance-'));
const output = path.join(folder, 'result.json');
const jest = path.join(root, 'node_modules/jest/bin/jest.js');
const args = [jest, '--selectProjects', 'unit', '--testPathPatterns', 'conformance\\.spec', '--json', '--outputFile', output, '--silent'];
const run = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', timeout: 300_000 });
let result;
try {
  result = JSON.parse(readFileSync(output, 'utf8'));
} catch {
  console.error(run.stderr);
  process.exit(2);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Case -> driver -> result. A case that cannot apply says why in its title; one that its kind of wire does not have is left empty. */
const table = new Map();
const reasons = [];
const drivers = [];
for (const file of result.testResults) {
  const driver = path.basename(path.dirname(path.dirname(file.name)));
  drivers.push(driver);
  for (const { title, status } of file.assertionResults) {
    const [, name, why] = /^(.*?)(?: \[not applicable: (.*)\])?$/.exec(title);
    const row = table.get(name) ?? new Map();
    row.set(driver, why === undefined ? (status === 'passed' ? 'ok' : 'FAILED') : '-');
    table.set(name, row);
    if (why !== undefined) reasons.push(`${driver}: "${name}" cannot apply: ${why}`);
  }
}
drivers.sort((a, b) => a.localeCompare(b));
const width = Math.max(...[...table.keys()].map((name) => name.length)) + 2;
console.log(`${''.padEnd(width)}${drivers.join('  ')}`);
for (const [name, row] of table)
  console.log(`${name.padEnd(width)}${drivers.map((driver) => (row.get(driver) ?? '').padEnd(driver.length)).join('  ')}`);
for (const reason of reasons) console.log(reason);
console.log(`${drivers.length} drivers, ${table.size} cases: ${result.numPassedTests} passed, ${result.numFailedTests} failed`);
process.exit(result.success && drivers.length > 0 ? 0 : 1);
