// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
import type { InstrumentRegistration } from './schemas';
export interface FleetChange {
  applied: boolean;
  created: readonly {
    id: string;
    driver: string;
    url: string;
    agent: string;
    simulated: boolean;
    location: string;
    onRestart?: 'hold' | 'restore' | undefined;
    settings: Readonly<Record<string, unknown>>;
    limits: Readonly<Record<string, { min: number; max: number }>>;
  }[];
  changed: readonly {
    id: string;
    changes: readonly {
      field: 'url' | 'agent' | 'settings' | 'limits' | 'location' | 'onRestart' | 'calibrationDue';
      from: unknown;
      to: unknown;
    }[];
  }[];
  unchanged: readonly string[];
  retired: readonly string[];
  left: readonly string[];
}
export interface FleetOperations {
  /** GET /v1/fleet: Gives the fleet as a file that changes nothing when it is applied. Retired instruments are left out. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getFleet: { answer: { schema: 'labwright.dev/fleet/v1'; prune?: boolean | undefined; instruments: readonly InstrumentRegistration[] } };
  /** POST /v1/fleet/apply: Makes the fleet as a file says, or says what that would change. One transaction: a fault anywhere changes nothing, and all faults are listed with pointer, line and column. The same file once more changes nothing. Driver and simulated of an instrument cannot be changed; what matters to runs is refused while one has the instrument reserved. Scope: instruments:write. Roles: automation_engineer, admin. */
  applyFleet: {
    query?: { dryRun?: 'true' | 'false' | undefined };
    body: string;
    type: 'application/json' | 'application/yaml' | 'text/yaml' | 'application/x-yaml' | 'text/x-yaml';
    answer: FleetChange;
  };
}
