// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface StandingStops {
  items: readonly {
    instrument: string;
    request: string;
    requestedBy: string;
    reason: string;
    via: 'api' | 'control_port' | 'signal';
    requestedAt: string;
    outcome: 'requested' | 'confirmed' | 'unconfirmed';
    sentMs: number | null;
    settledMs: number | null;
    evidence: string;
    nests: readonly { nest: string; labware: string | null; labwareId: string | null }[];
  }[];
}
export interface EstopRequest {
  reason?: string | undefined;
  instrument?: string | undefined;
}
export interface EstopAnswer {
  request: string;
  requestedAt: string;
  recorded: boolean;
  agents: readonly { agent: string; reached: boolean; problem: string | null }[];
  instruments: readonly {
    instrument: string;
    agent: string;
    sent: boolean;
    sentMs: number | null;
    acknowledged: boolean | null;
    brokenOff: string | null;
    problem: string | null;
  }[];
}
export interface RearmRequest {
  instruments: readonly { id: string; places: readonly { nest: string; labware: string | null }[] }[];
  note: string;
}
export interface EstopOperations {
  /** GET /v1/estop: Lists the emergency stops that stand, with what came of each. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listStops: { answer: StandingStops };
  /** POST /v1/estop: Stops every instrument at once, or one. Anybody with a key may; it works while the database is away, too. Breaks off what is on the wires, and answers with what was written there, within two seconds. Whether the safe state was reached is read from each instrument after that: GET /v1/estop, and events. Runs that use a stopped instrument are held. A software stop; it does not replace the emergency stops of the instruments themselves. Scope: estop:write. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  stopLab: { body: EstopRequest; answer: EstopAnswer };
  /** POST /v1/estop/rearm: Puts stopped instruments back into service, once somebody has looked at them. All of them or none. Says what stands on every nest, as seen; what differs from the record changes it, and is a deviation of its run. Runs stay held until their questions are answered. Scope: instruments:operate. Roles: automation_engineer, technician. */
  rearmInstruments: { body: RearmRequest; answer: StandingStops };
}
