import type { LateVerdict } from '@labwright/execution';
import type { Tx } from '@labwright/persistence';
import { oneLine, placeOf, toDoAbout } from './notice';
import { NoticeKind } from './notify-rules.schema';

const PHOTO = (sha256: string) => `GET /v1/photos/${sha256}`;

/**
 * Lists a check of a photo that came to fail or unsure after its task was completed, until a person acknowledges it, whether or not there are
 * rules; who the rules name is told with the next look of a notifier. The run goes on. A second time it changes nothing.
 */
export async function listDoubtfulPhoto(tx: Tx, late: LateVerdict): Promise<void> {
  const { check, taskId, photo, verdict, observations, role, title, runId, stepInstanceId } = late;
  const kind = NoticeKind.photo_doubtful;
  const [of] = await tx.query<{ protocolTitle: string }>(
    `select p.title as "protocolTitle" from lab.runs r join lab.protocols p on p.hash = r.protocol_hash where r.id = $1`,
    [runId],
  );
  const seen = observations.length === 0 ? 'It says no more' : `It says: ${observations.join('; ')}`;
  const happened =
    `The task "${title}" was completed with a photo (${PHOTO(photo)}) whose check was not over; it came to ${verdict}. ${seen}. ` +
    `A ${role} has to look; nothing waits for that.`;
  const subject = { runId, protocolTitle: of?.protocolTitle ?? null, stepTitle: title, instrumentId: null, location: null };
  await tx.query(
    `insert into lab.notifications (key, kind, run_id, step_instance_id, task_id, title, happened, place, to_do, contacts)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '{}') on conflict (key) do nothing`,
    [
      `${kind}:${check}`,
      kind,
      runId,
      stepInstanceId,
      taskId,
      oneLine(`The check of a photo says ${verdict}: "${title}"`, 150),
      oneLine(happened, 1_000),
      placeOf(subject),
      toDoAbout(kind, subject),
    ],
  );
}
