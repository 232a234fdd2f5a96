// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
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
}
export interface LabwareOperations {
  /** POST /v1/labware/{id}/moved: Tells where labware is after its run has ended. Roles: technician. */
  confirmPlace: { path: { id: string }; body: LabwareMoved; answer: Labware };
}
