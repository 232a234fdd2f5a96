// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface Jobs {
  clock: { lab: string; wall: string; rate: number };
  instruments: readonly {
    id: string;
    simulated: boolean;
    location: string;
    link: 'offline' | 'connecting' | 'online';
    linkReason: string;
    activity: 'idle' | 'busy' | 'holding';
    service: 'available' | 'manual' | 'quarantined' | 'estopped' | 'retired';
    serviceReason: string;
    paused: boolean;
    pausedAt: string | null;
    pauseReason: string;
    openFor: string | null;
    running: readonly Job[];
    waiting: readonly Job[];
    waitingCount: number;
    tasks: readonly JobTask[];
    taskCount: number;
    questions: readonly StepQuestion[];
  }[];
  elsewhere: {
    waiting: readonly Job[];
    waitingCount: number;
    tasks: readonly JobTask[];
    taskCount: number;
    questions: readonly StepQuestion[];
  };
}
export interface Job {
  id: string;
  step: string;
  iterationPath: string;
  kind: 'operation' | 'operator' | 'wait' | 'repeat' | 'decision' | 'consult';
  title: string;
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
  state: 'starting' | 'busy' | 'settling' | 'holding' | 'waiting';
  attempt: number;
  run: string;
  runStatus: 'ready' | 'running' | 'paused' | 'held' | 'stopping' | 'cancelled' | 'failed' | 'completed' | 'completed_with_deviations';
  protocol: { hash: string; name: string; title: string };
  priority: number;
  runStartedAt: string | null;
  sinceLab: string | null;
  sinceWall: string | null;
  left: TimeLeft | null;
  turn: number | null;
  waitingFor: string | null;
  waitingPlace: string | null;
}
export interface TimeLeft {
  labMs: number;
  wallMs: number;
  estimated: boolean;
  overdueMs: number;
}
export interface JobTask {
  id: string;
  kind: 'operator' | 'consult';
  status: 'open' | 'claimed';
  title: string;
  role: string;
  run: string;
  protocolTitle: string;
  stepInstance: string;
  claimedBy: string | null;
  openedAt: string;
  dueLab: string | null;
  overdue: boolean;
}
export interface StepQuestion {
  id: string;
  step: string;
  iterationPath: string;
  title: string;
  instrument: string | null;
  run: string;
  attempt: number;
  happened: 'unknown' | 'no';
  problem: string;
  choices: readonly ('retry' | 'skip' | 'happened' | 'not_happened')[];
  task: string | null;
}
export interface PriorityChange {
  priority: number;
  reason?: string | undefined;
}
export interface RunPriority {
  run: string;
  status: 'ready' | 'running' | 'paused' | 'held' | 'stopping' | 'cancelled' | 'failed' | 'completed' | 'completed_with_deviations';
  priority: number;
}
export interface StepAnswerRequest {
  choice: 'retry' | 'skip' | 'happened' | 'not_happened';
  note: string;
  places?: readonly { nest: string; labware: string | null }[] | undefined;
}
export interface StepAnswered {
  step: {
    id: string;
    step: string;
    title: string;
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
  };
  run: {
    id: string;
    status: 'ready' | 'running' | 'paused' | 'held' | 'stopping' | 'cancelled' | 'failed' | 'completed' | 'completed_with_deviations';
    holdReasons: readonly string[];
  };
  open: readonly StepQuestion[];
}
export interface JobsOperations {
  /** GET /v1/jobs: Shows by instrument what runs, what waits and for what, tasks and open questions. One picture of the whole lab. Queues are cut at `limit`; their counts are not. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listJobs: { query?: { instrument?: string | undefined; limit?: number | undefined }; answer: Jobs };
  /** PATCH /v1/runs/{id}/priority: Gives a run another place in the queues. What it has reserved it keeps, and what runs goes on. Scope: queue:write. Roles: scientist, technician. */
  setRunPriority: { path: { id: string }; body: PriorityChange; answer: RunPriority };
  /** POST /v1/steps/{id}/answer: Answers for one step of a held run: do it again, leave it out, or take it as done. After a look at the instrument. The run goes on when its last open question is answered; POST /v1/runs/{id}/answer answers all at once. What must not be done twice cannot be tried again, and what is known not to have happened cannot be taken as done. To do again what has to do with labware, `places` says what is in each nest of the instrument. Scope: bench:write. Roles: technician. */
  answerStep: { path: { id: string }; body: StepAnswerRequest; answer: StepAnswered };
}
