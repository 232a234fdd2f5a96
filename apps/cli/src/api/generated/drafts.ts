// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
import type { Diagnostic, RejectRequest, ReleaseRequest } from './schemas';
export interface NewDraft {
  request: string;
  constraints?: Readonly<Record<string, string | number | boolean>> | undefined;
  files?: readonly { name: string; text: string }[] | undefined;
  written?: string | undefined;
}
export interface DraftStarted {
  id: string;
  status:
    | 'drafting'
    | 'drafted'
    | 'needs_answers'
    | 'held_biosafety'
    | 'released'
    | 'rejected'
    | 'failed'
    | 'cancelled'
    | 'interrupted'
    | 'submitted';
  after: string;
}
export interface DraftPage {
  items: readonly DraftSummary[];
  next: string | null;
}
export interface DraftSummary {
  id: string;
  title: string;
  status:
    | 'drafting'
    | 'drafted'
    | 'needs_answers'
    | 'held_biosafety'
    | 'released'
    | 'rejected'
    | 'failed'
    | 'cancelled'
    | 'interrupted'
    | 'submitted';
  asker: { id: string; name: string };
  revision: number;
  protocol: string | null;
  createdAt: string;
  updatedAt: string;
}
export interface Draft {
  id: string;
  title: string;
  status:
    | 'drafting'
    | 'drafted'
    | 'needs_answers'
    | 'held_biosafety'
    | 'released'
    | 'rejected'
    | 'failed'
    | 'cancelled'
    | 'interrupted'
    | 'submitted';
  asker: { id: string; name: string };
  revision: number;
  protocol: string | null;
  createdAt: string;
  updatedAt: string;
  request: string;
  constraints: Readonly<Record<string, unknown>>;
  files: readonly { name: string; characters: number }[];
  model: { provider: string; model: string; simulated: boolean } | null;
  instruction: string | null;
  questions: readonly { about: string; question: string }[];
  problem: string | null;
  failure: string | null;
  run: string | null;
  revisions: readonly DraftRevisionSummary[];
  current: DraftRevision | null;
}
export interface DraftRevisionSummary {
  number: number;
  by: 'person' | 'model';
  actor: string;
  round: number | null;
  instruction: string | null;
  callId: string | null;
  errors: number;
  warnings: number;
  createdAt: string;
}
export interface DraftRevision {
  number: number;
  by: 'person' | 'model';
  actor: string;
  round: number | null;
  instruction: string | null;
  callId: string | null;
  errors: number;
  warnings: number;
  createdAt: string;
  document: Readonly<Record<string, unknown>> | null;
  diagnostics: readonly Diagnostic[];
  assumptions: readonly { step: string | null; assumption: string }[];
  sentences: readonly { number: number; text: string; steps: readonly string[]; why: string | null }[];
  steps: readonly { step: string; by: 'person' | 'model' | 'model_then_person'; sentences: readonly number[]; callId: string | null }[];
}
export type JsonPatch = readonly (
  | { op: 'add'; path: string; value: unknown }
  | { op: 'replace'; path: string; value: unknown }
  | { op: 'test'; path: string; value: unknown }
  | { op: 'remove'; path: string }
  | { op: 'move'; path: string; from: string }
  | { op: 'copy'; path: string; from: string }
)[];
export interface DraftInstruction {
  instruction: string;
}
export interface SubmittedDraft {
  draft: string;
  revision: number;
  hash: string;
  status: string;
}
export interface DraftDiff {
  from: number;
  to: number;
  same: boolean;
  changes: readonly {
    of: 'protocol' | 'parameter' | 'material' | 'labware' | 'step';
    id: string;
    change: 'added' | 'removed' | 'changed';
    moved: boolean;
    path: string;
    values: readonly {
      field: string;
      change: 'added' | 'removed' | 'changed';
      before: string | null;
      after: string | null;
      sameAmount: boolean;
    }[];
    words: string;
  }[];
  authors: readonly {
    step: string;
    before: 'person' | 'model' | 'model_then_person' | null;
    after: 'person' | 'model' | 'model_then_person' | null;
    callId: string | null;
  }[];
}
export interface DraftsOperations {
  /** POST /v1/drafts: Has a model draft a protocol for a request, or of a written protocol. Answers at once; the model works in the background, and GET /v1/drafts/{id}/events shows it. What screening holds goes to no model: the draft is then held_biosafety. Scope: protocols:write. Roles: scientist. */
  createDraft: { body: NewDraft; answer: DraftStarted };
  /** GET /v1/drafts: Lists your drafts, the newest first; reviewers and biosafety officers see everybody's. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listDrafts: {
    query?: {
      status?:
        | 'drafting'
        | 'drafted'
        | 'needs_answers'
        | 'held_biosafety'
        | 'released'
        | 'rejected'
        | 'failed'
        | 'cancelled'
        | 'interrupted'
        | 'submitted'
        | undefined;
      after?: string | undefined;
      limit?: number | undefined;
    };
    answer: DraftPage;
  };
  /** GET /v1/drafts/{id}: Shows a draft with one of its revisions, the newest where none is named. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getDraft: { path: { id: string }; query?: { revision?: number | undefined }; answer: Draft };
  /** PATCH /v1/drafts/{id}: Changes the document of a draft by a JSON patch (RFC 6902): all of its operations, or none. Makes a revision of yours; each step that you touch says so. It is compiled and screened as every other. Scope: protocols:write. Roles: scientist. */
  reviseDraft: { path: { id: string }; header: { 'If-Match': string }; body: JsonPatch; answer: Draft };
  /** POST /v1/drafts/{id}/instructions: Has the model change a draft, or answers its questions. Scope: protocols:write. Roles: scientist. */
  instructDraft: { path: { id: string }; body: DraftInstruction; answer: DraftStarted };
  /** POST /v1/drafts/{id}/restart: Begins a draft again that was interrupted, cancelled or released, or has failed. Scope: protocols:write. Roles: scientist. */
  restartDraft: { path: { id: string }; answer: DraftStarted };
  /** POST /v1/drafts/{id}/cancel: Ends the work of the model on a draft; what it has written so far stays. Scope: protocols:write. Roles: scientist. */
  cancelDraft: { path: { id: string }; answer: Draft };
  /** POST /v1/drafts/{id}/submit: Submits the newest revision of a draft as your protocol, for review. As POST /v1/protocols does; who wrote each step is kept beside the protocol. Scope: protocols:write. Roles: scientist. */
  submitDraft: { path: { id: string }; answer: SubmittedDraft };
  /** GET /v1/drafts/{id}/diff: Says what is different between two revisions of a draft, by step and quantity, and who wrote it. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  diffDraft: { path: { id: string }; query: { from: number; to: number }; answer: DraftDiff };
  /** GET /v1/drafts/{id}/events: Streams what happens while a model drafts, after what was missed. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  streamDraft: {
    path: { id: string };
    query?: { after?: string | undefined };
    header?: { 'Last-Event-ID'?: string | undefined };
    answer: string;
  };
  /** POST /v1/drafts/{id}/release: Releases a draft that screening holds, signed, so that it goes on. Exactly the findings that hold it are released, each in its own text; what is written next is screened again, and so is the protocol that it becomes. Never by whoever asked for it. Scope: screening:release. Roles: biosafety_officer. */
  releaseDraft: { path: { id: string }; body: ReleaseRequest; answer: Draft };
  /** POST /v1/drafts/{id}/reject: Rejects a draft that screening holds, signed and for good. Nothing is done with it any more. Never by whoever asked for it. Scope: screening:release. Roles: biosafety_officer. */
  rejectDraft: { path: { id: string }; body: RejectRequest; answer: Draft };
}
