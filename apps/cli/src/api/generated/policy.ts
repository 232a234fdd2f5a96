// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface Policy {
  version: string;
  builtin: boolean;
  acceptedAt: string | null;
  policy: Readonly<Record<string, unknown>>;
}
export interface PolicyOperations {
  /** GET /v1/policy: Shows the site policy in force, with its version. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getPolicy: { answer: Policy };
}
