import { DeviationKind, windowAt, type WindowState } from '@labwright/domain';
import { recordEvents, startTimer, type Tx } from '@labwright/persistence';
import type { PlanTiming } from '@labwright/protocol';
import { recordDeviation } from './deviate';
import { nameOf, type LockedRun, type StepRow } from './run-store';

export interface Measured {
  readonly window: PlanTiming;
  /** From the point that the window counts from until now, lab milliseconds. */
  readonly gapMs: number;
  readonly now: WindowState;
}

/**
 * The gaps of a step's windows now. A window whose point has not come has none: its step has not begun or ended, was skipped or cancelled.
 */
export async function measure(tx: Tx, step: StepRow): Promise<readonly Measured[]> {
  const found: Measured[] = [];
  for (const window of step.definition.timing ?? []) {
    const { step: after, point } = window.after;
    // In the same round of every repeat around both; of a repeat inside which the other step is, the last round.
    const [row] = await tx.query<{ gapMs: number | null }>(
      `select extract(epoch from lab.lab_now() - case $3 when 'start' then s.started_lab else s.ended_lab end)::float8 * 1000 as "gapMs"
       from lab.step_instances s where s.run_id = $1 and s.step_id = $2 and s.started_lab is not null
         and (s.iteration_path = '' or starts_with($4 || '/', s.iteration_path || '/') or $4 = '' or starts_with(s.iteration_path || '/', $4 || '/'))
       order by s.started_lab desc limit 1`,
      [step.runId, after, point, step.iterationPath],
    );
    if (row?.gapMs != null) found.push({ window, gapMs: row.gapMs, now: windowAt(window, row.gapMs) });
  }
  return found;
}

async function earlyFor(tx: Tx, step: StepRow): Promise<{ readonly window: PlanTiming; readonly opensInMs: number } | null> {
  for (const { window, gapMs } of await measure(tx, step)) {
    const { atLeastMs } = window;
    if (atLeastMs !== null && gapMs < atLeastMs) return { window, opensInMs: atLeastMs - gapMs };
  }
  return null;
}

/** Whether a window of the step has not opened yet. */
export async function isEarly(tx: Tx, step: StepRow): Promise<boolean> {
  return (await earlyFor(tx, step)) !== null;
}

/** Lets a step whose window has not opened yet wait for it; gives the reason, or null. */
export async function waitForWindow(tx: Tx, step: StepRow): Promise<string | null> {
  const early = await earlyFor(tx, step);
  if (!early) return null;
  const { after, atLeastMs } = early.window;
  const reason = `its window, ${Math.round((atLeastMs ?? 0) / 1000)} s after ${after.step}.${after.point}`;
  if (step.waitingFor === reason) return reason;
  // A date has whole milliseconds: rounded down, the timer would find the window closed still, and set no other one.
  await lookAgainIn(tx, step, early.opensInMs + 1);
  return reason;
}

/** Has the run looked at when a bound of a window of this step comes. */
export async function lookAgainIn(tx: Tx, step: StepRow, labMs: number): Promise<void> {
  const [row] = await tx.query<{ due: Date }>(`select lab.lab_now() + $1 * interval '1 millisecond' as due`, [labMs]);
  const { runId, id: stepInstanceId, attempt } = step;
  await startTimer(tx, { kind: 'window_opens', runId, stepInstanceId, attempt, dueLab: row?.due ?? new Date() });
}

/** Records, at the start of a step, how far its windows were kept. One that is missed is a deviation with its size. */
export async function recordWindows(tx: Tx, run: LockedRun, step: StepRow, actor: string): Promise<void> {
  for (const { window, gapMs, now } of await measure(tx, step)) {
    const lateMs = now.state === 'missed' ? now.lateMs : 0;
    const data = { ...nameOf(step), after: window.after, gapMs, atLeastMs: window.atLeastMs, atMostMs: window.atMostMs, lateMs };
    await recordEvents(tx, [{ type: 'step.window_checked', actor, runId: run.id, stepInstanceId: step.id, data }]);
    if (lateMs === 0) continue;
    await recordDeviation(tx, run, step, actor, {
      kind: DeviationKind.late,
      reason: `${step.stepId} started ${(lateMs / 1000).toFixed(1)} s too late after ${window.after.step}.${window.after.point}`,
      size: lateMs / 1000,
      unit: 's',
      data: { lateMs, onMissed: window.onMissed },
    });
  }
}
