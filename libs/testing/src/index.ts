export { eventually } from './eventually';
export { openTestDatabase } from './test-database';
export type { TestDatabase } from './test-database';
export { plateShaker, setUpLab } from './lab-fixture';
export type { LabFixture } from './lab-fixture';
