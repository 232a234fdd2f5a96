import { scratchFolder } from './libs/testing/scratch-folder.mjs';

// Of this process, the guards of Postgres, and the workers.
process.env['TMPDIR'] = scratchFolder();
const map = {
  '^@labwright/(.*)$': '<rootDir>/libs/$1/src/index.ts',
  '^@drivers/(.*)$': '<rootDir>/drivers/$1/src/index.ts',
};
const swc = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
  swcrc: false,
};
// Nest 12 and a few others are ESM-only; under jest's CommonJS loader they have to be transformed too.
const esmOnly = '@nestjs|aedes[^/]*|@marcbachmann|openid-client|oauth4webapi|jose|hyperid|uuid|ml-(?!matrix)[^/]*|is-any-array';
/** Suites of several specs; see jest.together.config.mjs. */
export const TOGETHER = 'test/together';
const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  moduleNameMapper: map,
  transform: {
    '\\.ts$': ['@swc/jest', swc],
    '\\.js$': ['@swc/jest', { ...swc, jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly})/)`],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.labwright/'],
};

export default {
  rootDir: import.meta.dirname,
  maxWorkers: 2,
  testSequencer: '<rootDir>/test/longest-first.sequencer.cjs',
  // A database or a lab on a busy machine; what is pure takes milliseconds.
  testTimeout: 20_000,
  reporters: ['default', '<rootDir>/tools/closing-line.reporter.cjs'],
  globalSetup: '<rootDir>/libs/testing/postgres.setup.mjs',
  globalTeardown: '<rootDir>/libs/testing/postgres.teardown.mjs',
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs,drivers,test}/**/*.spec.ts'] },
    {
      ...base,
      displayName: 'integration',
      testMatch: ['<rootDir>/{apps,libs,drivers,test}/**/*.int-spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', `<rootDir>/${TOGETHER}/`],
    },
    { ...base, displayName: 'lab', testMatch: ['<rootDir>/test/**/*.e2e-spec.ts'] },
  ],
};
