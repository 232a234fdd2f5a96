import { inspect as subject } from '../tools/house-rules.cjs';

/** The rules that fire on one line, or on many of them, in a file of that name. */
const fired = (path: string, text: string) => subject(path, text).map((finding) => finding.replace(/^[^ ]+ ([^:]+):.*$/, '$1'));
const source = 'libs/domain/src/plate.ts';
const spec = 'libs/domain/src/plate.spec.ts';
// Written in parts, because this file has to keep the rules too.
const machinePath = ['', 'home', 'ada', 'lab'].join('/');
const registryHost = ['registry', 'example', 'org'].join('.');
const chain = (...words: string[]) => `${words.join('.')}('a', () => {});`;

describe('the house rules', () => {
  it.each([
    ['no-export-star', source, "export * from './well';"],
    ['no-default-export', source, 'export default class Plate {}'],
    ['no-default-export', source, 'export { Plate as default };'],
    ['no-enum', source, 'export const enum Lid { on, off }'],
    ['no-focused-or-skipped-test', spec, chain('it', 'only')],
    ['no-focused-or-skipped-test', spec, chain('describe', 'skip', 'each')],
    ['no-focused-or-skipped-test', spec, chain('test', 'todo')],
    ['no-jest-mock', spec, ['  jest', "mock('./well');"].join('.')],
    ['no-clock-in-pure-libs', source, 'const now = Date.now();'],
    ['no-machine-path', 'README.md', `Look into ${machinePath}.`],
    ['no-registry-host', 'Dockerfile', `RUN npm ci --registry https://${registryHost}/`],
    ['no-registry-host', 'package-lock.json', '{ "resolved": "https://example.test/a.tgz" }'],
    [
      'no-incomplete-lock',
      'package-lock.json',
      '{ "packages": { "node_modules/swc": { "optionalDependencies": { "swc-darwin": "1.0.0" } } } }',
    ],
    ['no-long-file', source, 'x;\n'.repeat(501)],
    ['no-empty-name', 'libs/queue/src/queue-utils.ts', ''],
    ['no-empty-name', 'apps/api/src/common/page.ts', ''],
    ['no-empty-name', 'drivers/kit/src/types.ts', ''],
  ])('when a file breaks %s (%s), report exactly that rule', (rule, path, text) => {
    expect(fired(path, text)).toEqual([rule]);
  });

  it.each([
    ['a spec that reads the clock', spec, 'const now = Date.now();'],
    ['a file of 500 lines', source, 'x;\n'.repeat(500)],
    ['a migration of 600 lines', 'libs/persistence/src/migrations/0001-start.ts', 'x;\n'.repeat(600)],
    ['a path of the system', 'README.md', 'The port is /dev/ttyACM0, the route is /v1/work/7.'],
    ['a link in a lock file', 'package-lock.json', '{ "url": "https://github.com/sponsors/ada" }'],
    [
      'a lock file that lists every platform',
      'package-lock.json',
      '{ "packages": { "node_modules/swc": { "optionalDependencies": { "swc-darwin": "1" } }, "node_modules/swc-darwin": { "version": "1" } } }',
    ],
    ['a name that only contains such a word', 'libs/domain/src/prototypes.ts', 'export const uncommon = 1;'],
    ['a query that skips rows', spec, 'builder.skip(10);'],
  ])('when it sees %s, stays quiet', (_what, path, text) => {
    expect(fired(path, text)).toEqual([]);
  });
});
