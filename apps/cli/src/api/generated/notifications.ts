// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface NotificationPage {
  items: readonly Notification[];
  next: string | null;
}
export interface Notification {
  id: string;
  kind:
    | 'run_held'
    | 'step_in_doubt'
    | 'task_due'
    | 'task_overdue'
    | 'instrument_lost'
    | 'run_ended'
    | 'biosafety_hold'
    | 'audit_unanchored'
    | 'photo_doubtful';
  run: string | null;
  task: string | null;
  instrument: string | null;
  title: string;
  happened: string;
  place: string;
  toDo: string;
  createdAt: string;
  messages: readonly {
    contact: string;
    channel: string;
    status: 'pending' | 'sent' | 'failed';
    tries: number;
    error: string | null;
    sentAt: string | null;
  }[];
  nextContactAt: string | null;
  acknowledgedBy: { id: string; name: string } | null;
  acknowledgedAt: string | null;
  note: string;
  resolvedAt: string | null;
}
export interface Acknowledgement {
  note?: string | undefined;
}
export interface NotificationsOperations {
  /** GET /v1/notifications: Lists what people were told of, the newest first. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listNotifications: {
    query?: { open?: 'true' | 'false' | undefined; after?: string | undefined; limit?: number | undefined };
    answer: NotificationPage;
  };
  /** POST /v1/notifications/{id}/ack: Says that the caller takes care of it, so that nobody else is told. The first acknowledgement stands. Scope: runs:stop. Roles: automation_engineer, scientist, technician, biosafety_officer, admin. */
  acknowledgeNotification: { path: { id: string }; body: Acknowledgement; answer: Notification };
}
