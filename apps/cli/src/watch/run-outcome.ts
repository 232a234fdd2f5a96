import type { Run } from '../api/generated/runs';
import { ExitCode } from '../exit-code';

export type RunStatus = Run['status'];

const OUTCOMES: Readonly<Partial<Record<RunStatus, ExitCode>>> = {
  completed: ExitCode.ok,
  completed_with_deviations: ExitCode.deviations,
  failed: ExitCode.failed,
  cancelled: ExitCode.cancelled,
};

export function isOver(status: RunStatus): boolean {
  return status in OUTCOMES;
}

/** Exit code of a run that is over; a run that was left alone in the middle was interrupted. */
export function outcomeCode(status: RunStatus): ExitCode {
  return OUTCOMES[status] ?? ExitCode.interrupted;
}
