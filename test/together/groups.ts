import { readdirSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const FOLDERS = ['apps', 'libs', 'drivers'];
/** As long as any of the specs wants for a test; the last of them would decide for all. */
const TEST_LIMIT_MS = 60_000;

/** Which specs with a database are one suite, by their path; each belongs to exactly one. */
export const GROUPS = {
  'api-events': /^apps\/api\/src\/(access|audit|capabilities|estop|events|fleet|http|lots|metrics|retention|screening|sessions)\//,
  'api-instruments': /^apps\/api\/src\/(instruments|jobs|notifications|openapi|photos|problem)\/|^apps\/api\/src\/[^/]+$/,
  'api-runs': /^apps\/api\/src\/(protocols|readings|runs|tasks)\//,
  models: /^apps\/api\/src\/(assistant|drafts|feedback|model|voice)\//,
  'model-endpoints': /^(apps\/simulator\/src\/model|libs\/drafting)\//,
  bench: /^(apps\/(dispatcher|simulator(?!\/src\/model\/)|standalone)|drivers)\//,
  'command-line': /^apps\/cli\//,
  'execution-of-runs': /^libs\/execution\/src\/[n-z]/,
  execution: /^libs\/execution\/src\/[a-m]/,
  record: /^libs\/(persistence|notify)\//,
} as const;

/** Every spec with a database, as its path from the root of the checkout. */
export function specsWithDatabase(): readonly string[] {
  const below = (folder: string) => readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return FOLDERS.flatMap((folder) => below(folder).map((name) => `${folder}/${name.replaceAll('\\', '/')}`))
    .filter((file) => file.endsWith('.int-spec.ts'))
    .toSorted();
}

/** Makes all specs of a group tests of this suite, so that what they import is loaded once and not once a file. */
export function together(group: keyof typeof GROUPS): void {
  for (const file of specsWithDatabase().filter((each) => GROUPS[group].test(each)))
    describe(file, () => {
      require(path.join(ROOT, file));
    });
  jest.setTimeout(TEST_LIMIT_MS);
}
