import type { AuditAct } from '@labwright/domain';

/** What a route that changes something leaves in the audit log: acts, at least one of which each change has; or why there is none. */
export type RouteActs = readonly AuditAct[] | { readonly none: string };

/** A yes, or a stop, does what other routes do; everything else that is said does nothing. */
const SPOKEN = ['task.claimed', 'task.completed', 'run.paused', 'run.resumed', 'run.held'] as const;
const RUN_ENDS = ['run.stopping', 'run.ended'] as const;

/** Every route of the table of access that is not for reading alone; a spec compares the two, and does every act of it. */
export const routeActs: Readonly<Record<string, RouteActs>> = {
  'POST /v1/session': ['session.begun'],
  'DELETE /v1/session': ['session.ended'],
  'POST /v1/setup': ['password.set'],
  'PUT /v1/me/password': ['password.set'],
  'POST /v1/principals': ['principal.created'],
  'PATCH /v1/principals/:id': ['principal.changed'],
  'POST /v1/principals/:id/password-link': ['password.link_given'],
  'POST /v1/principals/:id/keys': ['key.created'],
  'DELETE /v1/keys/:id': ['key.revoked'],
  'POST /v1/instruments': ['instrument.registered'],
  'PATCH /v1/instruments/:id': ['instrument.changed'],
  'POST /v1/instruments/:id/service': ['instrument.service_changed'],
  'POST /v1/instruments/:id/pause': ['instrument.paused'],
  'POST /v1/instruments/:id/resume': ['instrument.resumed'],
  'POST /v1/instruments/:id/manual': ['instrument.manual_begun'],
  'POST /v1/instruments/:id/manual/do': ['instrument.manual_requested'],
  'POST /v1/instruments/:id/manual/end': ['instrument.manual_ended'],
  'POST /v1/instruments/:id/test': ['instrument.test_requested'],
  'POST /v1/instruments/:id/retire': ['instrument.service_changed'],
  'POST /v1/estop': ['estop.requested'],
  'POST /v1/estop/rearm': ['instrument.rearmed'],
  'POST /v1/fleet/apply': ['instrument.registered', 'instrument.changed', 'instrument.service_changed'],
  'PATCH /v1/runs/:id/priority': ['run.reordered'],
  'POST /v1/steps/:id/answer': ['step.answered'],
  'POST /v1/protocols': ['protocol.submitted'],
  'POST /v1/protocols/validate': { none: 'compiles a text and keeps nothing' },
  'POST /v1/protocols/:hash/approve': ['protocol.approved'],
  'POST /v1/protocols/:hash/reject': ['protocol.rejected'],
  'POST /v1/protocols/:hash/release': ['protocol.released'],
  'POST /v1/protocols/:hash/revoke': ['protocol.revoked'],
  'POST /v1/runs': ['run.created'],
  'POST /v1/runs/:id/start': ['run.started'],
  'POST /v1/runs/:id/pause': ['run.paused'],
  'POST /v1/runs/:id/resume': ['run.resumed'],
  'POST /v1/runs/:id/cancel': RUN_ENDS,
  'POST /v1/runs/:id/answer': ['run.answered', ...RUN_ENDS],
  'POST /v1/tasks/:id/claim': ['task.claimed'],
  'POST /v1/tasks/:id/release': ['task.released'],
  'POST /v1/tasks/:id/complete': ['task.completed', 'run.held'],
  'POST /v1/tasks/:id/answer': ['task.answered'],
  'POST /v1/tasks/:id/photos': ['photo.uploaded'],
  'POST /v1/tasks/:id/voice': SPOKEN,
  'POST /v1/runs/:id/voice-sessions': { none: 'what is said in it, and what that does, is told by its turns' },
  'POST /v1/voice-sessions/:id/turns': SPOKEN,
  'POST /v1/voice-sessions/:id/words': SPOKEN,
  'POST /v1/tasks/:id/recover': ['step.answered', 'run.answered', ...RUN_ENDS],
  'POST /v1/labware/:id/moved': ['labware.moved'],
  'POST /v1/labware/:id/mask': ['labware.masked'],
  'POST /v1/labware/:id/unmask': ['labware.unmasked'],
  'POST /v1/lots': ['lot.registered'],
  'POST /v1/photos': ['photo.uploaded'],
  'POST /v1/notifications/:id/ack': ['notification.acknowledged'],
};
