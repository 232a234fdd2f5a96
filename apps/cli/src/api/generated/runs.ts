// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
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
  layout: Readonly<Record<string, { role: string; sample?: string | undefined }>>;
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
export interface CancelRequest {
  reason: string;
}
export interface HoldAnswer {
  choice: 'redo' | 'skip' | 'happened' | 'abort';
  note: string;
}
export interface RunsOperations {
  /** GET /v1/runs: Lists runs, the newest first. Any valid key. */
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
      after?: string | undefined;
      limit?: number | undefined;
    };
    answer: RunPage;
  };
  /** POST /v1/runs: Creates a run of an approved protocol; nothing moves before it is started. Roles: scientist. */
  createRun: { header?: { 'Idempotency-Key'?: string | undefined }; body: NewRun; answer: Run };
  /** GET /v1/runs/{id}: Shows a run with its steps, its labware and its approval. Any valid key. */
  getRun: { path: { id: string }; answer: Run };
  /** POST /v1/runs/{id}/start: Starts a run that is ready. Roles: scientist. */
  startRun: { path: { id: string }; answer: Run };
  /** POST /v1/runs/{id}/pause: Pauses a run: what is under way is finished, nothing else is started. Roles: scientist, technician, automation_engineer, admin. */
  pauseRun: { path: { id: string }; answer: Run };
  /** POST /v1/runs/{id}/resume: Goes on with a paused run. Roles: scientist, technician. */
  resumeRun: { path: { id: string }; answer: Run };
  /** POST /v1/runs/{id}/cancel: Ends a run from any state; its instruments go to their safe state. Roles: scientist, technician, automation_engineer, admin. */
  cancelRun: { path: { id: string }; body: CancelRequest; answer: Run };
  /** POST /v1/runs/{id}/answer: Gives a person's answer to a held run. Roles: technician. */
  answerRun: { path: { id: string }; body: HoldAnswer; answer: Run };
}
