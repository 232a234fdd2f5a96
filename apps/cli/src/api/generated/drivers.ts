// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface DriverPage {
  items: readonly Driver[];
  next: string | null;
}
export interface Driver {
  id: string;
  version: string;
  manifest: Readonly<Record<string, unknown>>;
  settingsSchema: Readonly<Record<string, unknown>>;
  updatedAt: string;
}
export interface DriversOperations {
  /** GET /v1/drivers: Lists what the bench agents can drive. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listDrivers: { query?: { after?: string | undefined; limit?: number | undefined }; answer: DriverPage };
  /** GET /v1/drivers/{id}: Shows a driver with its manifest. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getDriver: { path: { id: string }; answer: Driver };
}
