import { randomUUID } from 'node:crypto';
import { Option } from 'commander';
import type { Run, RunSummary, HoldAnswer } from '../api/generated/runs';
import { wholeBetween, type CommandLine } from '../command-line';
import { ExitCode, usageError } from '../exit-code';
import type { Session } from '../session';
import { moment } from '../show/duration';
import type { Column } from '../show/table';
import { outcomeCode } from '../watch/run-outcome';
import { watchRun } from '../watch/watch-run';
import { protocolHash, runId, short } from './named';
import { pair, quantity, type Quantities } from './quantity';
import { RECOVERY_CHOICES, withPlaces, type PlaceOptions } from './recovery';
import { runLines } from './run-lines';
import { addRunCommands } from './run-commands';
import { addRunReport } from './run-report';
import { addRunResults } from './run-results';

type Status = RunSummary['status'];
const STATUSES = [
  'ready',
  'running',
  'paused',
  'held',
  'stopping',
  'cancelled',
  'failed',
  'completed',
  'completed_with_deviations',
] satisfies Status[];
type RunAnswer = Pick<HoldAnswer, 'choice' | 'note'> & PlaceOptions;

interface ListOptions {
  readonly status?: Status;
  readonly protocol?: string;
  readonly by?: string;
  readonly search?: string;
  readonly limit: number;
}

interface CreateOptions {
  readonly param?: Quantities;
  readonly bind?: Readonly<Record<string, string>>;
  readonly priority?: number;
  readonly idempotencyKey?: string;
  readonly start?: boolean;
  readonly watch?: boolean;
}

interface WatchOptions {
  readonly untilTask?: boolean;
}

const COLUMNS: readonly Column<RunSummary>[] = [
  { title: 'RUN', of: ({ id }) => short(id) },
  { title: 'STATUS', of: ({ status }) => status, state: true },
  { title: 'PROTOCOL', of: ({ protocol }) => `${protocol.name} ${protocol.version}` },
  { title: 'BY', of: ({ createdBy }) => createdBy, spare: true },
  { title: 'CREATED', of: ({ createdAt }) => moment(createdAt), spare: true },
  { title: 'DEV', of: ({ deviations }) => deviations, right: true },
  { title: 'SIM', of: ({ simulated }) => simulated, spare: true },
  { title: 'NOTE', of: ({ holdReasons, stopReason }) => holdReasons.join('; ') || (stopReason ?? '') },
];

export function addRuns(line: CommandLine): void {
  const group = line.group('runs', 'Runs: make, start, watch, answer, end');
  line
    .leaf<ListOptions>(group, 'list', 'Lists runs, the newest first', list)
    .addOption(new Option('--status <status>', 'only those').choices(STATUSES))
    .option('--protocol <name>', 'of the protocol of this name only')
    .option('--by <name>', 'made by this principal only')
    .option('--search <text>', 'with this text in it')
    .option('--limit <n>', 'at most so many', wholeBetween(1, 10_000), 30);
  line.leaf<object, [string]>(group, 'show <run>', 'Shows a run with its steps: an id, the start of one, or last', show);
  line
    .leaf<CreateOptions, [string]>(
      group,
      'create <protocol>',
      'Creates a run of an approved protocol; nothing moves before it is started',
      create,
    )
    .option('--param <name=value unit>', 'value of a parameter, such as "warmth=45 Cel"; may be given many times', quantity)
    .option('--bind <role=instrument>', 'instrument for a role of the protocol; may be given many times', pair)
    .option('--priority <n>', 'higher goes first', wholeBetween(-100, 100))
    .option('--idempotency-key <key>', 'the same key gives the same run again; one is made where absent')
    .option('--start', 'start it at once')
    .option('--watch', 'start it, and watch it to its end');
  line.leaf<object, [string]>(group, 'start <run>', 'Starts a run that is ready', act('startRun'));
  line.leaf<object, [string]>(
    group,
    'pause <run>',
    'Pauses a run: what is under way is finished, nothing else is started',
    act('pauseRun'),
  );
  line.leaf<object, [string]>(group, 'resume <run>', 'Goes on with a paused run', act('resumeRun'));
  line
    .leaf<{ reason: string }, [string]>(group, 'cancel <run>', 'Ends a run from any state; its instruments go to their safe state', cancel)
    .requiredOption('--reason <text>', 'why');
  withPlaces(
    line
      .leaf<RunAnswer, [string]>(group, 'answer <run>', 'Answers all that a run is held for at once; `labwright tasks` shows what', answer)
      .addOption(new Option('--choice <choice>', 'for the steps in doubt').choices(RECOVERY_CHOICES).makeOptionMandatory())
      .requiredOption('--note <text>', 'what was seen at the instrument'),
  );
  line
    .leaf<{ reason?: string }, [string, string]>(
      group,
      'priority <run> <priority>',
      'Gives a run another place in the queues; higher goes first',
      setPriority,
    )
    .option('--reason <text>', 'why');
  addRunReport(line, group);
  addRunResults(line, group);
  addRunCommands(line, group);
  line
    .leaf<WatchOptions, [string]>(group, 'watch <run>', 'Shows the progress of a run until it ends; its outcome is the exit code', watch)
    .option('--until-task', 'ends as soon as a task waits for a person, with 0, or the run is held, with 1');
}

async function list(session: Session, { status, protocol, by, search, limit }: ListOptions): Promise<void> {
  const query = { status, protocol, createdBy: by, q: search };
  session.table(await session.api.list('listRuns', { query }, limit), COLUMNS, 'no runs');
}

async function show(session: Session, _options: object, named: string): Promise<void> {
  const id = await runId(session.api, named);
  const run = await session.api.call('getRun', { path: { id } });
  session.show(run, () => runLines(session, run));
}

/**
 * Without a key of the caller's own, one is made for this call: a request that was cut off may be sent again by hand with the key that the
 * failure names, and never makes a second run.
 */
async function create(session: Session, options: CreateOptions, named: string): Promise<ExitCode | void> {
  const protocol = await protocolHash(session.api, named);
  const { param: parameters, bind: bindings, priority, idempotencyKey = randomUUID() } = options;
  const header = { 'Idempotency-Key': idempotencyKey };
  let run: Run;
  try {
    run = await session.api.call('createRun', { header, body: { protocol, parameters, bindings, priority } });
  } catch (error) {
    session.note(`to ask for the same run again: --idempotency-key ${idempotencyKey}`);
    throw error;
  }
  if (options.start || options.watch) run = await session.api.call('startRun', { path: { id: run.id } });
  if (options.watch) return watch(session, {}, run.id);
  said(session, run);
}

function act(name: 'startRun' | 'pauseRun' | 'resumeRun') {
  return async (session: Session, _options: object, named: string): Promise<void> => {
    const id = await runId(session.api, named);
    said(session, await session.api.call(name, { path: { id } }));
  };
}

async function cancel(session: Session, { reason }: { reason: string }, named: string): Promise<void> {
  const id = await runId(session.api, named);
  said(session, await session.api.call('cancelRun', { path: { id }, body: { reason } }));
}

async function answer(session: Session, { choice, note, place: places }: RunAnswer, named: string): Promise<void> {
  const id = await runId(session.api, named);
  said(session, await session.api.call('answerRun', { path: { id }, body: { choice, note, places } }));
}

async function setPriority(session: Session, { reason }: { reason?: string }, named: string, text: string): Promise<void> {
  if (!/^-?\d{1,3}$/.test(text)) throw usageError(`"${text}" is no priority; it is a whole number from -100 to 100`);
  const id = await runId(session.api, named);
  const changed = await session.api.call('setRunPriority', { path: { id }, body: { priority: Number(text), reason } });
  session.show(changed, () => [`run ${short(id)} has priority ${changed.priority}`]);
}

function said(session: Session, run: Run): void {
  session.show(run, () => [run.id, `${run.protocol.name} ${run.protocol.version} is ${run.status}`]);
}

async function watch(session: Session, { untilTask }: WatchOptions, named: string): Promise<ExitCode> {
  const id = await runId(session.api, named);
  const { status, task } = await watchRun(session, id, untilTask);
  if (!task && status === 'held') {
    session.note(`the run is held until a person answers; labwright runs show ${short(id)}`);
    return ExitCode.failed;
  }
  if (!task) return outcomeCode(status);
  session.note(`task ${short(task.id)} waits for a ${task.role}: ${task.title}; labwright tasks show ${short(task.id)}`);
  return ExitCode.ok;
}
