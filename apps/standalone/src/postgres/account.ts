import { execFileSync } from 'node:child_process';
import { LabError } from '@labwright/domain';

/** The user that the postgres programs run as; empty when that is the user of this process. */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

const NAME = 'postgres';

/**
 * PostgreSQL refuses to run as root. Under root it gets the account `postgres`, which is made when the system has none.
 * @throws LabError INTERNAL when it cannot be made
 */
export function postgresAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const known = lookUp();
  if (known) return known;
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', NAME], { stdio: 'pipe' });
  } catch (error) {
    throw noAccount(error);
  }
  const made = lookUp();
  if (!made) throw noAccount(undefined);
  return made;
}

function lookUp(): Account | undefined {
  try {
    const idOf = (which: string): number => Number(execFileSync('id', [which, NAME], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    return undefined;
  }
}

function noAccount(cause: unknown): LabError {
  const message = `PostgreSQL does not run as root, and the account ${NAME} could not be made; start as another user, or make it with: useradd --system ${NAME}`;
  return new LabError('INTERNAL', message, { where: 'postgres account' }, 'never', { cause });
}
