import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '@labwright/domain';
import { readIfThere } from '../home';
import { argumentsOf, markOf, signal, stillRuns, type ProcessMark } from '../process-table';

/** How a running server is ended: orderly, then at once (it recovers at the next start), then by force. */
const ESCALATION: readonly { readonly signal: NodeJS.Signals; readonly waitMs: number }[] = [
  { signal: 'SIGINT', waitMs: 5_000 },
  { signal: 'SIGQUIT', waitMs: 2_000 },
  { signal: 'SIGKILL', waitMs: 1_000 },
];

/** Ends a server within 8 s. @throws LabError INTERNAL when it survives even that */
export async function endPostmaster(server: ProcessMark): Promise<void> {
  for (const step of ESCALATION) {
    if (!stillRuns(server)) return;
    signal(server.pid, step.signal);
    const until = Date.now() + step.waitMs;
    while (stillRuns(server) && Date.now() < until) await delay(10);
  }
  if (!stillRuns(server)) return;
  throw new LabError('INTERNAL', `postgres (process ${server.pid}) does not end; look at it, then start again`, { where: 'postgres stop' });
}

/**
 * Makes room for a new server on this data: a server that outlived its guard is ended, a file that a killed server left is removed.
 * The pid alone proves nothing; the data directory among the arguments of the process does.
 */
export async function clearTheWay(dataDir: string, log: (line: string) => void): Promise<void> {
  const file = path.join(dataDir, 'postmaster.pid');
  const pid = Number(readIfThere(file)?.split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  const found = markOf(pid);
  const args = argumentsOf(pid);
  if (found && args?.includes(dataDir)) {
    log(`postgres (process ${pid}) outlived its guard; ending it first`);
    await endPostmaster(found);
  }
  // Without /proc the server itself has to judge the file.
  if (args !== undefined || !found) fs.rmSync(file, { force: true });
}
