import { LabError, Role } from '@labwright/domain';
import { createPrincipal, type Acting } from '@labwright/execution';
import { PrincipalEntity, type Database } from '@labwright/persistence';

/** Under this name the record has what the scripted operator does. It has no key: nobody can act as it over the API. */
export const OPERATOR_NAME = 'scripted-operator';
export const OPERATOR_ACTOR = `user:${OPERATOR_NAME}`;
const ROLES = [Role.technician, Role.scientist];

/**
 * The principal of the scripted operator, made when it is not there. Null while the lab has no principal at all: the first one has to be
 * the administrator, whom the API makes only in a lab without any.
 * @throws LabError CONFLICT when the name is a person's, or an administrator has switched it off
 */
export async function operatorPrincipal(database: Database): Promise<Acting | null> {
  return database.transaction(async (tx) => {
    const principals = tx.repository(PrincipalEntity);
    let found = await principals.findOneBy({ name: OPERATOR_NAME });
    if (!found && (await principals.count()) === 0) return null;
    found ??= await createPrincipal(tx, OPERATOR_NAME, 'service', ROLES, 'simulator');
    if (found.kind !== 'service') throw refusal('that principal is a person, and nothing of a script goes under the name of a person');
    if (found.disabledAt !== null) throw refusal('that principal is disabled');
    return { principalId: found.id, actor: OPERATOR_ACTOR, roles: found.roles };
  });
}

function refusal(reason: string): LabError {
  return new LabError('CONFLICT', `principal "${OPERATOR_NAME}": ${reason}`, { kind: 'principal', id: OPERATOR_NAME, reason });
}
