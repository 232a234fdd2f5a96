// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface Live {
  status: 'live';
}
export interface Ready {
  status: 'ready';
  database: { migrations: number };
  agents: readonly { name: string; machine: string; seenAt: string; agoMs: number }[];
  instruments: { online: number; connecting: number; offline: number };
  audit: {
    protected: boolean;
    anchors: readonly { target: string; anchoredAt: string | null; sequence: number; failingSince: string | null; problem: string }[];
    warnings: readonly string[];
  };
}
export interface Clock {
  labNow: string;
  wallNow: string;
  rate: number;
  scale: number;
  simulated: boolean;
}
export interface HealthOperations {
  /** GET /v1/health/live: Says that the process answers. No key is needed. */
  live: { answer: Live };
  /** GET /v1/health/ready: Says whether the lab can work. With 503 it gives the reasons why not. No key is needed. */
  ready: { answer: Ready };
  /** GET /v1/clock: Tells lab time and its rate. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  clock: { answer: Clock };
}
