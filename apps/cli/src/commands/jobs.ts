import { setTimeout as delay } from 'node:timers/promises';
import type { Job, Jobs, JobTask, StepQuestion } from '../api/generated/jobs';
import { numberBetween, wholeBetween, type CommandLine } from '../command-line';
import { usageError } from '../exit-code';
import type { Session } from '../session';
import { duration } from '../show/duration';
import { fitted, plain, stateColour } from '../show/paint';
import { LiveArea } from '../watch/live-area';
import { short } from './named';

interface JobsOptions {
  readonly limit?: number;
  readonly watch?: boolean;
  readonly every: number;
}

type Instrument = Jobs['instruments'][number];

export function addJobs(line: CommandLine): void {
  line
    .leaf<JobsOptions, [string | undefined]>(
      line.root,
      'jobs [instrument]',
      'Shows by instrument what runs, what waits and for what, and tasks',
      jobs,
    )
    .option('--limit <n>', 'lines of a queue at most', wholeBetween(1, 500))
    .option('--watch', 'draws it again and again, until Ctrl-C')
    .option('--every <seconds>', 'with --watch: how often', numberBetween(0.5, 3_600), 2);
}

async function jobs(session: Session, { limit, watch, every }: JobsOptions, instrument?: string): Promise<void> {
  const look = () => session.api.call('listJobs', { query: { instrument, limit } });
  if (!watch) {
    const picture = await look();
    return session.show(picture, () => jobsLines(session, picture));
  }
  if (session.json || !session.screen.live)
    throw usageError('--watch needs a terminal; without it, ask again and again, or read `labwright events`');
  const area = new LiveArea(session.screen);
  try {
    while (!session.shell.interrupted.aborted) {
      const { columns, rows } = session.screen;
      area.draw(
        jobsLines(session, await look())
          .map((line) => fitted(line, columns))
          .slice(0, rows - 1),
      );
      await delay(every * 1_000, undefined, { signal: session.shell.interrupted }).catch(() => undefined);
    }
  } finally {
    area.end();
  }
}

export function jobsLines(session: Pick<Session, 'paint'>, { instruments, elsewhere }: Jobs): readonly string[] {
  const { paint } = session;
  const places = instruments.flatMap((it) => [headOf(session, it), ...queueLines(session, it), '']);
  const without = queueLines(session, { running: [], ...elsewhere });
  const rest = without[0]?.includes('nothing waits') ? [] : [paint('bold', 'at no instrument'), ...without];
  const lines = [...places, ...rest];
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function headOf({ paint }: Pick<Session, 'paint'>, it: Instrument): string {
  const states = [
    paint(stateColour(it.link), it.link) + (it.link === 'online' || !it.linkReason ? '' : ` (${plain(it.linkReason)})`),
    paint(stateColour(it.activity), it.activity),
    ...(it.paused ? [`${paint('yellow', 'paused')}${it.pauseReason ? `: ${plain(it.pauseReason)}` : ''}`] : []),
    ...(it.service === 'available'
      ? []
      : [`${paint(stateColour(it.service), it.service)}${it.serviceReason ? `: ${plain(it.serviceReason)}` : ''}`]),
    ...(it.simulated ? ['simulated'] : []),
  ];
  return `${paint('bold', it.id)}  ${states.join(' · ')}`;
}

type Queue = Pick<Instrument, 'running' | 'waiting' | 'waitingCount' | 'tasks' | 'taskCount' | 'questions'>;

function queueLines({ paint }: Pick<Session, 'paint'>, queue: Queue): readonly string[] {
  const { running, waiting, waitingCount, tasks, taskCount, questions } = queue;
  const more = (all: number, shown: number) => (all > shown ? [paint('dim', `  … ${all - shown} more; --limit shows them`)] : []);
  const lines = [
    ...questions.map((it) => `  ${paint('red', '?')} ${questionText(it)}`),
    ...running.map((it) => `  ${paint('cyan', '▶')} ${jobText(it)}`),
    ...tasks.map((it) => `  ${paint('yellow', '!')} ${taskText(it)}`),
    ...more(taskCount, tasks.length),
    ...waiting.map((it) => `  ${it.turn ?? '·'} ${jobText(it)}`),
    ...more(waitingCount, waiting.length),
  ];
  return lines.length > 0 ? lines : [paint('dim', '  nothing runs, nothing waits')];
}

function jobText({ title, run, protocol, state, left, waitingFor, priority, attempt, runStatus }: Job): string {
  const time =
    left === null
      ? ''
      : left.overdueMs > 0
        ? `${duration(left.overdueMs)} longer than expected`
        : `${left.estimated ? 'about ' : ''}${duration(left.labMs)} left`;
  const facts = [
    state,
    time,
    waitingFor ? `waits: ${waitingFor}` : '',
    priority === 0 ? '' : `priority ${priority}`,
    attempt > 1 ? `try ${attempt}` : '',
    runStatus === 'running' ? '' : `run ${runStatus}`,
  ];
  return `${plain(title)} (run ${short(run)}, ${protocol.name}): ${plain(facts.filter(Boolean).join(', '))}`;
}

function taskText({ id, title, role, claimedBy, overdue }: JobTask): string {
  return `task ${short(id)} for a ${role}${claimedBy ? `, taken by ${claimedBy}` : ''}${overdue ? ', overdue' : ''}: ${plain(title)}`;
}

function questionText({ id, title, problem, choices, run }: StepQuestion): string {
  return `${plain(title)} (run ${short(run)}): ${plain(problem)}; labwright steps answer ${id} --choice ${choices.join('|')}`;
}
