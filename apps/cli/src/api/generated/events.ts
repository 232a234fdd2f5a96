// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface EventPage {
  items: readonly Event[];
  next: string | null;
}
export interface Event {
  cursor: string;
  type:
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
    | 'protocol.in_review'
    | 'protocol.cosigned'
    | 'protocol.held'
    | 'protocol.released'
    | 'screening.found'
    | 'model.blocked'
    | 'policy.accepted'
    | 'policy.refused'
    | 'policy.retained'
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
    | 'step.ready'
    | 'step.waiting'
    | 'step.dispatched'
    | 'step.started'
    | 'step.holding'
    | 'step.succeeded'
    | 'step.failed'
    | 'step.skipped'
    | 'step.cancelled'
    | 'step.handed_over'
    | 'step.in_doubt'
    | 'step.reconciled'
    | 'step.retried'
    | 'step.answered'
    | 'step.body_begun'
    | 'step.evaluated'
    | 'step.window_checked'
    | 'step.window_missed'
    | 'step.interrupted'
    | 'step.resumed'
    | 'reading.saved'
    | 'reading.gap'
    | 'task.opened'
    | 'task.claimed'
    | 'task.released'
    | 'task.completed'
    | 'task.cancelled'
    | 'task.answered'
    | 'model.answered'
    | 'question.asked'
    | 'labware.moved'
    | 'labware.filled'
    | 'labware.covered'
    | 'labware.mismatched'
    | 'labware.masked'
    | 'labware.unmasked'
    | 'labware.registered'
    | 'nest.reserved'
    | 'nest.released'
    | 'access.begun'
    | 'access.ended'
    | 'material.lot_recorded'
    | 'lot.registered'
    | 'photo.uploaded'
    | 'photo.checked'
    | 'photo.accepted'
    | 'instrument.registered'
    | 'instrument.tested'
    | 'instrument.link_changed'
    | 'instrument.service_changed'
    | 'instrument.changed'
    | 'estop.requested'
    | 'instrument.estopped'
    | 'instrument.stop_confirmed'
    | 'instrument.stop_unconfirmed'
    | 'instrument.rearmed'
    | 'instrument.paused'
    | 'instrument.resumed'
    | 'instrument.restarted'
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
    | 'key.revoked';
  actor: string;
  run: string | null;
  stepInstance: string | null;
  instrument: string | null;
  data: Readonly<Record<string, unknown>>;
  atWall: string;
  atLab: string;
}
export interface EventsOperations {
  /** GET /v1/events: Streams events as they happen, after those that were missed. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  streamEvents: {
    query?: { run?: string | undefined; after?: string | undefined };
    header?: { 'Last-Event-ID'?: string | undefined };
    answer: string;
  };
  /** GET /v1/runs/{id}/events: Lists what happened in a run. An event is listed as soon as every older transaction is over, so that none is ever passed over. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listRunEvents: { path: { id: string }; query?: { after?: string | undefined; limit?: number | undefined }; answer: EventPage };
}
