import { Option } from 'commander';
import type { PhotoCheck } from '../api/generated/schemas';
import type { ConsultAnswer, Task } from '../api/generated/tasks';
import { wholeBetween, type CommandLine } from '../command-line';
import { usageError } from '../exit-code';
import type { Session } from '../session';
import { moment } from '../show/duration';
import type { Column } from '../show/table';
import { runId, short, taskId } from './named';
import { photoHash, taskPhoto } from './photos';
import { pair, quantity, type Quantities } from './quantity';
import { RECOVERY_CHOICES, recover, recoveryFields, withPlaces, type RecoverOptions } from './recovery';

type Status = Task['status'];
const STATUSES = ['open', 'claimed', 'completed', 'cancelled'] satisfies Status[];
const CHOICES = ['continue', 'adjust', 'stop'] satisfies ConsultAnswer['choice'][];

interface DoneOptions {
  readonly evidence?: Readonly<Record<string, string>>;
  readonly confirm?: boolean;
  readonly note?: string;
  readonly accept?: Readonly<Record<string, string>>;
}

interface AnswerOptions {
  readonly choice: ConsultAnswer['choice'];
  readonly note: string;
  readonly adjust?: Quantities;
}

const COLUMNS: readonly Column<Task>[] = [
  { title: 'TASK', of: ({ id }) => short(id) },
  { title: 'RUN', of: ({ run }) => short(run), spare: true },
  { title: 'STATUS', of: ({ status, overdue }) => (overdue ? `${status}, overdue` : status), state: true },
  { title: 'KIND', of: ({ kind }) => kind, spare: true },
  { title: 'ROLE', of: ({ role }) => role },
  { title: 'WHO', of: ({ claimedBy, completedBy }) => (completedBy ?? claimedBy)?.name ?? '' },
  { title: 'DUE (LAB)', of: ({ dueLab }) => moment(dueLab), spare: true },
  { title: 'WHAT', of: ({ title }) => title },
];

export function addTasks(line: CommandLine): void {
  const group = line.group('tasks', 'Tasks: what people do in a run');
  line
    .leaf<{ status?: Status; run?: string; limit: number }>(group, 'list', 'Lists tasks to be done, the oldest first', list)
    .addOption(new Option('--status <status>', 'those instead').choices(STATUSES))
    .option('--run <run>', 'of this run only')
    .option('--limit <n>', 'at most so many', wholeBetween(1, 10_000), 100);
  line.leaf<object, [string]>(group, 'show <task>', 'Shows a task: an id, the start of one, or a step', show);
  line.leaf<object, [string]>(group, 'claim <task>', 'Takes a task, so that nobody else does it too', claim);
  line
    .leaf<{ evidence?: string }, [string, string]>(
      group,
      'photo <task> <file>',
      'Keeps a photo for a task and has the model look at it',
      photo,
    )
    .option('--evidence <id>', 'which photo it is, where the task asks for several');
  line.leaf<object, [string]>(group, 'release <task>', 'Gives a claimed task back', release);
  line
    .leaf<DoneOptions, [string]>(group, 'done <task>', 'Completes a task with its evidence; an open one is claimed first', done)
    .option('--evidence <id=value>', 'a value, or @file of a photo, which is uploaded; may be given many times', pair)
    .option('--confirm', 'yes to everything that is to be confirmed')
    .option('--accept <id=reason>', 'a photo whose check says fail or unsure, and why it is taken all the same', pair)
    .option('--note <text>', 'what else there is to say');
  line
    .leaf<AnswerOptions, [string]>(group, 'answer <task>', 'Answers a consult; an open one is claimed first', answer)
    .addOption(new Option('--choice <choice>', 'go on, adjust, or stop the run').choices(CHOICES).makeOptionMandatory())
    .requiredOption('--note <text>', 'why, and what it rests on')
    .option('--adjust <name=value unit>', 'with adjust: the new value; may be given many times', quantity);
  withPlaces(
    line
      .leaf<RecoverOptions, [string]>(group, 'recover <task>', 'Answers for what holds a run, after a look at the instrument', recoverTask)
      .addOption(
        new Option('--choice <choice>', 'one of those that the task shows with their consequences')
          .choices(RECOVERY_CHOICES)
          .makeOptionMandatory(),
      )
      .requiredOption('--note <text>', 'what was seen at the instrument'),
  ).option('--as-recorded', 'labware is where the record says; somebody has looked');
}

async function list(session: Session, { status, run, limit }: { status?: Status; run?: string; limit: number }): Promise<void> {
  const query = { status, run: run === undefined ? undefined : await runId(session.api, run) };
  session.table(await session.api.list('listTasks', { query }, limit), COLUMNS, 'no tasks');
}

async function find(session: Session, named: string): Promise<Task> {
  return session.api.call('getTask', { path: { id: await taskId(session.api, named) } });
}

async function show(session: Session, _options: object, named: string): Promise<void> {
  const task = await find(session, named);
  session.show(task, () => taskLines(session, task));
}

function taskLines(session: Session, task: Task): readonly string[] {
  const wanted = task.evidence.map(({ id, kind, of, prompt, unit }) =>
    [`${id}: ${kind}`, of ? `of ${of}` : '', unit ? `in ${unit}` : '', prompt ? `- ${prompt}` : ''].filter(Boolean).join(' '),
  );
  return session.fields([
    ['task', task.id],
    ['run', `${task.run} (${task.protocolTitle})`],
    ['step', task.step],
    ['status', task.status],
    ['for', task.role],
    ['title', task.title],
    ['instruction', task.instruction],
    ['hazards', task.hazards],
    ['protection', task.ppe],
    ['moves', task.moves.map(({ labware, from, to }) => `${labware}: ${from} -> ${to}`)],
    ['evidence', wanted],
    ['given', task.given.map(({ id, value }) => `${id}: ${JSON.stringify(value)}`)],
    ['photos', task.photos.map(photoLine)],
    ['look at', task.shows],
    ['may adjust', task.adjust.map(({ param, min, max, times }) => `${param}: ${min} to ${max}, ${times} times`)],
    ['claimed by', task.claimedBy?.name],
    ['completed by', task.completedBy?.name],
    ['due (lab)', task.dueLab === null ? null : moment(task.dueLab)],
    ['the model', modelWords(task.model)],
    ['answered', task.answer?.choice],
    ['note', task.note],
    ...recoveryFields(task),
  ]);
}

async function photo(session: Session, { evidence }: { evidence?: string }, named: string, file: string): Promise<void> {
  const check = await taskPhoto(session, await taskId(session.api, named), file, evidence);
  session.show(check, () => [photoLine(check), `completes the task: --evidence ${check.evidence}=${check.photo}`]);
}

/** What a model saw in a photo, or why it did not look. */
function photoLine({ evidence, photo: hash, status, verdict, observations, problem, accepted }: PhotoCheck): string {
  const seen = verdict === null ? [status, problem] : [verdict, observations.join('; ')];
  const taken = accepted ? `accepted by ${accepted.by.name}: ${accepted.reason}` : '';
  return [`${evidence} ${short(hash)}`, ...seen, taken].filter(Boolean).join(' - ');
}

/** What the model was asked about the task: null where it was not. */
function modelWords(model: Task['model']): string | null {
  if (model === null) return null;
  if (model.status === 'waiting') return 'is being asked';
  if (model.decision === null) return model.outcome;
  const values = model.adjust.map(({ param, value, unit }) => `${param} = ${value} ${unit}`).join(', ');
  const said = [model.decision, values].filter(Boolean).join(' ');
  return `${model.model ?? ''} says ${said}: ${model.reason}${model.outcome === '' ? '' : ` (${model.outcome})`}`.trim();
}

async function claim(session: Session, _options: object, named: string): Promise<void> {
  const task = await session.api.call('claimTask', { path: { id: await taskId(session.api, named) }, body: {} });
  session.show(task, () => taskLines(session, task));
}

async function release(session: Session, _options: object, named: string): Promise<void> {
  const task = await session.api.call('releaseTask', { path: { id: await taskId(session.api, named) } });
  session.show(task, () => [`${task.title}: open again`]);
}

async function done(session: Session, { evidence = {}, confirm = false, note, accept = {} }: DoneOptions, named: string): Promise<void> {
  const task = await find(session, named);
  // Read and checked before anything is claimed or sent.
  const strange = Object.keys(accept).find((id) => !task.evidence.some((it) => it.id === id && it.kind === 'photo'));
  if (strange !== undefined) throw usageError(`the task asks for no photo "${strange}" that could be accepted`);
  const brought = await evidenceOf(session, task, evidence, confirm);
  const given = brought.map((it) => ({ ...it, ...(accept[it.id] === undefined ? {} : { accept: accept[it.id] }) }));
  await mustBeClaimed(session, task);
  const completed = await session.api.call('completeTask', { path: { id: task.id }, body: { evidence: given, note } });
  session.show(completed, () => [`${completed.title}: ${completed.status}`]);
}

type EvidenceValue = string | number | boolean;

async function evidenceOf(session: Session, task: Task, given: Readonly<Record<string, string>>, confirm: boolean) {
  const unknown = Object.keys(given).filter((id) => !task.evidence.some((it) => it.id === id));
  const wanted = task.evidence.map(({ id, kind }) => `${id} (${kind})`).join(', ') || 'none';
  if (unknown.length > 0) throw usageError(`the task takes no evidence "${unknown.join('", "')}"; it takes: ${wanted}`);
  const values: { id: string; value: EvidenceValue }[] = [];
  for (const { id, kind } of task.evidence) {
    const text = given[id];
    if (kind === 'confirm' && (confirm || text !== undefined)) values.push({ id, value: confirm || /^(?:yes|true|y)$/i.test(text ?? '') });
    else if (text !== undefined) values.push({ id, value: await valueOf(session, id, kind, text) });
  }
  const missing = task.evidence.filter(({ id }) => !values.some((it) => it.id === id));
  if (missing.length > 0) {
    const ways = missing.map(({ id, kind, of }) =>
      kind === 'confirm' ? '--confirm' : `--evidence ${id}=${kind === 'photo' ? '@FILE' : of ? `${kind} of ${of}` : kind}`,
    );
    throw usageError(`the task needs more evidence: ${wanted}`, `give ${[...new Set(ways)].join(' ')}`);
  }
  return values;
}

async function valueOf(session: Session, id: string, kind: string, text: string): Promise<EvidenceValue> {
  if (kind === 'photo' && text.startsWith('@')) return photoHash(session, text.slice(1));
  if (kind !== 'number') return text;
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw usageError(`evidence ${id} is a number; "${text}" is none`);
}

async function mustBeClaimed(session: Session, task: Task): Promise<void> {
  if (task.status === 'open') await session.api.call('claimTask', { path: { id: task.id }, body: {} });
}

async function answer(session: Session, { choice, note, adjust }: AnswerOptions, named: string): Promise<void> {
  if (adjust && choice !== 'adjust') throw usageError('--adjust goes with --choice adjust');
  const task = await find(session, named);
  await mustBeClaimed(session, task);
  const answered = await session.api.call('answerTask', { path: { id: task.id }, body: { choice, note, adjust } });
  session.show(answered, () => [`${answered.title}: ${answered.answer?.choice ?? answered.status}`]);
}

async function recoverTask(session: Session, options: RecoverOptions, named: string): Promise<void> {
  return recover(session, await find(session, named), options);
}
