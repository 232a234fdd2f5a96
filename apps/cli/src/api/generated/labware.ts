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
  identityKnown: boolean;
  masked: readonly { well: string; reason: string }[];
}
export interface WellMask {
  wells: readonly string[];
  reason: string;
}
export interface LabwareOperations {
  /** POST /v1/labware/{id}/moved: Tells where labware is after its run has ended. Roles: technician. */
  confirmPlace: { path: { id: string }; body: LabwareMoved; answer: Labware };
  /** POST /v1/labware/{id}/mask: Takes wells out of what conditions look at. What was read of them stays in the record. A condition that was UNKNOWN because of them is asked again by the answer "redo". Roles: scientist. */
  mask: { path: { id: string }; body: WellMask; answer: Labware };
  /** POST /v1/labware/{id}/unmask: Lets conditions look at wells again. Roles: scientist. */
  unmask: { path: { id: string }; body: WellMask; answer: Labware };
}
