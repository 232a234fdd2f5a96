// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
import type { ModelQuestion, PhotoCheck } from './schemas';
export interface TaskPage {
  items: readonly Task[];
  next: string | null;
}
export interface Task {
  id: string;
  run: string;
  protocolTitle: string;
  stepInstance: string;
  step: string;
  attempt: number;
  kind: 'operator' | 'consult' | 'recovery';
  status: 'open' | 'claimed' | 'completed' | 'cancelled';
  role: string;
  title: string;
  instruction: string;
  say: string | null;
  hazards: readonly string[];
  ppe: readonly string[];
  moves: readonly { labware: string; from: string; to: string }[];
  evidence: readonly {
    id: string;
    kind: 'confirm' | 'text' | 'number' | 'barcode' | 'photo' | 'lot';
    of: string | null;
    prompt: string | null;
    unit: string | null;
  }[];
  given: readonly { id: string; kind: string; value: unknown; recordedAt: string }[];
  photos: readonly PhotoCheck[];
  shows: readonly string[];
  adjust: readonly { param: string; min: number; max: number; times: number }[];
  answer: {
    choice: 'continue' | 'adjust' | 'stop' | 'redo' | 'happened' | 'not_happened' | 'skip' | 'abort';
    adjusted: readonly { param: string; from: number; to: number }[];
  } | null;
  recovery: Recovery | null;
  model: ModelQuestion | null;
  claimedBy: { id: string; name: string } | null;
  claimedAt: string | null;
  completedBy: { id: string; name: string } | null;
  completedAt: string | null;
  completedLab: string | null;
  scripted: boolean;
  note: string;
  openedAt: string;
  openedLab: string;
  dueLab: string | null;
  overdue: boolean;
}
export interface Recovery {
  reason: string;
  asksStep: boolean;
  instrument: string | null;
  evidence: readonly { what: 'error' | 'sent' | 'answered' | 'asked' | 'reading'; text: string; at: string | null }[];
  options: readonly { choice: 'redo' | 'happened' | 'not_happened' | 'skip' | 'abort'; consequence: string; needsPlaces: boolean }[];
  places: readonly { nest: string; labware: string | null; name: string | null }[];
}
export interface TaskClaim {
  scripted?: boolean | undefined;
}
export interface TaskCompletion {
  evidence?:
    | readonly { id: string; value: string | number | boolean | { value: number; unit: string | null }; accept?: string | undefined }[]
    | undefined;
  note?: string | undefined;
  scripted?: boolean | undefined;
}
export interface ConsultAnswer {
  choice: 'continue' | 'adjust' | 'stop';
  adjust?: Readonly<Record<string, { value: number; unit: string; tolerance?: number | undefined }>> | undefined;
  note: string;
}
export interface RecoveryAnswer {
  choice: 'redo' | 'happened' | 'not_happened' | 'skip' | 'abort';
  note: string;
  places?: readonly { nest: string; labware: string | null }[] | undefined;
}
export interface TasksOperations {
  /** GET /v1/tasks: Lists operator tasks, the oldest first; those to be done where no status is given. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listTasks: {
    query?: {
      status?: 'open' | 'claimed' | 'completed' | 'cancelled' | undefined;
      run?: string | undefined;
      after?: string | undefined;
      limit?: number | undefined;
    };
    answer: TaskPage;
  };
  /** GET /v1/tasks/{id}: Shows an operator task. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getTask: { path: { id: string }; answer: Task };
  /** POST /v1/tasks/{id}/claim: Takes a task, so that nobody else does it too. The body may be left out. Scope: tasks:write. Roles: automation_engineer, scientist, technician, reviewer, admin. */
  claimTask: { path: { id: string }; body: TaskClaim; answer: Task };
  /** POST /v1/tasks/{id}/release: Gives a claimed task back. Scope: tasks:write. Roles: automation_engineer, scientist, technician, reviewer, admin. */
  releaseTask: { path: { id: string }; answer: Task };
  /** POST /v1/tasks/{id}/complete: Completes a claimed task with its evidence. Its labware is now filled, moved and covered as it says, and its step has succeeded. When a barcode is that of other labware, the task stays claimed, the run is held, and the answer is a conflict (409, kind labware) that says which plate to find; scan again then. Scope: tasks:write. Roles: automation_engineer, scientist, technician, reviewer, admin. */
  completeTask: { path: { id: string }; body: TaskCompletion; answer: Task };
  /** POST /v1/tasks/{id}/answer: Answers a claimed consult: continue, adjust or stop. Adjusts only inside the bounds that were approved; anything else is another protocol, with an approval of its own. Scope: tasks:write. Roles: automation_engineer, scientist, technician, reviewer, admin. */
  answerTask: { path: { id: string }; body: ConsultAnswer; answer: Task };
  /** POST /v1/tasks/{id}/recover: Answers a recovery task: it happened, it did not, do it again, leave it out, or end the run. After a look at the instrument; the task says what is known, and what each choice leads to. With the last open one the run goes on. To do again what has to do with labware, `places` says what is in each nest; without it the answer is refused with what is expected. Scope: bench:write. Roles: technician. */
  recoverTask: { path: { id: string }; body: RecoveryAnswer; answer: Task };
}
