import fs from 'node:fs';
import path from 'node:path';
import { LabError } from '@labwright/domain';

/** What the files in the home are called. */
export const HomeFile = {
  Lock: 'lock',
  Processes: 'processes.json',
  PostgresPassword: 'postgres.password',
  ApplicationPassword: 'application.password',
  AuditAnchors: 'audit-anchors.ndjson',
  PostgresPlace: 'postgres.place',
  Policy: 'policy.yaml',
} as const;
export type HomeFile = (typeof HomeFile)[keyof typeof HomeFile];

/**
 * Makes the folder that keeps everything of one embedded lab. Others may pass through it (the account that postgres runs as under root
 * must), but not list it; what is secret has its own mode.
 * @returns its real path
 * @throws LabError SETTING_INVALID when it cannot be written
 */
export function openHome(dir: string): string {
  try {
    if (!fs.existsSync(dir)) {
      fs.mkdirSync(dir, { recursive: true });
      fs.chmodSync(dir, 0o711);
    }
    const home = fs.realpathSync(dir);
    // Some bytes: a full disk still takes an empty file.
    writePrivately(path.join(home, '.write-test'), 'x'.repeat(8192));
    fs.rmSync(path.join(home, '.write-test'));
    return home;
  } catch (error) {
    throw notWritable(dir, error);
  }
}

/** Writes a file in one go, so that a reader sees the old or the new one; only its owner may read it. */
export function writePrivately(file: string, text: string): void {
  const draft = `${file}.${process.pid}.new`;
  try {
    const handle = fs.openSync(draft, 'w', 0o600);
    fs.writeSync(handle, text);
    fs.fsyncSync(handle);
    fs.closeSync(handle);
    fs.renameSync(draft, file);
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw error;
  }
}

/** The text of a file, or undefined when there is none. */
export function readIfThere(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const WHY_NOT: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'it is not a folder',
  EEXIST: 'it is not a folder',
};

function notWritable(dir: string, error: unknown): LabError {
  const { code, message } = error as NodeJS.ErrnoException;
  const why = WHY_NOT[code ?? ''] ?? message;
  const wayOut =
    code === 'ENOSPC' || code === 'EDQUOT' ? 'make room, or choose another disk with --home' : 'choose another folder with --home';
  return new LabError(
    'SETTING_INVALID',
    `the home ${dir} cannot be written: ${why}; ${wayOut}`,
    { setting: 'LABWRIGHT_HOME', value: dir, allowed: 'a folder that this user may write' },
    'never',
    { cause: error },
  );
}
