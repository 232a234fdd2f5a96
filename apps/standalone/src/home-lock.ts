import fs from 'node:fs';
import path from 'node:path';
import { LabError } from '@labwright/domain';
import { HomeFile, readIfThere, writePrivately } from './home';
import { markOf, stillRuns, type ProcessMark } from './process-table';

interface Holder extends ProcessMark {
  /** ISO 8601. */
  readonly since: string;
}

const TRIES = 5;

/**
 * The right of one launcher to one home, as a file that names its holder. The file is made complete and then linked to its name, so
 * that nobody ever reads half of it. A crash leaves the file; because it names the process and not only the pid, the next launcher
 * knows that it is stale and takes it over.
 * @returns the function that gives the home back
 * @throws LabError CONFLICT, saying who holds it and the way out
 */
export function lockHome(home: string): () => void {
  const file = path.join(home, HomeFile.Lock);
  const own: Holder = { ...(markOf(process.pid) ?? { pid: process.pid, startedAs: '' }), since: new Date().toISOString() };
  const mine = `${file}.${process.pid}`;
  writePrivately(mine, JSON.stringify(own));
  try {
    for (let i = 0; i < TRIES; i += 1) {
      if (linked(mine, file)) return () => giveBack(file, own);
      const text = readIfThere(file);
      const holder = text === undefined ? undefined : readHolder(text);
      if (holder && stillRuns(holder)) throw heldBy(home, holder);
      if (text !== undefined) setAside(file, text);
    }
  } finally {
    fs.rmSync(mine, { force: true });
  }
  throw new LabError(
    'CONFLICT',
    `the home ${home} is being taken by other launchers; try again`,
    { kind: 'home', id: home, reason: 'contended' },
    'safe',
  );
}

function linked(from: string, to: string): boolean {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes the stale file, unless another launcher was quicker: then its lock is put back. */
function setAside(file: string, stale: string): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readIfThere(aside) !== stale) linked(aside, file);
  fs.rmSync(aside, { force: true });
}

function giveBack(file: string, own: Holder): void {
  if (readIfThere(file) === JSON.stringify(own)) fs.rmSync(file, { force: true });
}

function readHolder(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<Holder> | null;
    return typeof holder?.pid === 'number' && typeof holder.startedAs === 'string' ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

function heldBy(home: string, holder: Holder): LabError {
  const message =
    `the home ${home} is in use by process ${holder.pid} since ${holder.since}; ` +
    `stop that one (kill ${holder.pid}), or start this one with another --home and --port`;
  return new LabError('CONFLICT', message, { kind: 'home', id: home, reason: `held by process ${holder.pid}` }, 'safe');
}
