// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface AuditPage {
  items: readonly AuditEntry[];
  next: string | null;
}
export interface AuditEntry {
  sequence: number;
  atWall: string;
  atLab: string;
  actorId: string | null;
  actor: string;
  actorKind: string;
  credential: string;
  act: string;
  subjectKind: string;
  subjectId: string;
  changed: string;
  reason: string;
  requestId: string;
  previous: string;
  hash: string;
}
export interface AuditHead {
  sequence: number;
  hash: string;
  protected: boolean;
}
export interface AuditOperations {
  /** GET /v1/audit: Lists entries of the audit log in their order. With `after=0` and no filter this is the whole chain: each `hash` is SHA-256 of the canonical JSON (RFC 8785) of the other fields, and each `previous` the hash before. `labwright audit verify` checks it. Scope: audit:read. Roles: reviewer, biosafety_officer, admin. */
  listAudit: {
    query?: {
      actor?: string | undefined;
      act?:
        | 'draft.requested'
        | 'draft.instructed'
        | 'draft.restarted'
        | 'draft.revised'
        | 'draft.cancelled'
        | 'draft.held'
        | 'draft.released'
        | 'draft.rejected'
        | 'draft.submitted'
        | 'protocol.submitted'
        | 'protocol.held'
        | 'protocol.released'
        | 'policy.accepted'
        | 'policy.refused'
        | 'policy.retained'
        | 'protocol.cosigned'
        | 'protocol.approved'
        | 'protocol.revoked'
        | 'protocol.rejected'
        | 'run.created'
        | 'run.started'
        | 'run.paused'
        | 'run.resumed'
        | 'run.held'
        | 'run.refused'
        | 'run.answered'
        | 'run.stopping'
        | 'run.ended'
        | 'run.deviated'
        | 'run.adjusted'
        | 'run.reordered'
        | 'step.answered'
        | 'task.claimed'
        | 'task.released'
        | 'task.completed'
        | 'task.answered'
        | 'question.asked'
        | 'labware.moved'
        | 'labware.masked'
        | 'labware.unmasked'
        | 'labware.registered'
        | 'material.lot_recorded'
        | 'lot.registered'
        | 'photo.uploaded'
        | 'photo.accepted'
        | 'instrument.registered'
        | 'instrument.service_changed'
        | 'instrument.changed'
        | 'estop.requested'
        | 'instrument.estopped'
        | 'instrument.rearmed'
        | 'instrument.paused'
        | 'instrument.resumed'
        | 'instrument.manual_begun'
        | 'instrument.manual_sent'
        | 'instrument.manual_ended'
        | 'instrument.places_confirmed'
        | 'principal.created'
        | 'principal.changed'
        | 'password.link_given'
        | 'password.set'
        | 'session.begun'
        | 'session.ended'
        | 'key.created'
        | 'key.revoked'
        | 'instrument.test_requested'
        | 'instrument.manual_requested'
        | 'notification.acknowledged'
        | undefined;
      subjectKind?: string | undefined;
      subjectId?: string | undefined;
      after?: string | undefined;
      limit?: number | undefined;
    };
    answer: AuditPage;
  };
  /** GET /v1/audit/head: Tells the newest entry of the audit log. Scope: audit:read. Roles: reviewer, biosafety_officer, admin. */
  readAuditHead: { answer: AuditHead };
}
