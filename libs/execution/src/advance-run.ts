import { isTerminalRun } from '@labwright/domain';
import { LINK_NOW, LINK_REASON_NOW, labNow, paceLab, recordEvents, startTimer, type Tx } from '@labwright/persistence';
import { holdIfCircular } from './circular-wait';
import { askIfGone, waitForRetry } from './begin-again';
import { dispatchStep } from './dispatch-step';
import { endKeptHolds } from './hold-length';
import { beginAccess, endAccess, openedByAnother } from './instrument-access';
import { beginBody, lookAtBody } from './nested-steps';
import { judgeWindows, stepsWithWindows } from './missed-windows';
import { openConsult, openTask } from './open-task';
import { releasePlaces, reservePlaces, type Waiting } from './reservation';
import {
  changeRun,
  changeStep,
  hasOpenSteps,
  loadOpenSteps,
  lockRun,
  makeReady,
  nameOf,
  wakeRun,
  writeReady,
  type LockedRun,
  type OpenStep,
  type StepRow,
} from './run-store';
import { stopRun } from './stop-run';
import { chainAfter, needsOf, openInList } from './tight-chain';
import { recordWindows, waitForWindow } from './windows';

const ACTOR = 'system';
/** Looks at one run in one transaction; a run that wants more is woken again. Each look but the last begins or ends the body of a step. */
const MOST_LOOKS = 50;

/**
 * Looks what of a run can go on, and lets it: one transaction under the lock of the run. Makes steps ready whose predecessors are over,
 * reserves what they need, and dispatches them; opens operator tasks; begins and ends rounds and cases; ends the run when every step is over. Calling it once more changes
 * nothing, so that wake-ups may come twice or late. @throws LabError NOT_FOUND, CONFLICT (a worker claimed a step meanwhile: call again)
 */
export async function advanceRun(tx: Tx, runId: string): Promise<void> {
  const run = await lockRun(tx, runId);
  if (isTerminalRun(run.state.status)) return;
  if (run.state.status === 'stopping') await stopRun(tx, run);
  else if (run.state.status === 'running') await goOn(tx, run);
  await paceLab(tx);
}

async function goOn(tx: Tx, run: LockedRun): Promise<void> {
  let steps = await loadOpenSteps(tx, run.id, 'unblocked');
  // Whatever waits, waits for some step that is open and not blocked, so where there is a window there is a row that says so.
  const windows = steps[0]?.runHasWindows ? await stepsWithWindows(tx, run.id) : [];
  if (windows.length > 0) {
    await judgeWindows(tx, run, windows, ACTOR);
    if (run.state.status !== 'running') return wakeRun(tx, run.id);
    steps = await loadOpenSteps(tx, run.id, 'unblocked');
  }
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    if (looks > 0) steps = await loadOpenSteps(tx, run.id, 'unblocked');
    if (steps.length === 0 && !(await hasOpenSteps(tx, run.id))) {
      await endKeptHolds(tx, run, null, ACTOR);
      await changeRun(tx, run, { type: 'finish' }, { type: 'run.ended', actor: ACTOR });
      await endAccess(tx, run.id, 'all', ACTOR);
      return releasePlaces(tx, run.id, 'all', ACTOR);
    }
    let more = false;
    for (const step of steps) {
      if (step.status === 'pending') await makeReady(tx, step, ACTOR);
      if (step.status === 'ready') more = (await begin(tx, run, step, windows.length > 0)) || more;
      else if (step.status === 'in_body' && !step.underWay) more = (await lookAtBody(tx, run, step)) || more;
      // A question or a missed bound has held or stopped it.
      if (run.state.status !== 'running') return wakeRun(tx, run.id);
    }
    if (!more) {
      // What has just been dispatched may be what a window counts from.
      if (windows.length > 0) await judgeWindows(tx, run, await stepsWithWindows(tx, run.id), ACTOR);
      return;
    }
  }
  await wakeRun(tx, run.id);
}

/** Begins a step that is ready, or says what it waits for. `windowed`: some step of the run has a window. True when other steps may go on by that in the same look. */
async function begin(tx: Tx, run: LockedRun, step: OpenStep, windowed: boolean): Promise<boolean> {
  const waiting = await obstacle(tx, run, step, windowed);
  if (waiting) {
    await writeReady(tx, step);
    await wait(tx, step, waiting);
    if (waiting.isGone) await askIfGone(tx, run, step, ACTOR);
    if (waiting.place !== null) await holdIfCircular(tx, run, step, ACTOR);
    return false;
  }
  await beginAccess(tx, run, step, ACTOR);
  if (step.runKeepsHolds) await endKeptHolds(tx, run, step, ACTOR);
  // A repeat that does another round because a person says so has started long ago.
  if (step.startedLab === null || !isBody(step)) await recordWindows(tx, run, step, ACTOR);
  switch (step.definition.kind) {
    case 'operation':
      await dispatchStep(tx, step);
      return false;
    case 'operator':
      await changeStep(tx, step, 'task_opened', null);
      await openTask(tx, step, step.definition, ACTOR);
      return false;
    case 'consult':
      await changeStep(tx, step, 'task_opened', null);
      await openConsult(tx, step, step.definition, ACTOR);
      return false;
    case 'wait': {
      await changeStep(tx, step, 'wait_begun', { type: 'step.started', actor: ACTOR });
      const dueLab = new Date((await labNow(tx)).getTime() + step.definition.waitMs);
      await startTimer(tx, { kind: 'wait_over', runId: run.id, stepInstanceId: step.id, attempt: step.attempt, dueLab });
      return false;
    }
    case 'repeat':
    case 'decision':
      await beginBody(tx, run, step);
      return true;
  }
}

function isBody({ definition }: StepRow): boolean {
  return definition.kind === 'repeat' || definition.kind === 'decision';
}

interface Obstacle extends Waiting {
  /** Its instrument does not answer. */
  readonly isGone?: true;
}

/** What a step waits for: its window, its instrument, the hands of another run in it, its nests; reserves those last, all or none. */
async function obstacle(tx: Tx, run: LockedRun, step: StepRow, windowed: boolean): Promise<Obstacle | null> {
  const window = (await waitForWindow(tx, step)) ?? (await waitForRetry(tx, step));
  if (window) return { reason: window, place: null };
  const { waiting, shared, owned } = await instrumentOf(tx, step.instrumentId, run.id);
  if (waiting) return waiting;
  const open = await openedByAnother(tx, run, step, shared);
  if (open) return { reason: open, place: null };
  return windowed && step.startedLab === null ? reserveChain(tx, run, step) : reservePlaces(tx, run, step, ACTOR, owned);
}

/**
 * Steps that have to follow this one within some time need their instruments in service and their nests too, before this one begins: all, or
 * it does not begin.
 */
async function reserveChain(tx: Tx, run: LockedRun, step: StepRow): Promise<Obstacle | null> {
  const chain = chainAfter(step, await openInList(tx, step));
  if (chain.length === 0) return reservePlaces(tx, run, step, ACTOR);
  const { reserves, settings, instruments } = needsOf(step, chain);
  const last = chain.at(-1)?.stepId ?? '';
  const forAll = (reason: string) => `all that has to follow in time, to ${last}: ${reason}`;
  for (const instrument of instruments) {
    const { waiting } = await instrumentOf(tx, instrument, run.id);
    if (waiting) return { reason: forAll(waiting.reason), place: null };
  }
  const whole = { ...step, definition: { ...step.definition, reserves, settings } };
  const waiting = await reservePlaces(tx, run, whole, ACTOR);
  return waiting && { ...waiting, reason: forAll(waiting.reason) };
}

interface InstrumentNow {
  readonly waiting: Obstacle | null;
  /** Others may stand on it too. */
  readonly shared: boolean;
  /** Nests of the plan that the run has; absent: not looked at. */
  readonly owned?: readonly string[];
}

/** Instruments that are away or out of service get no steps; the step waits and says so. */
async function instrumentOf(tx: Tx, instrumentId: string | null, runId: string): Promise<InstrumentNow> {
  if (instrumentId === null) return { waiting: null, shared: false };
  const [row] = await tx.prepared<{
    service: string;
    serviceReason: string;
    link: string;
    linkReason: string;
    paused: boolean;
    pauseReason: string;
    shared: boolean;
    owned: string[];
  }>(
    `select i.service, i.service_reason as "serviceReason", ${LINK_NOW} as link, ${LINK_REASON_NOW} as "linkReason",
       i.paused_at is not null as paused, i.pause_reason as "pauseReason", (select count(*) from lab.places where instrument_id = $1) > 1 as shared,
       array(select planned_place from lab.reservations where run_id = $2 and released_at is null) as owned
     from lab.instruments i where i.id = $1`,
    [instrumentId, runId],
  );
  const because = (reason: string) => ({ waiting: { reason: `${instrumentId} is ${reason}`, place: null }, shared: false });
  if (!row) return because('not registered');
  if (row.service !== 'available') return because(`${row.service}: ${row.serviceReason}`);
  if (row.paused) return because(`paused: ${row.pauseReason}`);
  if (row.link !== 'online')
    return { waiting: { reason: `${instrumentId} is ${row.link}: ${row.linkReason}`, place: null, isGone: true }, shared: false };
  return { waiting: null, shared: row.shared, owned: row.owned };
}

async function wait(tx: Tx, step: StepRow, { reason, place }: Waiting): Promise<void> {
  if (step.waitingFor === reason) return;
  await tx.query(`update lab.step_instances set waiting_for = $2, waiting_place = $3 where id = $1`, [step.id, reason, place]);
  await recordEvents(tx, [
    {
      type: 'step.waiting',
      actor: ACTOR,
      runId: step.runId,
      stepInstanceId: step.id,
      instrumentId: step.instrumentId,
      data: { ...nameOf(step), for: reason },
    },
  ]);
}
