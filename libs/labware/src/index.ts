export { labwareType, labwareTypes } from './catalogue';
export { LabwareFormat } from './labware-type';
export type { LabwareCover, LabwareType, WellShape, WellVolume } from './labware-type';
export { hasWell, wellRange } from './well';
