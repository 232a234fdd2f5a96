export { labwareType, labwareTypes } from './catalogue';
export { LabwareFormat } from './labware-type';
export type { LabwareCover, LabwareType, WellVolume } from './labware-type';
export { hasWell, wellRange } from './well';
