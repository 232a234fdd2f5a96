export { eventually } from './eventually';
export { openTestDatabase } from './test-database';
export type { TestDatabase } from './test-database';
export { plateShaker, setUpLab } from './lab-fixture';
export type { LabFixture } from './lab-fixture';
export { incubatorShaker, plateReader, setUpGrowthLab } from './growth-lab';
export type { ApprovedProtocol, GrowthLab, ProtocolParts } from './growth-lab';
export { LabHands } from './lab-hands';
export type { WellValues } from './lab-hands';
