import { choicesFor } from '@labwright/execution';
import type { JobInstrumentRow, JobRow, JobTaskRow, QueueRows, StepQuestionRow } from '@labwright/persistence';
import type { z } from 'zod';
import type { JobSchema, JobState, JobTaskSchema, JobsView, StepQuestionSchema } from './job.schema';

type Job = z.input<typeof JobSchema>;
type Clock = QueueRows['clock'];

/** The queue of the lab as a technician reads it: by instrument, and what needs none. */
export function jobsView({ clock, instruments, underWay, waiting, timed, tasks, questions }: QueueRows, whole: boolean): JobsView {
  const queueOf = (instrument: string | null) => {
    const steps = [...(instrument === null ? timed : []), ...waiting.filter((row) => row.instrument === instrument)];
    const own = tasks.filter((row) => row.instrument === instrument);
    return {
      waiting: steps.map((row) => jobView(row, clock)),
      waitingCount: totalOf(waiting, instrument) + (instrument === null ? (timed[0]?.total ?? 0) : 0),
      tasks: own.map((row) => taskView(row, clock)),
      taskCount: totalOf(tasks, instrument),
      questions: questions.filter((row) => row.instrument === instrument).map(questionView),
    };
  };
  return {
    clock: { lab: clock.labNow, wall: clock.wallNow, rate: clock.rate },
    instruments: instruments.map((row) => ({
      ...instrumentPart(row),
      running: underWay.filter(({ instrument }) => instrument === row.id).map((job) => jobView(job, clock)),
      ...queueOf(row.id),
    })),
    elsewhere: whole ? queueOf(null) : { waiting: [], waitingCount: 0, tasks: [], taskCount: 0, questions: [] },
  };
}

function instrumentPart(row: JobInstrumentRow) {
  return { ...row, paused: row.pausedAt !== null };
}

function totalOf(rows: readonly { instrument: string | null; total: number }[], instrument: string | null): number {
  return rows.find((row) => row.instrument === instrument)?.total ?? 0;
}

function jobView(row: JobRow, clock: Clock): Job {
  const state = stateOf(row);
  return {
    id: row.id,
    step: row.stepId,
    iterationPath: row.iterationPath,
    kind: row.kind as Job['kind'],
    title: row.title,
    status: row.status,
    state,
    attempt: row.attempt,
    run: row.run,
    runStatus: row.runStatus,
    protocol: row.protocol,
    priority: row.priority,
    runStartedAt: row.runStartedAt,
    sinceLab: state === 'holding' ? row.holdStartedLab : row.startedLab,
    sinceWall: row.claimedAt ?? row.dispatchedAt,
    left: timeLeft(row, clock),
    turn: row.status === 'ready' ? row.turn : null,
    waitingFor: waitingFor(row, state),
    waitingPlace: row.status === 'ready' ? row.waitingPlace : null,
  };
}

function stateOf({ kind, status, settlingMs }: JobRow): JobState {
  if (status === 'dispatched') return 'starting';
  if (status === 'running') return settlingMs === null ? 'busy' : 'settling';
  return status === 'holding' && kind === 'operation' ? 'holding' : 'waiting';
}

/** Until its hold or wait is over, which is certain; otherwise until the expected duration of its first attempt is. */
function timeLeft({ status, attempt, dueLab, startedLab, expectedMs }: JobRow, { labNow, rate }: Clock): Job['left'] {
  const estimated = dueLab === null;
  if (estimated && (status !== 'running' || attempt !== 1 || startedLab === null)) return null;
  const end = dueLab?.getTime() ?? (startedLab?.getTime() ?? 0) + expectedMs;
  const ms = end - labNow.getTime();
  const labMs = Math.max(0, ms);
  return { labMs, wallMs: labMs / rate, estimated, overdueMs: Math.max(0, -ms) };
}

/** A run that does not go on is why none of its steps does, whatever they waited for before. */
function waitingFor(row: JobRow, state: JobState): string | null {
  if (state !== 'waiting') return state === 'starting' ? 'its bench agent to take it' : null;
  if (row.runStatus === 'held') return `an answer, its run is held: ${row.holdReasons.join('; ')}`;
  if (row.runStatus === 'paused') return 'its run to be resumed';
  if (row.kind === 'wait' && row.status === 'holding') return 'the end of its wait';
  if (row.status === 'in_body') return `round ${row.round + 1}`;
  return row.waitingFor ?? 'its turn, which comes in a moment';
}

function taskView({ instrument, turn, total, ...row }: JobTaskRow, { labNow }: Clock): z.input<typeof JobTaskSchema> {
  void [instrument, turn, total];
  return { ...row, overdue: row.dueLab !== null && row.dueLab < labNow };
}

/** A question as it is asked. */
export function questionView(row: StepQuestionRow): z.input<typeof StepQuestionSchema> {
  const { id, stepId, iterationPath, title, instrument, run, status, attempt, problem, task } = row;
  const happened = status === 'in_doubt' ? 'unknown' : 'no';
  return { id, step: stepId, iterationPath, title, instrument, run, attempt, happened, problem, choices: [...choicesFor(row)], task };
}
