/*
 * The configuration of `npm test`: as jest.config.mjs, but specs with a database share a few suites, so that the modules of the product are
 * loaded once a suite: loading them takes longer than what most of these specs do. `npx jest` runs each spec alone.
 */
import apart, { TOGETHER } from './jest.config.mjs';

const suites = { testMatch: [`<rootDir>/${TOGETHER}/*.int-spec.ts`], testPathIgnorePatterns: ['/node_modules/'] };

export default {
  ...apart,
  projects: apart.projects.map((project) => (project.displayName === 'integration' ? { ...project, ...suites } : project)),
};
