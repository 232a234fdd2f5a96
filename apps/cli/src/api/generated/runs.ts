// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
import type { ModelQuestion, StepProvenance } from './schemas';
export interface RunPage {
  items: readonly RunSummary[];
  next: string | null;
}
export interface RunSummary {
  id: string;
  protocol: { hash: string; name: string; version: string; title: string };
  status: 'ready' | 'running' | 'paused' | 'held' | 'stopping' | 'cancelled' | 'failed' | 'completed' | 'completed_with_deviations';
  holdReasons: readonly string[];
  stopReason: 'cancelled' | 'failed' | null;
  deviations: number;
  priority: number;
  simulated: boolean;
  selfApproved: boolean;
  createdBy: string;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
  startedLab: string | null;
  endedLab: string | null;
}
export interface NewRun {
  protocol: string;
  parameters?: Readonly<Record<string, { value: number; unit: string; tolerance?: number | undefined }>> | undefined;
  bindings?: Readonly<Record<string, string>> | undefined;
  priority?: number | undefined;
}
export interface Run {
  id: string;
  protocol: { hash: string; name: string; version: string; title: string };
  status: 'ready' | 'running' | 'paused' | 'held' | 'stopping' | 'cancelled' | 'failed' | 'completed' | 'completed_with_deviations';
  holdReasons: readonly string[];
  stopReason: 'cancelled' | 'failed' | null;
  deviations: number;
  priority: number;
  simulated: boolean;
  selfApproved: boolean;
  createdBy: string;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
  startedLab: string | null;
  endedLab: string | null;
  parameters: Readonly<Record<string, { value: number; unit: string; tolerance?: number | undefined }>>;
  bindings: Readonly<Record<string, string>>;
  planHash: string;
  expectedMs: number;
  approval: {
    id: string;
    reviewer: string;
    meaning: string;
    selfApproved: boolean;
    signedHash: string;
    createdAt: string;
    expiresAt: string;
  };
  steps: readonly Step[];
  labware: readonly RunLabware[];
  materials: readonly RunMaterial[];
  deviated: readonly Deviation[];
  adjusted: Readonly<Record<string, number>>;
}
export interface Step {
  id: string;
  step: string;
  iterationPath: string;
  authored: string;
  inserted: boolean;
  kind: 'operation' | 'operator' | 'wait' | 'repeat' | 'decision' | 'consult';
  parent: string | null;
  round: number;
  settling: boolean;
  title: string;
  after: readonly string[];
  instrument: string | null;
  status:
    | 'pending'
    | 'ready'
    | 'dispatched'
    | 'running'
    | 'holding'
    | 'awaiting_operator'
    | 'in_body'
    | 'in_doubt'
    | 'succeeded'
    | 'failed'
    | 'skipped'
    | 'cancelled';
  attempt: number;
  waitingFor: string | null;
  error: Readonly<Record<string, unknown>> | null;
  task: string | null;
  expectedMs: number;
  dispatchedAt: string | null;
  startedLab: string | null;
  endedAt: string | null;
  endedLab: string | null;
  hold: { durationMs: number; startedLab: string | null; dueLab: string | null; startedWall: string | null; dueWall: string | null } | null;
}
export interface RunLabware {
  id: string;
  name: string;
  type: string;
  barcode: string | null;
  place: string;
  layout: Readonly<
    Record<
      string,
      {
        role: string;
        sample?: string | undefined;
        nominal?: { value: number; unit: string; tolerance?: number | undefined } | undefined;
        dilution?: number | undefined;
      }
    >
  >;
}
export interface RunMaterial {
  material: string;
  name: string | null;
  lot: string;
  lotId: string;
  expiresOn: string | null;
  task: string;
  recordedAt: string;
  recordedLab: string;
}
export interface Deviation {
  atLab: string;
  step: string | null;
  iterationPath: string | null;
  kind: 'late' | 'hold_long' | 'hold_short' | 'out_of_range' | 'skipped' | 'taken_as_done' | 'failed' | 'bound_reached' | 'other';
  reason: string;
  size: number | null;
  unit: string | null;
  lateMs: number | null;
  actor: string;
}
export interface CancelRequest {
  reason: string;
}
export interface HoldAnswer {
  choice: 'redo' | 'happened' | 'not_happened' | 'skip' | 'abort';
  note: string;
  places?: readonly { nest: string; labware: string | null }[] | undefined;
}
export interface Timeline {
  run: string;
  status: 'ready' | 'running' | 'paused' | 'held' | 'stopping' | 'cancelled' | 'failed' | 'completed' | 'completed_with_deviations';
  startedLab: string | null;
  endedLab: string | null;
  items: readonly TimelineItem[];
  holds: readonly { from: string; to: string | null; reason: string }[];
  pauses: readonly { from: string; to: string | null; reason: string }[];
  deviations: readonly Deviation[];
}
export interface TimelineItem {
  id: string;
  step: string;
  iterationPath: string;
  authored: string;
  inserted: boolean;
  kind: 'operation' | 'operator' | 'wait' | 'repeat' | 'decision' | 'consult';
  title: string;
  parent: string | null;
  status:
    | 'pending'
    | 'ready'
    | 'dispatched'
    | 'running'
    | 'holding'
    | 'awaiting_operator'
    | 'in_body'
    | 'in_doubt'
    | 'succeeded'
    | 'failed'
    | 'skipped'
    | 'cancelled';
  attempt: number;
  lane: { kind: 'instrument' | 'person' | 'run'; id: string; person: string | null; scripted: boolean };
  start: string | null;
  end: string | null;
  durationMs: number | null;
  expectedMs: number;
  hold: { from: string; due: string | null; to: string | null; overMs: number | null } | null;
  waits: readonly { from: string; to: string | null; reason: string }[];
  interruptions: readonly { from: string; to: string | null; reason: string }[];
  deviations: readonly Deviation[];
  troubles: readonly {
    atLab: string;
    what: 'failed' | 'in_doubt' | 'retried' | 'handed_over' | 'answered';
    message: string | null;
    actor: string;
  }[];
  model: readonly ModelQuestion[];
}
export interface RunReport {
  run: string;
  protocol: { hash: string; name: string; version: string; title: string };
  outcome: {
    status: 'ready' | 'running' | 'paused' | 'held' | 'stopping' | 'cancelled' | 'failed' | 'completed' | 'completed_with_deviations';
    over: boolean;
    stopReason: 'cancelled' | 'failed' | null;
    holdReasons: readonly string[];
    startedAt: string | null;
    endedAt: string | null;
    startedLab: string | null;
    endedLab: string | null;
    durationMs: number | null;
    expectedMs: number;
    steps: Readonly<Record<string, number>>;
  };
  provenance: {
    simulated: 'all' | 'some' | 'none';
    scriptedTasks: number;
    selfApproved: boolean;
    createdBy: string;
    planHash: string;
    parameters: Readonly<Record<string, { value: number; unit: string; tolerance?: number | undefined }>>;
    bindings: Readonly<Record<string, string>>;
    approval: { id: string; reviewer: string; meaning: string; signedHash: string; createdAt: string };
    steps: readonly StepProvenance[];
  };
  results: readonly AnalysisResult[];
  deviations: readonly Deviation[];
  windows: readonly {
    atLab: string;
    step: string;
    iterationPath: string;
    after: string;
    gapMs: number;
    atLeastMs: number | null;
    atMostMs: number | null;
    lateMs: number;
  }[];
  questions: readonly {
    kind: 'hold' | 'consult';
    question: string;
    askedLab: string;
    answeredLab: string | null;
    answer: string | null;
    note: string | null;
    by: string | null;
    model: ModelQuestion | null;
  }[];
  adjustments: readonly { param: string; from: number; to: number; unit: string; by: string; task: string; atLab: string }[];
  lots: readonly RunMaterial[];
  readings: {
    given: readonly {
      name: string;
      instrument: string;
      unit: string;
      count: number;
      ok: number;
      min: number | null;
      max: number | null;
      fromLab: string;
      toLab: string;
      simulated: boolean;
    }[];
    saved: readonly {
      name: string;
      kind: string;
      unit: string;
      series: number;
      count: number;
      ok: number;
      min: number | null;
      median: number | null;
      max: number | null;
      lastMedian: number | null;
      simulated: boolean;
    }[];
  };
  commands: readonly {
    instrument: string;
    driver: string;
    transport: string;
    simulated: boolean;
    queries: number;
    setpoints: number;
    actions: number;
    succeeded: number;
    failed: number;
    unknown: number;
    unanswered: number;
    medianMs: number | null;
    maxMs: number | null;
  }[];
}
export interface AnalysisResult {
  id: string;
  kind: string;
  title: string;
  main: ResultValue | null;
  values: readonly ResultValue[];
  insufficient: string | null;
  method: string;
  flags: readonly ResultFlag[];
  figures: readonly (XyFigure | PlateFigure)[];
  simulated: boolean;
}
export interface ResultValue {
  name: string;
  label: string;
  of: string | null;
  value: number | null;
  unit: string;
  low: number | null;
  high: number | null;
  confidence: number | null;
  beyond: 'below' | 'above' | null;
  note: string | null;
}
export interface ResultFlag {
  well: string | null;
  sample: string | null;
  what: 'outlier' | 'excluded' | 'out_of_range' | 'plate_effect' | 'poor_fit' | 'other';
  why: string;
}
export interface XyFigure {
  type: 'xy';
  id: string;
  title: string;
  x: FigureAxis;
  y: FigureAxis;
  series: readonly {
    name: string;
    style: 'points' | 'line' | 'line_and_points' | 'band';
    group: string;
    points: readonly {
      x: number;
      y: number;
      low?: number | undefined;
      high?: number | undefined;
      well?: string | undefined;
      flagged?: true | undefined;
    }[];
  }[];
  marks: readonly { axis: 'x' | 'y'; at: number; label: string }[];
}
export interface FigureAxis {
  label: string;
  unit: string;
  scale: 'linear' | 'log';
}
export interface PlateFigure {
  type: 'plate';
  id: string;
  title: string;
  rows: number;
  columns: number;
  label: string;
  unit: string;
  wells: Readonly<Record<string, { value: number | null; role: string | null; sample: string | null; flagged?: true | undefined }>>;
}
export interface RunResults {
  run: string;
  status: 'ready' | 'running' | 'paused' | 'held' | 'stopping' | 'cancelled' | 'failed' | 'completed' | 'completed_with_deviations';
  over: boolean;
  startedLab: string | null;
  results: readonly AnalysisResult[];
}
export interface RunsOperations {
  /** GET /v1/runs: Lists runs, the newest first. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listRuns: {
    query?: {
      status?:
        | 'ready'
        | 'running'
        | 'paused'
        | 'held'
        | 'stopping'
        | 'cancelled'
        | 'failed'
        | 'completed'
        | 'completed_with_deviations'
        | undefined;
      protocol?: string | undefined;
      createdBy?: string | undefined;
      from?: string | undefined;
      to?: string | undefined;
      q?: string | undefined;
      after?: string | undefined;
      limit?: number | undefined;
    };
    answer: RunPage;
  };
  /** POST /v1/runs: Creates a run of an approved protocol; nothing moves before it is started. Scope: runs:write. Roles: scientist. */
  createRun: { header?: { 'Idempotency-Key'?: string | undefined }; body: NewRun; answer: Run };
  /** GET /v1/runs/{id}: Shows a run with its steps, its labware and its approval. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getRun: { path: { id: string }; header?: { 'If-None-Match'?: string | undefined }; answer: Run };
  /** POST /v1/runs/{id}/start: Starts a run that is ready. Scope: runs:write. Roles: scientist. */
  startRun: { path: { id: string }; answer: Run };
  /** POST /v1/runs/{id}/pause: Pauses a run: what is under way is finished, nothing else is started. Scope: runs:stop. Roles: automation_engineer, scientist, technician, biosafety_officer, admin. */
  pauseRun: { path: { id: string }; answer: Run };
  /** POST /v1/runs/{id}/resume: Goes on with a paused run. Scope: runs:resume. Roles: scientist, technician. */
  resumeRun: { path: { id: string }; answer: Run };
  /** POST /v1/runs/{id}/cancel: Ends a run from any state; its instruments go to their safe state. Scope: runs:stop. Roles: automation_engineer, scientist, technician, biosafety_officer, admin. */
  cancelRun: { path: { id: string }; body: CancelRequest; answer: Run };
  /** POST /v1/runs/{id}/answer: Gives a person's answer to a held run. Scope: bench:write. Roles: technician. */
  answerRun: { path: { id: string }; body: HoldAnswer; answer: Run };
  /** GET /v1/runs/{id}/timeline: Tells when each step of a run was under way, in which lane. With holds, waits and their reasons, interruptions, troubles and deviations. All times are lab time. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getRunTimeline: { path: { id: string }; answer: Timeline };
  /** GET /v1/runs/{id}/report: Reports what came of a run. Its outcome, how far it departed from the protocol, what was asked and answered, lots, readings in numbers, and what is simulated. A run that goes on has the report so far. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getRunReport: { path: { id: string }; answer: RunReport };
  /** GET /v1/runs/{id}/results: Gives what the analyses of a run come to. Worked out from the record when it is asked for, with method, intervals, flags, and figures as data. A run that goes on has what there is so far; what cannot be determined is said in words. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getRunResults: { path: { id: string }; answer: RunResults };
  /** GET /v1/runs/{id}/results.csv: Gives what the analyses of a run come to as CSV. RFC 4180 with a header, UTF-8, one row a value. `of` is the sample or well, `low` and `high` bound an interval of the probability `confidence`, `beyond` says that the true value lies below or above. A value that could not be determined is empty and its `note` says why. A text that begins with = + - @ has an apostrophe in front. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  exportRunResultsCsv: { path: { id: string }; answer: string };
  /** GET /v1/runs/{id}/report.html: Gives the report of a run as a page to read and to print. The report with its results and figures, without scripts or anything from elsewhere. A run that goes on has the report so far. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getRunReportPage: { path: { id: string }; answer: string };
}
