import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '..');
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

interface CruiseResult {
  summary: { violations: { from: string; rule: { name: string } }[] };
}

/** Rules that fired, by plant. Ours outside the plants is resolved but not followed, so that only the plants are judged. */
async function cruisePlants(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const followNot = '^(?:node_modules|apps|libs|drivers)/';
  const args = ['--config', '.dependency-cruiser.cjs', '--exclude', '^dist/', '--do-not-follow', followNot, '--output-type', 'json'];
  const run = promisify(execFile)(process.execPath, [cruiser, ...args, 'test/planted'], { cwd: root, maxBuffer: 64e6 });
  // The cruiser exits with the number of violations; the report is on stdout all the same.
  const { stdout } = await run.catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }));
  const fired = new Map<string, Set<string>>();
  for (const { from, rule } of (JSON.parse(stdout) as CruiseResult).summary.violations) {
    const plant = from.split('/')[2] ?? from;
    fired.set(plant, (fired.get(plant) ?? new Set()).add(rule.name));
  }
  return fired;
}

describe('the import rules', () => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the configuration is CommonJS without types
  const config = require('../.dependency-cruiser.cjs') as { forbidden: { name: string }[] };
  const rules = config.forbidden.map((rule) => rule.name);
  let subject: ReadonlyMap<string, ReadonlySet<string>>;

  beforeAll(async () => {
    subject = await cruisePlants();
  }, 60_000);

  it.each(rules)('when code breaks %s, report exactly that rule', (rule) => {
    expect([...(subject.get(rule) ?? [])]).toEqual([rule]);
  });

  it('when a rule is added, ask for a planted violation of its name, and the other way round', () => {
    expect(readdirSync(join(root, 'test/planted')).toSorted()).toEqual(rules.toSorted());
  });
});
