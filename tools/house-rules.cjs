/*
 * Rules of the house that no other tool knows, line by line over the files of the checkout. Each finding names file, line and rule.
 * Used by tools/check.mjs; test/house-rules.spec.ts breaks each rule once.
 */
const { execFileSync } = require('node:child_process');
const { readFileSync, statSync } = require('node:fs');

const MAX_LINES = 500;
const CODE = /\.(?:ts|mjs|cjs|js)$/;
const OURS = /^(?:apps|libs|drivers)\//;
const TEST = /\.(?:spec|int-spec|e2e-spec)\.ts$|^drivers\/kit\/src\/conformance\/|^libs\/testing\/|^test\//;
const PURE = /^libs\/(?:domain|labware|protocol|analysis|safety)\//;
const LONG_BY_NATURE = /\/migrations\/|[.-]commands\.ts$/;
const BAD_NAME = /(?:^|[/.-])(?:utils?|helpers?|common|misc|shared|managers?)(?:[/.-]|$)|(?:^|[/.-])types\.ts$/;

const is = (pattern) => (path) => pattern.test(path);
const not = (pattern) => (path) => !pattern.test(path);
const both = (a, b) => (path) => a(path) && b(path);
const code = both(is(CODE), not(/^test\/planted\//));
const ours = both(code, is(OURS));
const ourTypeScript = both(ours, is(/\.ts$/));

/** Rules that look at one line. `where` picks files, `pattern` is what must not be there. */
const LINE_RULES = [
  { rule: 'no-export-star', where: code, pattern: /^\s*export\s+(?:type\s+)?\*/, say: 'name what the module gives away' },
  {
    rule: 'no-default-export',
    // Start and end scripts of jest are .mjs and have to be default exports.
    where: ourTypeScript,
    pattern: /^\s*export\s+default\b|^\s*export\s*\{.*\bas\s+default\b/,
    say: 'export it by its name',
  },
  {
    rule: 'no-enum',
    where: ourTypeScript,
    pattern: /^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s+\w/,
    say: 'an `as const` object and a type of its name',
  },
  {
    rule: 'no-focused-or-skipped-test',
    where: both(code, is(TEST)),
    pattern: /\b(?:it|test|describe)(?:\.\w+)*\.(?:only|skip|todo)\b|^\s*(?:fit|xit|xtest|fdescribe|xdescribe)\(/,
    say: 'every test runs',
  },
  { rule: 'no-jest-mock', where: both(code, is(TEST)), pattern: /\bjest\.(?:mock|doMock)\(/, say: 'pass the other part in' },
  {
    rule: 'no-clock-in-pure-libs',
    where: both(both(code, is(PURE)), not(TEST)),
    pattern: /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\brandomUUID\(|\bset(?:Timeout|Interval|Immediate)\(/,
    say: 'time and randomness are passed in',
  },
  {
    rule: 'no-machine-path',
    where: () => true,
    pattern: /(?<![\w.~}-])\/(?:work|root|home)\/\w/,
    say: 'a path of one machine means nothing on the next',
  },
  {
    rule: 'no-registry-host',
    where: () => true,
    pattern:
      /\b(?:registry|npm|packages|artifactory|nexus|verdaccio)[\w-]*(?:\.[\w-]+)*\.(?:org|com|net|io|dev|local|internal)\b|\b(?:npmjs\.org|yarnpkg\.com)\b/i,
    say: 'the registry is a setting of the machine',
  },
  {
    rule: 'no-registry-host',
    where: is(/(?:package-lock|npm-shrinkwrap)\.json$/),
    pattern: /"resolved"\s*:/,
    say: 'the lock file holds versions and hashes only',
  },
];

/**
 * Platform packages that a lock file asks for and does not list. npm leaves out those that its registry has not got, and `npm ci` then
 * refuses the lock file that npm itself wrote (npm/cli issue 9846); an entry of version, os and cpu is enough.
 */
function missingFromLock(path, text) {
  const { packages = {} } = JSON.parse(text);
  const listed = (at, name) => [`${at}/node_modules/${name}`, `node_modules/${name}`].some((place) => packages[place]);
  return Object.entries(packages).flatMap(([at, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !listed(at, name))
      .map((name) => `${path}:1 no-incomplete-lock: ${name} of ${at} is not listed, so npm ci refuses the file`),
  );
}

/** Findings in one file as `path:line rule: sentence`. Pure. */
function inspect(path, text) {
  const lines = text.split('\n');
  const findings = [];
  const isCode = code(path);
  if (isCode && BAD_NAME.test(path)) findings.push(`${path}:1 no-empty-name: name the file after the thing that it holds`);
  if (isCode && lines.length - 1 > MAX_LINES && !LONG_BY_NATURE.test(path)) {
    findings.push(`${path}:${MAX_LINES + 1} no-long-file: ${lines.length - 1} lines; split by idea, none is over ${MAX_LINES}`);
  }
  if (path === 'package-lock.json') findings.push(...missingFromLock(path, text));
  const rules = LINE_RULES.filter(({ where }) => where(path));
  lines.forEach((line, index) => {
    for (const { rule, pattern, say } of rules) if (pattern.test(line)) findings.push(`${path}:${index + 1} ${rule}: ${say}`);
  });
  return findings;
}

/** Text files that git has or would take, relative to `root`. */
function checkoutFiles(root) {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, maxBuffer: 64e6 });
  const paths = [...new Set(list.toString().split('\0'))].filter((path) => path !== '');
  return paths.filter((path) => statSync(`${root}/${path}`, { throwIfNoEntry: false })?.isFile());
}

/** Findings in the whole checkout. */
function inspectCheckout(root) {
  return checkoutFiles(root).flatMap((path) => {
    const bytes = readFileSync(`${root}/${path}`);
    return bytes.includes(0) ? [] : inspect(path, bytes.toString('utf8'));
  });
}

module.exports = { inspect, inspectCheckout };

if (require.main === module) {
  const findings = inspectCheckout(process.cwd());
  for (const finding of findings) process.stdout.write(`${finding}\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
