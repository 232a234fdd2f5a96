import { NoticeKind } from './notify-rules.schema';

/** What is told: what happened, where, and what to do about it. */
export interface Notice {
  /** What it is about; the same key is told once, whoever sees it. */
  readonly key: string;
  readonly kind: NoticeKind;
  readonly runId: string | null;
  readonly stepInstanceId: string | null;
  readonly taskId: string | null;
  readonly instrumentId: string | null;
  readonly title: string;
  readonly happened: string;
  readonly place: string;
  readonly toDo: string;
}

/** What is known of the place of a notice. */
export interface Subject {
  readonly runId: string | null;
  readonly protocolTitle: string | null;
  readonly stepTitle: string | null;
  readonly instrumentId: string | null;
  readonly location: string | null;
}

export function placeOf({ runId, protocolTitle, stepTitle, instrumentId, location }: Subject): string {
  const parts = [
    ...(instrumentId === null ? [] : [location ? `${instrumentId} (${location})` : instrumentId]),
    ...(stepTitle === null ? [] : [`step "${stepTitle}"`]),
    ...(runId === null ? [] : [`run ${runId}${protocolTitle === null ? '' : ` of "${protocolTitle}"`}`]),
  ];
  return parts.join(', ') || 'the lab';
}

const ANSWER = (runId: string | null) => `POST /v1/runs/${runId}/answer`;

/** What to do about each kind. A person has to be able to act on the message alone. */
export function toDoAbout(kind: NoticeKind, { runId, instrumentId }: Pick<Subject, 'runId' | 'instrumentId'>): string {
  switch (kind) {
    case NoticeKind.run_held:
      return `Nothing more of this run is started until a person answers. Look at the plate and the instrument, then answer with ${ANSWER(runId)}, or cancel the run.`;
    case NoticeKind.step_in_doubt:
      return `Go to the instrument and see whether it was done. Then answer with ${ANSWER(runId)}: "happened" when it was, "not_happened" when it was not, "skip" to go on without it.`;
    case NoticeKind.task_due:
      return 'Somebody has to do it now: claim the task, do what it says, and complete it with its evidence.';
    case NoticeKind.task_overdue:
      return 'The experiment waits, and its time windows may be missed. Do the task now, or cancel the run.';
    case NoticeKind.instrument_lost:
      return `See whether ${instrumentId} is switched on and its cable is in, and whether the computer with its bench agent runs. It is taken again by itself when it answers.`;
    case NoticeKind.biosafety_hold:
      return 'The biosafety officer looks at GET /v1/screening/holds (texts: GET /v1/screening/texts, drafts: GET /v1/screening/drafts) and releases or rejects a protocol with POST /v1/protocols/{hash}/release or .../reject, a draft with POST /v1/drafts/{id}/release or .../reject.';
    case NoticeKind.audit_unanchored:
      return 'Until it is anchored again, nothing outside of the database tells whether the audit log was rewritten. See that the folder or the webhook of LABWRIGHT_AUDIT_ANCHOR takes it; it is tried again within 5 minutes.';
    case NoticeKind.photo_doubtful:
      return `Look at the photo and at the labware itself. Was the step not done as it says, hold things up with POST /v1/runs/${runId}/pause or end the run; else acknowledge this, with a word about what you saw.`;
    case NoticeKind.run_ended:
      return 'Look at the report and the readings of the run, and take its plates off the instruments.';
  }
}

/** One line out of text that devices and people brought: no line breaks, no other control characters, not too long. */
export function oneLine(text: string, most = 300): string {
  // eslint-disable-next-line no-control-regex -- they are what is taken out
  const flat = text.replaceAll(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();
  return flat.length > most ? `${flat.slice(0, most - 1)}…` : flat;
}
