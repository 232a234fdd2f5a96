import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { LabError } from '@labwright/domain';
import { HomeFile, readIfThere, writePrivately } from '../home';
import type { Account } from './account';
import type { Placement } from './placement';

/** A database cluster on disk. */
export interface Cluster {
  readonly dataDir: string;
  readonly password: string;
}

export const SUPERUSER = 'labwright';
const INITDB_LIMIT_MS = 60_000;

/** What the postgres programs get to see of our environment: no PG* variable may change what they do. */
export function programEnvironment(home: string): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', LABWRIGHT_HOME: home };
}

/**
 * The cluster of this home, made when there is none. It is made under another name and renamed when complete: a crash in between
 * leaves a draft that the next start removes.
 * @throws LabError INTERNAL with the lines of initdb, or when cluster and password or programs do not belong together
 */
export async function openCluster(home: string, placement: Placement, account: Account, log: (line: string) => void): Promise<Cluster> {
  const dataDir = path.join(placement.clusterDir, 'data');
  const passwordFile = path.join(home, HomeFile.PostgresPassword);
  const madeBy = readIfThere(path.join(dataDir, 'PG_VERSION'))?.trim();
  if (madeBy !== undefined) {
    const password = readIfThere(passwordFile)?.trim();
    if (!password) throw trouble(`the password of the database is gone; put ${passwordFile} back, or remove ${dataDir} with all its data`);
    const runs = placement.programs.version.split('.')[0];
    if (madeBy === runs) return { dataDir, password };
    throw trouble(
      `the database in ${dataDir} was made by PostgreSQL ${madeBy}, installed is ${runs}; dump it with the old one and load it into a new --home`,
    );
  }
  log('making the database (first start)');
  const password = randomBytes(24).toString('hex');
  writePrivately(passwordFile, `${password}\n`);
  await initialise(home, placement, account, dataDir, password);
  return { dataDir, password };
}

async function initialise(home: string, placement: Placement, account: Account, dataDir: string, password: string): Promise<void> {
  const draft = `${dataDir}.new`;
  const handOver = `${placement.clusterDir}/initial-password`;
  try {
    fs.rmSync(draft, { recursive: true, force: true });
    fs.mkdirSync(draft, { recursive: true, mode: 0o700 });
    fs.chmodSync(placement.clusterDir, 0o711);
    fs.writeFileSync(handOver, password, { mode: 0o600 });
    if (account.uid !== undefined && account.gid !== undefined)
      for (const it of [draft, handOver]) fs.chownSync(it, account.uid, account.gid);
    const program = path.join(placement.programs.dir, 'bin', 'initdb');
    // The same order of texts on every machine: by code point, with Unicode's upper and lower case.
    const flags = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'];
    await promisify(execFile)(
      program,
      [...flags, '--auth=scram-sha-256', `--username=${SUPERUSER}`, `--pwfile=${handOver}`, `--pgdata=${draft}`],
      { ...account, cwd: '/', env: programEnvironment(home), timeout: INITDB_LIMIT_MS },
    );
    fs.renameSync(draft, dataDir);
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true });
    throw initdbFailed(dataDir, error);
  } finally {
    fs.rmSync(handOver, { force: true });
  }
}

function initdbFailed(dataDir: string, error: unknown): LabError {
  const { code, message, stderr, stdout } = error as NodeJS.ErrnoException & { stderr?: string; stdout?: string };
  const lines = `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').slice(-15).join('\n');
  if (code === 'ENOSPC' || /no space left/i.test(lines)) {
    return trouble(`the disk of ${dataDir} is full; make room (about 100 MB), or choose another disk with --home`, error);
  }
  return trouble(`initdb could not make the database in ${dataDir}: ${lines || message}`, error);
}

function trouble(message: string, cause?: unknown): LabError {
  return new LabError('INTERNAL', message, { where: 'postgres cluster' }, 'never', { cause });
}
