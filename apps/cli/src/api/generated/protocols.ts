// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
import type { Diagnostic, RejectRequest, ReleaseRequest, StepProvenance } from './schemas';
export interface Validation {
  valid: boolean;
  hash: string | null;
  diagnostics: readonly Diagnostic[];
  plan: Readonly<Record<string, unknown>> | null;
  takes: { expectedMs: number; handsOnMs: number; longestUnattendedMs: number; criticalPath: readonly string[] } | null;
}
export interface Protocol {
  hash: string;
  name: string;
  version: string;
  title: string;
  status: 'draft' | 'submitted' | 'held_biosafety' | 'in_review' | 'approved' | 'rejected' | 'expired' | 'revoked';
  author: { id: string; name: string };
  createdAt: string;
  document: Readonly<Record<string, unknown>>;
  diagnostics: readonly Diagnostic[];
  reviews: readonly Review[];
  provenance: readonly StepProvenance[];
}
export interface Review {
  id: string;
  decision: 'approved' | 'rejected';
  parameters: Readonly<Record<string, { value: number; unit: string; tolerance?: number | undefined }>>;
  envelope: { simulatedOnly: boolean; limits: Readonly<Record<string, { min: number; max: number }>> };
  policyVersion: string;
  signedHash: string;
  reviewer: { id: string; name: string };
  meaning: string;
  selfApproved: boolean;
  reviewerRoles: readonly (
    'automation_engineer' | 'scientist' | 'technician' | 'reviewer' | 'biosafety_officer' | 'study_coordinator' | 'grader' | 'admin'
  )[];
  signedWith: 'password' | 'key' | 'none';
  createdAt: string;
  expiresAt: string;
  revokedAt: string | null;
  revocationReason: string | null;
}
export interface ProtocolPage {
  items: readonly ProtocolSummary[];
  next: string | null;
}
export interface ProtocolSummary {
  hash: string;
  name: string;
  version: string;
  title: string;
  status: 'draft' | 'submitted' | 'held_biosafety' | 'in_review' | 'approved' | 'rejected' | 'expired' | 'revoked';
  author: { id: string; name: string };
  createdAt: string;
}
export interface ApproveRequest {
  credential: string;
  parameters?: Readonly<Record<string, { value: number; unit: string; tolerance?: number | undefined }>> | undefined;
  meaning: string;
  days?: number | undefined;
  selfApprove?: boolean | undefined;
}
export interface ProtocolDiff {
  before: { hash: string; name: string; version: string };
  after: { hash: string; name: string; version: string };
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
}
export interface ProtocolsOperations {
  /** POST /v1/protocols/validate: Compiles a protocol on the fleet as it is now; keeps nothing. Scope: protocols:write. Roles: scientist. */
  validateProtocol: {
    body: string;
    type: 'application/json' | 'application/yaml' | 'text/yaml' | 'application/x-yaml' | 'text/x-yaml';
    answer: Validation;
  };
  /** POST /v1/protocols: Submits a protocol for review. Scope: protocols:write. Roles: scientist. */
  submitProtocol: {
    body: string;
    type: 'application/json' | 'application/yaml' | 'text/yaml' | 'application/x-yaml' | 'text/x-yaml';
    answer: Protocol;
  };
  /** GET /v1/protocols: Lists protocols, the newest first. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listProtocols: {
    query?: {
      status?: 'draft' | 'submitted' | 'held_biosafety' | 'in_review' | 'approved' | 'rejected' | 'expired' | 'revoked' | undefined;
      after?: string | undefined;
      limit?: number | undefined;
    };
    answer: ProtocolPage;
  };
  /** GET /v1/protocols/{hash}: Shows a protocol with its document, diagnostics and reviews. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getProtocol: { path: { hash: string }; header?: { 'If-None-Match'?: string | undefined }; answer: Protocol };
  /** GET /v1/protocols/{hash}/source: Gives the text of a protocol as it came. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getProtocolSource: { path: { hash: string }; answer: string };
  /** POST /v1/protocols/{hash}/approve: Signs an approval of a protocol with these parameter values. Scope: protocols:review. Roles: reviewer, biosafety_officer. */
  approveProtocol: { path: { hash: string }; header?: { 'Idempotency-Key'?: string | undefined }; body: ApproveRequest; answer: Review };
  /** POST /v1/protocols/{hash}/reject: Signs a rejection of a protocol. Of one that screening holds by the biosafety officer, of any other by a reviewer. Scope: protocols:review. Roles: reviewer, biosafety_officer. */
  rejectProtocol: { path: { hash: string }; body: RejectRequest; answer: Protocol };
  /** POST /v1/protocols/{hash}/revoke: Takes all approvals of a protocol back, for good. Runs of it that are going on are held, and none of them can be started or go on. Another content has to be submitted. Scope: protocols:review. Roles: reviewer, biosafety_officer. */
  revokeProtocol: { path: { hash: string }; body: RejectRequest; answer: Protocol };
  /** POST /v1/protocols/{hash}/release: Releases a protocol that screening holds, so that it goes into review. Exactly the findings that hold it now are released; another one, by a later list or policy, holds again. A protocol that is in review or approved already is released from what came later. Never by its author. Scope: screening:release. Roles: biosafety_officer. */
  releaseProtocol: { path: { hash: string }; body: ReleaseRequest; answer: Protocol };
  /** GET /v1/protocols/{name}/versions: Lists the versions of a protocol, the newest first. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listProtocolVersions: {
    path: { name: string };
    query?: { after?: string | undefined; limit?: number | undefined };
    answer: ProtocolPage;
  };
  /** GET /v1/protocols/{hash}/diff: Says what is different between two protocols, by step and quantity. The protocol of the path is the older one. Steps, parameters, materials and labware are compared by their ids. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  diffProtocols: { path: { hash: string }; query: { with: string }; answer: ProtocolDiff };
  /** GET /v1/protocols/{hash}/markdown: Gives a protocol as a numbered procedure for the bench. For the fleet as it is now: one that does not compile on it is refused with the findings. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getProtocolMarkdown: { path: { hash: string }; answer: string };
  /** GET /v1/protocols/{hash}/timeline: Gives a protocol as a timeline: who and what is busy when, in expected lab time. For the fleet as it is now and the default parameters: one that does not compile on it is refused with the findings. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  getProtocolTimeline: { path: { hash: string }; answer: string };
  /** GET /v1/schemas/protocol: Gives the JSON Schema of protocols. Draft 2020-12, for editors and for programs that write protocols. POST /v1/protocols/validate finds what a schema cannot. No key is needed. */
  getProtocolSchema: { header?: { 'If-None-Match'?: string | undefined }; answer: Readonly<Record<string, unknown>> };
  /** GET /v1/schemas/draft: Gives the JSON Schema of drafts, for models. The language of protocols within the strict subset of JSON Schema that model endpoints take: every field is there and absence is null, records are lists of entries, and steps in steps name the step around them. No key is needed. */
  getDraftSchema: { header?: { 'If-None-Match'?: string | undefined }; answer: Readonly<Record<string, unknown>> };
  /** GET /v1/schemas/policy: Gives the JSON Schema of site policies. For editors. GET /v1/policy shows the policy in force. No key is needed. */
  getPolicySchema: { header?: { 'If-None-Match'?: string | undefined }; answer: Readonly<Record<string, unknown>> };
}
