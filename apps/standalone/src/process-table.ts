import fs from 'node:fs';

/** Names one process for ever: a pid alone is given to another process later. */
export interface ProcessMark {
  readonly pid: number;
  /** Boot id and start time in clock ticks; empty where there is no /proc. */
  readonly startedAs: string;
}

/** The mark of a running process; undefined when there is none with this pid, or only its zombie. */
export function markOf(pid: number): ProcessMark | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (!fs.existsSync('/proc/self/stat')) return answersToSignals(pid) ? { pid, startedAs: '' } : undefined;
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program is in brackets and may itself hold blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return { pid, startedAs: `${fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}` };
  } catch {
    return undefined;
  }
}

/** True while the very process that the mark was taken of still runs. */
export function stillRuns(mark: ProcessMark): boolean {
  return markOf(mark.pid)?.startedAs === mark.startedAs;
}

/** The arguments of a process; undefined when it is gone or there is no /proc. */
export function argumentsOf(pid: number): readonly string[] | undefined {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return undefined;
  }
}

/** Sends a signal; a process that is gone already is fine. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function answersToSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
