import { DeviationKind, LabError } from '@labwright/domain';
import { recordEvents, type Tx } from '@labwright/persistence';
import type { PlanTiming } from '@labwright/protocol';
import { recordDeviation } from './deviate';
import { abortAgents, holdRun } from './hold-run';
import { STEP_COLUMNS, changeRun, changeStep, nameOf, type LockedRun, type StepRow } from './run-store';
import { letGo } from './settle-step';
import { lookAgainIn, measure } from './windows';

/** Missing a bound by less than this is the rounding of dates, milliseconds. */
const ROUNDING_MS = 2;

/** Steps of a run that have not begun, and that have to begin within some time after another one. */
export async function stepsWithWindows(tx: Tx, runId: string): Promise<readonly StepRow[]> {
  const steps = await tx.prepared<StepRow>(
    `select ${STEP_COLUMNS} from lab.step_instances s left join lab.instruments i on i.id = s.instrument_id
     where s.run_id = $1 and s.status in ('pending', 'ready') and s.started_lab is null and s.timing is not null order by s.position, s.iteration_path`,
    [runId],
  );
  return steps.filter(({ definition }) => definition.timing?.some(({ atMostMs }) => atMostMs !== null));
}

/**
 * Looks whether steps that have not begun can still begin in their windows. One that cannot is answered as its author wants it, now and not
 * when its turn comes; for the others the run is looked at again when the window closes. A run that stood still judges them when it goes on.
 */
export async function judgeWindows(tx: Tx, run: LockedRun, steps: readonly StepRow[], actor: string): Promise<void> {
  for (const step of steps) {
    if (run.state.status !== 'running') return;
    if (step.windowMissed === 'accepted' || !['pending', 'ready'].includes(step.status)) continue;
    const measured = await measure(tx, step);
    const missed = measured.find(({ now }) => now.state === 'missed');
    if (missed?.now.state === 'missed') await answerMissed(tx, run, step, missed.window, missed.now.lateMs, actor);
    else
      await watchClosing(
        tx,
        step,
        measured.flatMap(({ window, gapMs }) => (window.atMostMs === null ? [] : [window.atMostMs - gapMs])),
      );
  }
}

/** Sets a timer for the next bound of a step, unless one is set that comes before it: that one finds it. */
async function watchClosing(tx: Tx, step: StepRow, closing: readonly number[]): Promise<void> {
  const next = Math.min(...closing, ...(await underWay(tx, step)));
  if (!Number.isFinite(next)) return;
  const [set] = await tx.query(
    `select 1 from lab.timers where step_instance_id = $1 and fired_at is null and kind = 'window_opens'
       and due_lab <= lab.lab_now() + $2 * interval '1 millisecond'`,
    [step.id, next + ROUNDING_MS + 1],
  );
  if (!set) await lookAgainIn(tx, step, next + ROUNDING_MS);
}

/** Windows that count from the start of an operation that has been dispatched: it starts at this moment or later. */
async function underWay(tx: Tx, step: StepRow): Promise<readonly number[]> {
  const starts = (step.definition.timing ?? []).filter(({ after, atMostMs }) => after.point === 'start' && atMostMs !== null);
  const found: number[] = [];
  for (const { after, atMostMs } of starts) {
    const [row] = await tx.query(
      `select 1 from lab.step_instances where run_id = $1 and step_id = $2 and iteration_path = $3 and status = 'dispatched' and started_lab is null`,
      [step.runId, after.step, step.iterationPath],
    );
    if (row && atMostMs !== null) found.push(atMostMs);
  }
  return found;
}

async function answerMissed(tx: Tx, run: LockedRun, step: StepRow, window: PlanTiming, lateMs: number, actor: string): Promise<void> {
  const { after, atLeastMs, atMostMs, onMissed } = window;
  const point = `${after.step}.${after.point}`;
  const message = `its window of ${(atMostMs ?? 0) / 1000} s after ${point} is over by ${(lateMs / 1000).toFixed(1)} s`;
  const data = {
    ...nameOf(step),
    title: step.definition.title,
    after,
    gapMs: (atMostMs ?? 0) + lateMs,
    atLeastMs,
    atMostMs,
    lateMs,
    size: lateMs / 1000,
    unit: 's',
    onMissed,
    error: message,
  };
  await recordEvents(tx, [
    { type: 'step.window_missed', actor, runId: run.id, stepInstanceId: step.id, instrumentId: step.instrumentId, data },
  ]);
  const late = { size: lateMs / 1000, unit: 's', data: { lateMs, onMissed } };
  switch (onMissed) {
    case 'continue_with_deviation':
      // How late it is in the end is known when it starts.
      return put(tx, step, 'accepted', null);
    case 'skip':
      await changeStep(tx, step, 'skipped', { type: 'step.skipped', actor, data: { note: message } });
      await letGo(tx, run, step, actor);
      return recordDeviation(tx, run, step, actor, {
        kind: DeviationKind.skipped,
        reason: `${step.stepId} was left out: ${message}`,
        ...late,
      });
    case 'hold': {
      const context = { step: step.stepId, after: point, atMostMs: atMostMs ?? 0, lateMs };
      await put(tx, step, 'asked', new LabError('RUN_WINDOW_MISSED', message, context));
      return holdRun(tx, run, `${step.definition.title}: ${message}`, actor, { step, about: 'late' });
    }
    case 'abort':
      await recordDeviation(tx, run, step, actor, { kind: DeviationKind.late, reason: `${step.stepId}: ${message}`, ...late });
      await changeRun(tx, run, { type: 'fail' }, { type: 'run.stopping', actor, data: { reason: `${step.definition.title}: ${message}` } });
      return abortAgents(tx, run.id);
  }
}

async function put(tx: Tx, step: StepRow, missed: 'asked' | 'accepted', error: LabError | null): Promise<void> {
  await tx.query(`update lab.step_instances set window_missed = $2, error = coalesce($3::jsonb, error) where id = $1`, [
    step.id,
    missed,
    error && JSON.stringify(error),
  ]);
}
