import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { HomeFile, readIfThere, writePrivately } from '../home';
import type { Account } from './account';
import { canRun, copyPrograms, repair, type Programs } from './programs';

/** Where the programs are run from and where the cluster is. */
export interface Placement {
  readonly programs: Programs;
  /** Folder that holds the cluster, `data`. */
  readonly clusterDir: string;
  /** For the operator, when it is not where one would look. */
  readonly notice?: string;
}

/** Where things go that the account of postgres cannot reach below the home or node_modules; used by root only. */
const STAGE = '/var/lib/labwright';

/**
 * Decides where postgres runs. Normally: the programs where npm put them and the cluster in the home. Root may work in folders that
 * the account of postgres cannot enter (/root, a private temporary folder); then programs and cluster go to /var/lib/labwright, and a
 * file in the home says where. Once made, a cluster stays where it is.
 */
export function placePostgres(home: string, account: Account, installed: Programs): Placement {
  const inHome = path.join(home, 'postgres');
  if (account.uid === undefined) {
    if (!canRun(installed, account)) repair(installed);
    return { programs: installed, clusterDir: inHome };
  }
  const programs = canRun(installed, account)
    ? installed
    : copyPrograms(installed, path.join(openStage(), `postgres-${installed.version}`));
  const noted = readIfThere(path.join(home, HomeFile.PostgresPlace))?.trim();
  const clusterDir = noted ?? (canEnter(home, account) ? inHome : stageCluster(home));
  if (programs.dir === installed.dir && clusterDir === inHome) return { programs, clusterDir };
  return {
    programs,
    clusterDir,
    notice: `the account postgres cannot enter ${home} or node_modules: programs in ${programs.dir}, data in ${clusterDir}`,
  };
}

function openStage(): string {
  fs.mkdirSync(STAGE, { recursive: true });
  fs.chmodSync(STAGE, 0o755);
  return STAGE;
}

/** A cluster of a home that was removed is kept under another name: nobody but its owner knows whether it still matters. */
function stageCluster(home: string): string {
  const dir = path.join(openStage(), createHash('sha256').update(home).digest('hex').slice(0, 16));
  if (fs.existsSync(dir)) fs.renameSync(dir, `${dir}.left-${new Date().toISOString().replaceAll(':', '')}`);
  writePrivately(path.join(home, HomeFile.PostgresPlace), `${dir}\n`);
  return dir;
}

/** Asks the system rather than reading modes, so that access lists and mounts count too. */
function canEnter(dir: string, account: Account): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', dir], { ...account, cwd: '/', stdio: 'ignore', timeout: 10_000 }).status === 0;
}
