// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface CapabilityList {
  items: readonly Capability[];
  verbs: readonly {
    verb:
      | 'ensureTemperature'
      | 'ensureTemperatureOff'
      | 'ensureShaking'
      | 'ensureStopped'
      | 'ensureLatched'
      | 'ensureUnlatched'
      | 'ensureOpen'
      | 'ensureClosed'
      | 'ensureStirring'
      | 'ensureStirringOff'
      | 'ensureMonitoring'
      | 'ensureMonitoringOff'
      | 'ensureDosingOff'
      | 'dispense'
      | 'readAbsorbance'
      | 'readFluorescence'
      | 'readLuminescence';
    parameters: readonly {
      name: string;
      kind:
        | 'temperature'
        | 'rotational_speed'
        | 'duration'
        | 'volume'
        | 'amount_concentration'
        | 'mass_concentration'
        | 'wavelength'
        | 'optical_density'
        | 'fluorescence'
        | 'luminescence'
        | 'count'
        | 'fraction'
        | 'mass';
      unit: string;
      units: readonly string[];
    }[];
  }[];
}
export interface Capability {
  capability:
    | 'temperature_control'
    | 'shaking'
    | 'shaking_incubation'
    | 'latch'
    | 'carrier'
    | 'absorbance'
    | 'fluorescence'
    | 'luminescence'
    | 'optical_density_monitoring'
    | 'stirring'
    | 'dosing';
  summary: string;
  holds: boolean;
  parameters: readonly {
    name: string;
    kind:
      | 'temperature'
      | 'rotational_speed'
      | 'duration'
      | 'volume'
      | 'amount_concentration'
      | 'mass_concentration'
      | 'wavelength'
      | 'optical_density'
      | 'fluorescence'
      | 'luminescence'
      | 'count'
      | 'fraction'
      | 'mass';
    unit: string;
    units: readonly string[];
  }[];
  readings: readonly {
    name: string;
    kind:
      | 'temperature'
      | 'rotational_speed'
      | 'duration'
      | 'volume'
      | 'amount_concentration'
      | 'mass_concentration'
      | 'wavelength'
      | 'optical_density'
      | 'fluorescence'
      | 'luminescence'
      | 'count'
      | 'fraction'
      | 'mass';
    unit: string;
    units: readonly string[];
  }[];
  instruments: readonly {
    id: string;
    driver: string;
    simulated: boolean;
    service: 'available' | 'manual' | 'quarantined' | 'estopped' | 'retired';
    ranges: Readonly<Record<string, { min: number; max: number; step: number; tolerance: number; unit: string }>>;
    options: Readonly<Record<string, readonly string[]>>;
    verbs: readonly string[];
  }[];
}
export interface CapabilitiesOperations {
  /** GET /v1/capabilities: Lists what instruments can do, and which of them can do it in which ranges. The vocabulary is closed: a protocol names a capability, never a device. One without instruments cannot be used in this lab now. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listCapabilities: { answer: CapabilityList };
}
