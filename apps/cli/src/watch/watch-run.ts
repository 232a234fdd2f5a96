import { eventStream } from '../api/event-stream';
import type { Event } from '../api/generated/events';
import type { Run } from '../api/generated/runs';
import type { Task } from '../api/generated/tasks';
import { CommandFailure, ExitCode } from '../exit-code';
import type { Session } from '../session';
import { LiveBoard } from './live-board';
import { eventLine } from './event-line';
import type { RunStatus } from './run-outcome';
import { RunSeries } from './run-series';

/** Wall milliseconds without a connection after which watching ends. */
const PATIENCE_MS = 300_000;

/** What is told of a run, in whichever form. */
interface Watching {
  take(event: Event): void;
  connection(lost: string | null): void;
  end(): Promise<void>;
}

/** How watching ended: with the run, or, where that was asked for, with a task that waits for a person. */
export interface Watched {
  readonly status: RunStatus;
  readonly task: Task | null;
}

/**
 * Watches a run to its end and gives its outcome; `untilTask` ends it earlier, as soon as a task is open or the run is held. In a terminal a picture is drawn again and again; otherwise each event is a line, with
 * `--json` a line of NDJSON. The run itself is never touched: Ctrl-C leaves it alone, and says so.
 * @throws CommandFailure when the API refuses, or is away for longer than five minutes
 */
export async function watchRun(session: Session, id: string, untilTask = false): Promise<Watched> {
  const run = await session.api.call('getRun', { path: { id } });
  const series = new RunSeries();
  const watching = session.screen.live && !session.json ? await LiveBoard.begin(session, run, series) : lines(session, run);
  const signal = session.shell.interrupted;
  let task: Task | null = null;
  try {
    const onConnection = (lost: string | null): void => watching.connection(lost);
    for await (const event of eventStream(session.api, { run: id, after: '0', signal, onConnection, patienceMs: PATIENCE_MS })) {
      series.take(event);
      watching.take(event);
      if (event.type === 'run.ended') break;
      if (untilTask && event.type === 'task.opened') task = await stillToDo(session, event);
      if (task || (untilTask && event.type === 'run.held' && (await isHeld(session, id)))) break;
    }
  } finally {
    await watching.end();
  }
  if (signal.aborted)
    throw new CommandFailure(ExitCode.interrupted, `no longer watching; the run goes on: labwright runs watch ${id.slice(0, 8)}`);
  return { status: (await session.api.call('getRun', { path: { id } })).status, task };
}

async function isHeld({ api }: Session, id: string): Promise<boolean> {
  return (await api.call('getRun', { path: { id } })).status === 'held';
}

/** The task that an event opened, unless it was done since: the story begins with the run. */
async function stillToDo({ api }: Session, { run, stepInstance }: Event): Promise<Task | null> {
  const open = await api.list('listTasks', { query: { run: run ?? '' } });
  return open.find((it) => it.stepInstance === stepInstance) ?? null;
}

function lines(session: Session, run: Run): Watching {
  let { startedLab } = run;
  session.note(`${run.protocol.name} ${run.protocol.version}, run ${run.id}: ${run.status}`);
  return {
    take: (event) => {
      if (event.type === 'run.started') startedLab = event.atLab;
      const line = session.json ? JSON.stringify(event) : eventLine(event, startedLab, session.paint);
      if (line !== null) session.screen.out(`${line}\n`);
    },
    connection: (lost) => session.note(lost === null ? 'connected again' : `no connection (${lost}); trying again`),
    end: () => Promise.resolve(),
  };
}
