import type { Command } from 'commander';
import type { RunReport, Timeline, TimelineItem } from '../api/generated/runs';
import type { CommandLine } from '../command-line';
import { writerLines } from '../drafts/draft-lines';
import type { Session } from '../session';
import { duration, labClock, moment } from '../show/duration';
import { tableLines, type Column } from '../show/table';
import { deviationText } from './deviation-text';
import { runId } from './named';
import { quantityText } from './quantity';
import { writeReportPage } from './report-page';
import { RESULTS } from './run-results';

export function addRunReport(line: CommandLine, group: Command): void {
  line
    .leaf<ReportOptions, [string]>(group, 'report <run>', 'Reports what came of a run, or what has come of it so far', report)
    .option(
      '--html [file]',
      'writes it as a page with figures, to read and to print; into a file named after the run, or - for standard output',
    )
    .option('--force', 'writes over a file that is there already');
  line
    .leaf<{ all?: boolean }, [string]>(group, 'timeline <run>', 'Tells when each step was under way, in lab time since the start', timeline)
    .option('--all', 'also access operations that the compiler put around moves');
}

interface ReportOptions {
  readonly html?: string | true;
  readonly force?: boolean;
}

async function report(session: Session, { html, force = false }: ReportOptions, named: string): Promise<void> {
  const id = await runId(session.api, named);
  if (html !== undefined) return writeReportPage(session, id, { html, force });
  const result = await session.api.call('getRunReport', { path: { id } });
  session.show(result, () => reportLines(session, result));
}

type Saved = RunReport['readings']['saved'][number];
type Given = RunReport['readings']['given'][number];
type Commands = RunReport['commands'][number];

const number = (value: number | null) => (value === null ? '-' : Number(value.toPrecision(4)));
const SAVED: readonly Column<Saved>[] = [
  { title: 'SAVED', of: ({ name }) => name },
  { title: 'GOOD', of: ({ ok, count }) => `${ok} of ${count}`, right: true },
  { title: 'MIN', of: ({ min }) => number(min), right: true },
  { title: 'MEDIAN', of: ({ median }) => number(median), right: true },
  { title: 'MAX', of: ({ max }) => number(max), right: true },
  { title: 'LAST', of: ({ lastMedian }) => number(lastMedian), right: true },
  { title: 'UNIT', of: ({ unit }) => unit },
];
const GIVEN: readonly Column<Given>[] = [
  { title: 'READING', of: ({ name }) => name },
  { title: 'INSTRUMENT', of: ({ instrument }) => instrument },
  { title: 'GOOD', of: ({ ok, count }) => `${ok} of ${count}`, right: true },
  { title: 'MIN', of: ({ min }) => number(min), right: true },
  { title: 'MAX', of: ({ max }) => number(max), right: true },
  { title: 'UNIT', of: ({ unit }) => unit },
];
const COMMANDS: readonly Column<Commands>[] = [
  { title: 'WIRE', of: ({ instrument }) => instrument },
  { title: 'QUERIES', of: ({ queries }) => queries, right: true },
  { title: 'SET POINTS', of: ({ setpoints }) => setpoints, right: true },
  { title: 'ACTIONS', of: ({ actions }) => actions, right: true },
  { title: 'FAILED', of: ({ failed }) => failed, right: true },
  { title: 'UNKNOWN', of: ({ unknown, unanswered }) => unknown + unanswered, right: true },
  { title: 'MEDIAN', of: ({ medianMs }) => (medianMs === null ? '-' : `${medianMs.toFixed(1)} ms`), right: true },
];

function reportLines(
  session: Session,
  { run, protocol, outcome, provenance, deviations, windows, questions, adjustments, ...it }: RunReport,
): readonly string[] {
  const start = Date.parse(outcome.startedLab ?? '');
  const at = (lab: string) => labClock(Date.parse(lab) - start);
  const table = <Row>(rows: readonly Row[], columns: readonly Column<Row>[]) =>
    rows.length === 0 ? [] : ['', ...tableLines(rows, columns, { paint: session.paint, width: session.screen.columns })];
  const head = session.fields([
    ['run', run],
    ['protocol', `${protocol.name} ${protocol.version}: ${protocol.title}`],
    ['outcome', `${outcome.status}${outcome.over ? '' : ', so far'}${outcome.stopReason ? ` (${outcome.stopReason})` : ''}`],
    ['held because', outcome.holdReasons],
    [
      'lab time',
      outcome.durationMs === null
        ? `expected ${duration(outcome.expectedMs)}`
        : `${duration(outcome.durationMs)}, expected ${duration(outcome.expectedMs)}`,
    ],
    ['wall time', outcome.startedAt === null ? null : `${moment(outcome.startedAt)} to ${moment(outcome.endedAt)}`],
    [
      'steps',
      Object.entries(outcome.steps)
        .map(([status, count]) => `${count} ${status}`)
        .join(', '),
    ],
    ['simulated', `${provenance.simulated}${provenance.scriptedTasks > 0 ? `; ${provenance.scriptedTasks} tasks by a script` : ''}`],
    [
      'approved by',
      `${provenance.approval.reviewer}: ${provenance.approval.meaning}${provenance.selfApproved ? ' (by its own author)' : ''}`,
    ],
    ['written', writerLines(provenance.steps)],
    ['parameters', Object.entries(provenance.parameters).map(([name, value]) => `${name} = ${quantityText(value)}`)],
    ['deviations', deviations.length === 0 ? 'none' : deviations.map((each) => deviationText(each, at(each.atLab)))],
    [
      'windows',
      windows.map(
        ({ step, after, gapMs, lateMs }) =>
          `${step} ${duration(gapMs)} after ${after}${lateMs > 0 ? `, ${duration(lateMs)} too late` : ''}`,
      ),
    ],
    [
      'asked',
      questions.map(
        ({ askedLab, question, answer, by, model }) =>
          `${at(askedLab)} ${question} -> ${answer ?? 'no answer yet'}${by ? ` (${by})` : ''}${model ? `; ${modelWords(model)}` : ''}`,
      ),
    ],
    ['adjusted', adjustments.map(({ param, from, to, unit, by }) => `${param} from ${from} to ${to} ${unit} by ${by}`)],
    ['lots', it.lots.map(({ name, material, lot }) => `${name ?? material}: ${lot}`)],
  ]);
  return [
    ...head,
    ...table(it.results, RESULTS),
    ...table(it.readings.saved, SAVED),
    ...table(it.readings.given, GIVEN),
    ...table(it.commands, COMMANDS),
  ];
}

/** What the model said to a question, and by which call. */
function modelWords({
  model,
  status,
  decision,
  reason,
  outcome,
  promptVersion,
  call,
}: NonNullable<RunReport['questions'][number]['model']>): string {
  if (status === 'waiting') return 'the model is being asked';
  const who = `the model${model === null ? '' : ` ${model}`}`;
  const from = call === null ? '' : ` [prompt ${promptVersion ?? '?'}, call ${call.slice(0, 8)}]`;
  return decision === null
    ? `${who}: ${outcome}${from}`
    : `${who} said ${decision}: ${reason}${from}${outcome === '' ? '' : `; ${outcome}`}`;
}

async function timeline(session: Session, { all }: { all?: boolean }, named: string): Promise<void> {
  const id = await runId(session.api, named);
  const told = await session.api.call('getRunTimeline', { path: { id } });
  session.show(told, () => timelineLines(session, told, all === true));
}

function timelineLines(session: Session, { items, startedLab, holds, pauses, deviations }: Timeline, all: boolean): readonly string[] {
  const at = (lab: string | null) => (lab === null || startedLab === null ? '' : labClock(Date.parse(lab) - Date.parse(startedLab)));
  const columns: readonly Column<TimelineItem>[] = [
    { title: 'FROM', of: ({ start }) => at(start), right: true },
    { title: 'TO', of: ({ end }) => at(end), right: true },
    { title: 'STEP', of: ({ step, iterationPath }) => (iterationPath ? `${step} (${iterationPath})` : step) },
    { title: 'STATUS', of: ({ status }) => status, state: true },
    { title: 'WHERE', of: ({ lane }) => lane.person ?? lane.id },
    { title: 'TOOK', of: ({ durationMs }) => (durationMs === null ? '' : duration(durationMs)), right: true },
    { title: 'NOTE', of: noteOf },
  ];
  const spans = [...holds.map((it) => ({ ...it, what: 'held' })), ...pauses.map((it) => ({ ...it, what: 'paused' }))];
  return [
    ...tableLines(
      items.filter(({ inserted, troubles }) => all || !inserted || troubles.length > 0),
      columns,
      { paint: session.paint, width: session.screen.columns, empty: 'nothing has begun' },
    ),
    ...spans.map(({ what, from, to, reason }) => `${what} from ${at(from)} to ${at(to) || 'now'}: ${reason}`),
    ...deviations.map((each) => `deviation at ${deviationText(each, at(each.atLab))}`),
  ];
}

function noteOf({ troubles, deviations, waits, attempt }: TimelineItem): string {
  const waited = waits.at(-1);
  return [
    ...troubles.map(({ what, message }) => `${what}${message ? `: ${message}` : ''}`),
    ...deviations.map(({ reason }) => reason),
    ...(waited ? [`waited: ${waited.reason}`] : []),
    ...(attempt > 1 ? [`try ${attempt}`] : []),
  ].join('; ');
}
