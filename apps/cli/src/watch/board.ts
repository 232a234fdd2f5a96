import type { Clock } from '../api/generated/health';
import type { Run, Step } from '../api/generated/runs';
import type { Task } from '../api/generated/tasks';
import { duration, labClock } from '../show/duration';
import { fitted, plain, stateColour, widthOf, type Paint } from '../show/paint';
import { sparkline } from '../show/sparkline';
import type { Series } from './run-series';
import { isOver } from './run-outcome';
import { openWindows, type Window } from './windows';

/** Everything that one picture shows. */
export interface BoardState {
  readonly run: Run;
  readonly tasks: readonly Task[];
  readonly series: readonly Series[];
  readonly windows: readonly Window[];
  readonly clock: Clock;
  /** Wall milliseconds since `clock` was read. */
  readonly clockAgeMs: number;
  /** Why there is no connection at the moment. */
  readonly lost: string | null;
}

export interface BoardSize {
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
}

const ACTIVE = /^(?:dispatched|running|holding|awaiting_operator|in_body|in_doubt|failed)$/;
const MARKS: Readonly<Partial<Record<Step['status'], string>>> = {
  succeeded: '✓',
  failed: '✗',
  in_doubt: '?',
  skipped: '-',
  cancelled: '-',
  pending: ' ',
  ready: '·',
};
const BAR = 10;

/** One picture of a run: how it stands, its steps, windows, what it waits for, what people have to do, what was read last. Pure. */
export function boardLines(state: BoardState, { columns, rows, paint }: BoardSize): readonly string[] {
  const { run, clock, lost } = state;
  const labNow = Date.parse(clock.labNow) + state.clockAgeMs * clock.rate;
  const head = headLines(state, labNow, paint);
  const tail = [
    ...windowLines(state, labNow, paint),
    ...taskLines(state, labNow, paint),
    ...seriesLines(state.series, paint),
    ...(lost === null ? [] : [paint('yellow', `no connection (${plain(lost)}); trying again`)]),
    ...(isOver(run.status) ? [] : [paint('dim', 'Ctrl-C stops watching; the run goes on')]),
  ];
  const room = Math.max(3, rows - head.length - tail.length - 1);
  return [...head, ...stepLines(run, labNow, room, paint), ...tail].map((line) => (widthOf(line) > columns ? fitted(line, columns) : line));
}

function headLines({ run, clock }: BoardState, labNow: number, paint: Paint): readonly string[] {
  const { protocol, startedLab, endedLab, expectedMs, deviations } = run;
  const spent = startedLab === null ? 0 : (endedLab === null ? labNow : Date.parse(endedLab)) - Date.parse(startedLab);
  const facts = [
    paint(stateColour(run.status), run.status),
    // What is expected counts each repeat once: nobody knows how often it will go round.
    `lab time ${labClock(spent)} of ${run.steps.some(({ kind }) => kind === 'repeat') ? 'at least' : 'about'} ${labClock(expectedMs)}${clock.rate === 1 ? '' : `, at ${Number(clock.rate.toPrecision(3))}x`}`,
    ...(deviations > 0 ? [paint('yellow', `${deviations} deviation${deviations === 1 ? '' : 's'}`)] : []),
    ...(run.simulated ? ['simulated'] : []),
  ];
  const held = run.holdReasons.map((reason) => `${paint('red', 'held:')} ${plain(reason)}`);
  const answer = run.status === 'held' ? [paint('dim', `labwright runs answer ${run.id.slice(0, 8)} --choice ... --note ...`)] : [];
  return [
    `${paint('bold', `${protocol.name} ${protocol.version}`)}  ${plain(protocol.title)}  ${paint('dim', run.id.slice(0, 8))}`,
    facts.join(' · '),
    ...held,
    ...answer,
  ];
}

/** Steps of the author, and inserted ones while they are under way or wait for something. Of a repeat, the last round. */
export function shownSteps(steps: readonly Step[]): readonly Step[] {
  const latest = new Map<string, number>();
  for (const { iterationPath } of steps)
    for (const [repeat, round] of rounds(iterationPath)) latest.set(repeat, Math.max(latest.get(repeat) ?? 0, round));
  return steps.filter(
    ({ inserted, status, iterationPath, waitingFor }) =>
      (!inserted || ACTIVE.test(status) || (status === 'ready' && waitingFor !== null)) &&
      rounds(iterationPath).every(([repeat, round]) => latest.get(repeat) === round),
  );
}

/** `outer/2/inner/3` as the rounds of `outer` and of `outer/2/inner`. */
function rounds(iterationPath: string): readonly (readonly [repeat: string, round: number])[] {
  const parts = iterationPath === '' ? [] : iterationPath.split('/');
  return parts.flatMap((part, i) => (/^\d+$/.test(part) ? [[parts.slice(0, i).join('/'), Number(part)] as const] : []));
}

function stepLines(run: Run, labNow: number, room: number, paint: Paint): readonly string[] {
  const shown = shownSteps(run.steps);
  const names = shown.map((step) => '  '.repeat(rounds(step.iterationPath).length) + step.step);
  const width = Math.max(0, ...names.map(widthOf));
  const lines = shown.map((step, i) => {
    const { status } = step;
    const mark = MARKS[status] ?? '▶';
    const name = (names[i] ?? '').padEnd(width);
    return `${paint(stateColour(status), `${mark} ${name}`)}  ${paint(stateColour(status), status.padEnd(17))}  ${noteOf(step, labNow)}`.trimEnd();
  });
  if (lines.length <= room) return lines;
  // Around the first step that is not over; what is left out is counted.
  const first = shown.findIndex(({ status }) => !/^(?:succeeded|skipped|cancelled)$/.test(status));
  const from = Math.max(0, Math.min((first === -1 ? shown.length : first) - 1, lines.length - (room - 2)));
  const to = from + room - 2;
  const before = from > 0 ? [paint('dim', `  … ${from} before`)] : [];
  const after = to < lines.length ? [paint('dim', `  … ${lines.length - to} more`)] : [];
  return [...before, ...lines.slice(from, to), ...after];
}

function noteOf(step: Step, labNow: number): string {
  const { status, error, waitingFor, hold, startedLab, endedLab, expectedMs, kind, round, instrument } = step;
  const where = instrument === null ? '' : `${instrument}  `;
  const said = error?.['message'] ?? error?.['code'];
  if (/^(?:failed|in_doubt)$/.test(status) && typeof said === 'string') return where + plain(said);
  if (endedLab !== null && startedLab !== null) return `${where}${duration(Date.parse(endedLab) - Date.parse(startedLab))}`;
  if (/^(?:ready|pending)$/.test(status)) return waitingFor === null ? '' : `waits: ${plain(waitingFor)}`;
  if (kind === 'repeat' && round > 0) return `round ${round}`;
  if (kind === 'decision' && round > 0) return `case ${round}`;
  if (hold?.dueLab != null && hold.startedLab !== null) {
    const left = Date.parse(hold.dueLab) - labNow;
    return `${where}${bar(1 - left / hold.durationMs)} ${left > 0 ? `${duration(left)} left` : 'ending'}`;
  }
  if (step.settling) return `${where}nears its set point`;
  if (startedLab === null || status === 'awaiting_operator') return where.trimEnd();
  const left = Date.parse(startedLab) + expectedMs - labNow;
  return `${where}${left > 0 ? `about ${duration(left)} left` : `${duration(-left)} longer than expected`}`;
}

function bar(part: number): string {
  const full = Math.max(0, Math.min(BAR, Math.round(part * BAR)));
  return '█'.repeat(full) + '░'.repeat(BAR - full);
}

function windowLines({ windows, run }: BoardState, labNow: number, paint: Paint): readonly string[] {
  return openWindows(windows, run.steps, labNow).map(({ step, after, leftMs }) => {
    const left = leftMs >= 0 ? `${duration(leftMs)} left` : paint('red', `missed by ${duration(-leftMs)}`);
    return `${paint('bold', 'window')}  ${step}: ${left} to begin after ${after}`;
  });
}

function taskLines({ tasks }: BoardState, labNow: number, paint: Paint): readonly string[] {
  return tasks.map(({ id, title, role, claimedBy, dueLab }) => {
    const due =
      dueLab === null
        ? ''
        : Date.parse(dueLab) < labNow
          ? `, ${paint('red', 'overdue')}`
          : `, due in ${duration(Date.parse(dueLab) - labNow)}`;
    const who = claimedBy === null ? `open for a ${role}` : `taken by ${claimedBy.name}`;
    return `${paint('yellow', 'task')} ${id.slice(0, 8)} (${who}${due}): ${plain(title)}`;
  });
}

function seriesLines(series: readonly Series[], paint: Paint): readonly string[] {
  const width = Math.max(0, ...series.map(({ name }) => widthOf(name)));
  return series.map(({ name, last, values }) =>
    `${paint('bold', name.padEnd(width))}  ${last}  ${paint('cyan', sparkline(values))}`.trimEnd(),
  );
}
