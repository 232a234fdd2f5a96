import type { EventType } from './event';

/**
 * Whether a kind of event is an act that the audit log keeps: whoever does it, only when a person or a program with a key does it (what
 * agents and the lab itself do follows from such an act, and is in the events), or never. A new kind of event has to be decided here.
 */
export const auditRules = {
  'draft.requested': 'always',
  'draft.instructed': 'always',
  'draft.restarted': 'always',
  'draft.revised': 'always',
  'draft.cancelled': 'always',
  'draft.held': 'always',
  'draft.released': 'always',
  'draft.rejected': 'always',
  'draft.submitted': 'always',
  'protocol.submitted': 'always',
  'protocol.held': 'always',
  'protocol.released': 'always',
  'screening.found': 'never',
  'model.blocked': 'never',
  'policy.accepted': 'always',
  'policy.refused': 'always',
  'policy.retained': 'always',
  'protocol.in_review': 'never',
  'protocol.cosigned': 'always',
  'protocol.approved': 'always',
  'protocol.revoked': 'always',
  'protocol.rejected': 'always',
  'run.created': 'always',
  'run.started': 'by_people',
  'run.paused': 'by_people',
  'run.resumed': 'by_people',
  'run.held': 'by_people',
  'run.refused': 'always',
  'run.answered': 'by_people',
  'run.stopping': 'by_people',
  'run.ended': 'by_people',
  'run.deviated': 'by_people',
  'run.adjusted': 'by_people',
  'run.reordered': 'by_people',
  'step.ready': 'never',
  'step.waiting': 'never',
  'step.dispatched': 'never',
  'step.started': 'never',
  'step.holding': 'never',
  'step.succeeded': 'never',
  'step.failed': 'never',
  'step.skipped': 'never',
  'step.cancelled': 'never',
  'step.handed_over': 'never',
  'step.in_doubt': 'never',
  'step.reconciled': 'never',
  'step.retried': 'never',
  'step.answered': 'by_people',
  'step.body_begun': 'never',
  'step.evaluated': 'never',
  'step.window_checked': 'never',
  'step.window_missed': 'never',
  'step.interrupted': 'never',
  'step.resumed': 'never',
  'reading.saved': 'never',
  'reading.gap': 'never',
  'task.opened': 'never',
  'task.claimed': 'by_people',
  'task.released': 'by_people',
  'task.completed': 'by_people',
  'task.cancelled': 'never',
  'task.answered': 'by_people',
  // Of a consult that it settles, task.answered under its name is the act.
  'model.answered': 'never',
  'question.asked': 'by_people',
  'labware.moved': 'by_people',
  'labware.filled': 'never',
  'labware.covered': 'never',
  'labware.mismatched': 'never',
  'labware.masked': 'by_people',
  'labware.unmasked': 'by_people',
  'labware.registered': 'by_people',
  'nest.reserved': 'never',
  'nest.released': 'never',
  'access.begun': 'never',
  'access.ended': 'never',
  'material.lot_recorded': 'by_people',
  'lot.registered': 'always',
  'photo.uploaded': 'by_people',
  'photo.checked': 'never',
  'photo.accepted': 'by_people',
  'instrument.registered': 'always',
  'instrument.tested': 'never',
  'instrument.link_changed': 'never',
  'instrument.service_changed': 'always',
  'instrument.changed': 'always',
  'estop.requested': 'always',
  'instrument.estopped': 'always',
  'instrument.stop_confirmed': 'never',
  'instrument.stop_unconfirmed': 'never',
  'instrument.rearmed': 'always',
  'instrument.paused': 'by_people',
  'instrument.resumed': 'by_people',
  'instrument.restarted': 'never',
  'instrument.manual_begun': 'always',
  'instrument.manual_sent': 'always',
  'instrument.manual_ended': 'always',
  'instrument.places_confirmed': 'by_people',
  'principal.created': 'always',
  'principal.changed': 'always',
  'password.link_given': 'always',
  'password.set': 'always',
  'session.begun': 'always',
  'session.ended': 'always',
  'key.created': 'always',
  'key.revoked': 'always',
} as const satisfies Readonly<Record<EventType, 'always' | 'by_people' | 'never'>>;

type AuditRules = typeof auditRules;

/** Acts that are no event. */
export const OtherAct = ['instrument.test_requested', 'instrument.manual_requested', 'notification.acknowledged'] as const;

/** The closed set of acts in the audit log, past tense and dotted. */
export type AuditAct = { [Type in EventType]: AuditRules[Type] extends 'never' ? never : Type }[EventType] | (typeof OtherAct)[number];
export const AuditAct: readonly AuditAct[] = [
  ...(Object.keys(auditRules) as EventType[]).filter((type): type is Extract<AuditAct, EventType> => auditRules[type] !== 'never'),
  ...OtherAct,
];

/** Not people: what these do is none of their own decisions. */
const UNATTENDED = /^(?:system$|agent:)/;

/** The act that an event is when this actor causes it; null when it is none. */
export function actOf(type: EventType, actor: string): AuditAct | null {
  const rule = auditRules[type];
  if (rule === 'never' || (rule === 'by_people' && UNATTENDED.test(actor))) return null;
  return type as AuditAct;
}
