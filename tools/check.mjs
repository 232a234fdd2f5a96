/*
 * `npm run check`: every check that needs no database, in one summary. `npm run check -- knip types` runs those named.
 * A check that cannot run here says so and why; it never counts as passed in silence.
 */
import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (path) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));
const node = (script, ...args) => [process.execPath, script, ...args];

/** The compose program of this machine, or null. */
function compose() {
  const found = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  if (found('docker-compose', 'version')) return ['docker-compose'];
  return found('docker', 'compose', 'version') ? ['docker', 'compose'] : null;
}

const CHECKS = [
  { name: 'lint', command: () => node(bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings') },
  { name: 'format', command: () => node(bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.') },
  { name: 'types', command: () => node(bin('@typescript/native/bin/tsc'), '-p', '.') },
  {
    name: 'imports',
    command: () =>
      node(bin('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', 'apps', 'libs', 'drivers', 'test'),
  },
  { name: 'unused', command: () => node(bin('knip/bin/knip.js'), '--no-progress', '--no-config-hints') },
  { name: 'house rules', command: () => node('tools/house-rules.cjs') },
  { name: 'untrusted', command: () => node('tools/untrusted-text.cjs') },
  {
    name: 'compose file',
    command: () => {
      const program = compose();
      return program ? [...program, 'config', '-q'] : 'docker-compose is not installed';
    },
    env: { POSTGRES_PASSWORD: 'only-for-the-check', APPLICATION_PASSWORD: 'only-for-the-check' },
  },
];

function run({ name, command, env }) {
  const what = command();
  if (typeof what === 'string') return Promise.resolve({ name, skipped: what });
  const [file, ...args] = what;
  const started = performance.now();
  return new Promise((resolve) => {
    execFile(file, args, { cwd: root, env: { ...process.env, ...env }, maxBuffer: 64e6 }, (error, stdout, stderr) => {
      resolve({ name, failed: error !== null, seconds: (performance.now() - started) / 1000, output: `${stdout}${stderr}`.trim() });
    });
  });
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !CHECKS.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(`no check is named ${unknown.join(', ')}; there are: ${CHECKS.map((check) => check.name).join(', ')}`);
  process.exit(2);
}
const queue = CHECKS.filter((check) => wanted.length === 0 || wanted.includes(check.name));
const order = queue.map((check) => check.name);
const results = [];
async function worker() {
  for (let check = queue.shift(); check; check = queue.shift()) results.push(await run(check));
}
await Promise.all([worker(), worker()]);

results.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
for (const { name, failed, output } of results) if (failed) console.log(`--- ${name}\n${output}\n`);
for (const { name, failed, skipped, seconds } of results) {
  const verdict = skipped ? `skipped: ${skipped}` : `${failed ? 'FAILED' : 'ok'}  ${seconds.toFixed(1)} s`;
  console.log(`${name.padEnd(14)}${verdict}`);
}
process.exitCode = results.some((result) => result.failed) ? 1 : 0;
