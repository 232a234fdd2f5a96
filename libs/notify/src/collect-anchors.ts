import { listAnchorStates, type AnchorStateRow, type Database } from '@labwright/persistence';
import { oneLine, toDoAbout, type Notice } from './notice';
import { addNotice } from './notification-store';
import { NoticeKind, type NotifyRules } from './notify-rules.schema';

/** Makes a notification of each place where the audit log could not be anchored, once for each time that it began to fail. */
export async function collectAnchors(database: Database, rules: NotifyRules): Promise<void> {
  if (!rules.rules.audit_unanchored) return;
  const failing = (await listAnchorStates(database)).filter(({ failingSince }) => failingSince !== null);
  for (const state of failing) await database.transaction((tx) => addNotice(tx, anchorNotice(state), rules));
}

function anchorNotice({ target, failingSince, anchoredAt, problem }: AnchorStateRow): Notice {
  const since = failingSince === null ? '' : new Date(failingSince).toISOString();
  const last = anchoredAt === null ? 'It was never anchored there.' : `The last anchor is of ${new Date(anchoredAt).toISOString()}.`;
  return {
    key: `audit_unanchored:${target}:${since}`.slice(0, 300),
    kind: NoticeKind.audit_unanchored,
    runId: null,
    stepInstanceId: null,
    taskId: null,
    instrumentId: null,
    title: 'The audit log is not anchored',
    happened: oneLine(`Since ${since} the newest entry of the audit log cannot be put at ${target}: ${problem}. ${last}`, 1_000),
    place: 'the lab',
    toDo: toDoAbout(NoticeKind.audit_unanchored, { runId: null, instrumentId: null }),
  };
}
