// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface LabwareTypeList {
  items: readonly LabwareType[];
}
export interface LabwareType {
  id: string;
  title: string;
  format:
    | 'plate-96'
    | 'plate-384'
    | 'deep-well-96'
    | 'tube-rack'
    | 'flask-125'
    | 'flask-250'
    | 'flask-500'
    | 'agar-plate'
    | 'reservoir'
    | 'vial-20ml';
  rows: number;
  columns: number;
  wells: string;
  wellVolume: { dead: number; working: number; max: number };
  wellShape: { section: 'round' | 'square'; bottomMm: number; topMm: number; depthMm: number } | null;
  heightMm: number;
  opticalBottom: boolean;
  covers: readonly { id: string; addsMm: number; clear: boolean }[];
  maxTemperature: number;
  maxSpeed: number;
  source: string;
}
export interface LabwareMoved {
  to: string;
}
export interface Labware {
  id: string;
  run: string;
  name: string;
  type: string;
  barcode: string | null;
  place: string;
  identityKnown: boolean;
  masked: readonly { well: string; reason: string }[];
}
export interface WellMask {
  wells: readonly string[];
  reason: string;
}
export interface LabwareOperations {
  /** GET /v1/labware-types: Lists the types of labware that protocols may name. A type that is not here does not compile: dimensions decide where it fits, how fast it may be shaken and what is read through it. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listLabwareTypes: {
    query?: {
      format?:
        | 'plate-96'
        | 'plate-384'
        | 'deep-well-96'
        | 'tube-rack'
        | 'flask-125'
        | 'flask-250'
        | 'flask-500'
        | 'agar-plate'
        | 'reservoir'
        | 'vial-20ml'
        | undefined;
    };
    answer: LabwareTypeList;
  };
  /** POST /v1/labware/{id}/moved: Tells where labware is after its run has ended. Scope: bench:write. Roles: technician. */
  confirmPlace: { path: { id: string }; body: LabwareMoved; answer: Labware };
  /** POST /v1/labware/{id}/mask: Takes wells out of what conditions look at. What was read of them stays in the record. A condition that was UNKNOWN because of them is asked again by the answer "redo". Scope: readings:write. Roles: scientist. */
  mask: { path: { id: string }; body: WellMask; answer: Labware };
  /** POST /v1/labware/{id}/unmask: Lets conditions look at wells again. Scope: readings:write. Roles: scientist. */
  unmask: { path: { id: string }; body: WellMask; answer: Labware };
}
