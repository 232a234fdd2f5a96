/*
 * The configuration of `npm test`: as jest.config.mjs, but specs with a database share a few suites, so that the modules of the product are
 * loaded once a suite: loading them takes longer than what most of these specs do. `npx jest` runs each spec alone.
 */
import apart, { TOGETHER } from './jest.config.mjs';

/** Minutes at the pace of the wall; `npm run test:long`. */
const LONG = [
  'faults',
  'recovery',
  'clock-skew',
  'instrument-health',
  'incubator-of-several',
  'hold-across-restart',
  'demo-draft',
  'demo-refusals',
].map((name) => `<rootDir>/test/${name}.e2e-spec.ts`);
const changes = {
  integration: { testMatch: [`<rootDir>/${TOGETHER}/*.int-spec.ts`], testPathIgnorePatterns: ['/node_modules/'] },
  lab: { testPathIgnorePatterns: ['/node_modules/', ...LONG] },
};

export default { ...apart, projects: apart.projects.map((project) => ({ ...project, ...changes[project.displayName] })) };
