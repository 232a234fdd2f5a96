// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface LotPage {
  items: readonly Lot[];
  next: string | null;
}
export interface Lot {
  id: string;
  material: string;
  lot: string;
  expiresOn: string | null;
  expired: boolean;
  note: string;
  registeredBy: { id: string; name: string };
  registeredAt: string;
}
export interface LotRegistration {
  material: string;
  lot: string;
  expiresOn?: string | null | undefined;
  note?: string | undefined;
}
export interface LotsOperations {
  /** GET /v1/lots: Lists registered lots, the newest first. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listLots: { query?: { material?: string | undefined; after?: string | undefined; limit?: number | undefined }; answer: LotPage };
  /** POST /v1/lots: Registers a lot of a material, so that tasks can name it. The same lot with the same date again is the same one; with another date it is a conflict. Scope: stock:write. Roles: scientist, technician. */
  registerLot: { body: LotRegistration; answer: Lot };
}
