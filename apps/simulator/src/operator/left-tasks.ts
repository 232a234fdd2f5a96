import { isLabError } from '@labwright/domain';
import { releaseTask, type Acting } from '@labwright/execution';
import { PrincipalEntity, type Database } from '@labwright/persistence';
import { OPERATOR_ACTOR, OPERATOR_NAME } from './operator-principal';

/** Gives a task back that the scripted operator has claimed; one that is over or not its own stays as it is. */
export async function giveBack(database: Database, task: string, by: Acting): Promise<boolean> {
  try {
    await database.transaction((tx) => releaseTask(tx, task, by));
    return true;
  } catch (error) {
    if (isLabError(error) && error.code !== 'DATABASE_UNAVAILABLE') return false;
    throw error;
  }
}

/** In a lab that is started without its scripted operator, what that one had claimed is for people again: nobody else could give it back. */
export async function releaseLeftTasks(database: Database, log: (line: string) => void): Promise<void> {
  const operator = await database.repository(PrincipalEntity).findOneBy({ name: OPERATOR_NAME, kind: 'service' });
  if (!operator) return;
  const left = await database.query<{ id: string }>(
    `select id from lab.operator_tasks where status = 'claimed' and scripted and claimed_by = $1 order by opened_at`,
    [operator.id],
  );
  const by: Acting = { principalId: operator.id, actor: OPERATOR_ACTOR, roles: operator.roles };
  let count = 0;
  for (const { id } of left) if (await giveBack(database, id, by)) count += 1;
  if (count > 0) log(`${count} task(s) that a scripted operator had claimed are open again`);
}
