// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface ReadingPage {
  items: readonly Reading[];
  next: string | null;
}
export interface Reading {
  id: string;
  name: string;
  well: string;
  wavelength: number | null;
  value: number | null;
  unit: string;
  quality: 'ok' | 'overflow' | 'missing' | 'masked' | 'suspect';
  target: number | null;
  instrument: string;
  stepInstance: string | null;
  step: string | null;
  simulated: boolean;
  atWall: string;
  atLab: string;
  rawHex: string;
  command: string;
}
export interface SavedReadingPage {
  items: readonly SavedReading[];
  next: string | null;
}
export interface SavedReading {
  id: string;
  name: string;
  kind: string;
  labware: string | null;
  well: string;
  sample: string | null;
  value: number | null;
  unit: string;
  quality: 'ok' | 'overflow' | 'missing' | 'masked' | 'suspect';
  reason: string | null;
  rawValue: number | null;
  blank: number | null;
  pathCm: number | null;
  simulated: boolean;
  step: string;
  iterationPath: string;
  stepInstance: string;
  attempt: number;
  atLab: string;
  atWall: string;
}
export interface CommandPage {
  items: readonly Command[];
  next: string | null;
}
export interface Command {
  seq: string;
  id: string;
  instrument: string;
  epoch: string;
  stepInstance: string | null;
  step: string | null;
  attempt: number | null;
  label: string;
  kind: 'query' | 'setpoint' | 'action';
  intent: { hex: string; text: string };
  intentAt: string;
  intentLab: string;
  reply: { hex: string; text: string } | null;
  repliedAt: string | null;
  durationMs: number | null;
  outcome: 'succeeded' | 'failed' | 'unknown' | null;
  error: Readonly<Record<string, unknown>> | null;
}
export interface ReadingsOperations {
  /** GET /v1/runs/{id}/readings: Lists readings of a run in the order of lab time. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listReadings: {
    path: { id: string };
    query?: { name?: string | undefined; after?: string | undefined; limit?: number | undefined };
    answer: ReadingPage;
  };
  /** GET /v1/runs/{id}/saved-readings: Lists the readings that a run has saved for its conditions. Blanked and brought to 1 cm as the protocol says, each with what the instrument gave and with its quality. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listSavedReadings: {
    path: { id: string };
    query?: { name?: string | undefined; after?: string | undefined; limit?: number | undefined };
    answer: SavedReadingPage;
  };
  /** GET /v1/runs/{id}/commands: Lists the commands of a run as they went over the wire. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listCommands: { path: { id: string }; query?: { after?: string | undefined; limit?: number | undefined }; answer: CommandPage };
  /** GET /v1/runs/{id}/readings.csv: Gives the readings of a run as CSV. RFC 4180 with a header, UTF-8. A text that begins with = + - @ has an apostrophe in front, so that no spreadsheet takes it for a formula. One row a value, well and time, by name and then in lab time; an export of a run that goes on has what was there when it was made.

- `run`: id of the run
- `protocol`: name and version
- `step`: id of the step in the plan
- `iteration_path`: rounds of the repeats around the step, such as until_induction/3
- `instrument`
- `labware`: name in the protocol
- `well`: such as A1; empty for a reading that is not of a plate
- `role`: of the well in the layout, such as blank, standard, sample
- `sample`: wells of one sample are its replicates
- `nominal`: what is known of the well: a concentration, dose, volume or mass
- `nominal_unit`: UCUM
- `dilution`: by which the sample was diluted before it came into the well; 1 for not at all
- `name`: of the reading
- `wavelength_nm`
- `value`: empty where there is no number; quality and reason say why
- `unit`: UCUM
- `quality`: only ok values count in conditions and results
- `reason`: why it is not ok
- `raw_value`: what the instrument gave
- `blank`: what was subtracted
- `path_cm`: path of light that it was divided by
- `simulated`: by a simulated instrument
- `lab_seconds`: lab time since the start of the run, s
- `lab_time`: time of the experiment, UTC
- `wall_time`: time of computers and wires, UTC

 Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  exportReadingsCsv: {
    path: { id: string };
    query?: { name?: string | undefined; from?: string | undefined; to?: string | undefined };
    answer: string;
  };
  /** GET /v1/runs/{id}/readings.ndjson: Gives the readings of a run as lines of JSON. One JSON object a line, with the same fields as the columns of the CSV. One row a value, well and time, by name and then in lab time; an export of a run that goes on has what was there when it was made.

- `run`: id of the run
- `protocol`: name and version
- `step`: id of the step in the plan
- `iteration_path`: rounds of the repeats around the step, such as until_induction/3
- `instrument`
- `labware`: name in the protocol
- `well`: such as A1; empty for a reading that is not of a plate
- `role`: of the well in the layout, such as blank, standard, sample
- `sample`: wells of one sample are its replicates
- `nominal`: what is known of the well: a concentration, dose, volume or mass
- `nominal_unit`: UCUM
- `dilution`: by which the sample was diluted before it came into the well; 1 for not at all
- `name`: of the reading
- `wavelength_nm`
- `value`: empty where there is no number; quality and reason say why
- `unit`: UCUM
- `quality`: only ok values count in conditions and results
- `reason`: why it is not ok
- `raw_value`: what the instrument gave
- `blank`: what was subtracted
- `path_cm`: path of light that it was divided by
- `simulated`: by a simulated instrument
- `lab_seconds`: lab time since the start of the run, s
- `lab_time`: time of the experiment, UTC
- `wall_time`: time of computers and wires, UTC

 Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  exportReadingsNdjson: {
    path: { id: string };
    query?: { name?: string | undefined; from?: string | undefined; to?: string | undefined };
    answer: string;
  };
  /** GET /v1/runs/{id}/saved-readings.csv: Gives what a run has saved for its conditions as CSV. RFC 4180 with a header, UTF-8. A text that begins with = + - @ has an apostrophe in front, so that no spreadsheet takes it for a formula. One row a value, well and time, by name and then in lab time; an export of a run that goes on has what was there when it was made.

- `run`: id of the run
- `protocol`: name and version
- `step`: id of the step in the plan
- `iteration_path`: rounds of the repeats around the step, such as until_induction/3
- `instrument`
- `labware`: name in the protocol
- `well`: such as A1; empty for a reading that is not of a plate
- `role`: of the well in the layout, such as blank, standard, sample
- `sample`: wells of one sample are its replicates
- `nominal`: what is known of the well: a concentration, dose, volume or mass
- `nominal_unit`: UCUM
- `dilution`: by which the sample was diluted before it came into the well; 1 for not at all
- `name`: of the reading
- `wavelength_nm`
- `value`: empty where there is no number; quality and reason say why
- `unit`: UCUM
- `quality`: only ok values count in conditions and results
- `reason`: why it is not ok
- `raw_value`: what the instrument gave
- `blank`: what was subtracted
- `path_cm`: path of light that it was divided by
- `simulated`: by a simulated instrument
- `lab_seconds`: lab time since the start of the run, s
- `lab_time`: time of the experiment, UTC
- `wall_time`: time of computers and wires, UTC

 Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  exportSavedReadingsCsv: {
    path: { id: string };
    query?: { name?: string | undefined; from?: string | undefined; to?: string | undefined };
    answer: string;
  };
  /** GET /v1/runs/{id}/saved-readings.ndjson: Gives what a run has saved for its conditions as lines of JSON. One JSON object a line, with the same fields as the columns of the CSV. One row a value, well and time, by name and then in lab time; an export of a run that goes on has what was there when it was made.

- `run`: id of the run
- `protocol`: name and version
- `step`: id of the step in the plan
- `iteration_path`: rounds of the repeats around the step, such as until_induction/3
- `instrument`
- `labware`: name in the protocol
- `well`: such as A1; empty for a reading that is not of a plate
- `role`: of the well in the layout, such as blank, standard, sample
- `sample`: wells of one sample are its replicates
- `nominal`: what is known of the well: a concentration, dose, volume or mass
- `nominal_unit`: UCUM
- `dilution`: by which the sample was diluted before it came into the well; 1 for not at all
- `name`: of the reading
- `wavelength_nm`
- `value`: empty where there is no number; quality and reason say why
- `unit`: UCUM
- `quality`: only ok values count in conditions and results
- `reason`: why it is not ok
- `raw_value`: what the instrument gave
- `blank`: what was subtracted
- `path_cm`: path of light that it was divided by
- `simulated`: by a simulated instrument
- `lab_seconds`: lab time since the start of the run, s
- `lab_time`: time of the experiment, UTC
- `wall_time`: time of computers and wires, UTC

 Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  exportSavedReadingsNdjson: {
    path: { id: string };
    query?: { name?: string | undefined; from?: string | undefined; to?: string | undefined };
    answer: string;
  };
}
