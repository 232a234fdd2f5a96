import path from 'node:path';
import { Option } from 'commander';
import type { AnswerOf, RequestOf } from '../api/api-client';
import type { Draft, DraftSummary } from '../api/generated/drafts';
import { many, wholeBetween, type CommandLine } from '../command-line';
import { draftYaml } from '../drafts/write-draft';
import { findingLines, modelText, provenanceLines, unusedLines } from '../drafts/draft-lines';
import { followDraft, mustBeFree, type FollowOptions } from '../drafts/follow-draft';
import { usageError, type ExitCode } from '../exit-code';
import type { Session } from '../session';
import { moment } from '../show/duration';
import { plain } from '../show/paint';
import type { Column } from '../show/table';
import { draftId, short } from './named';
import { sourceText } from './source-file';

type Status = DraftSummary['status'];
const STATUSES = [
  'drafting',
  'drafted',
  'needs_answers',
  'held_biosafety',
  'released',
  'rejected',
  'failed',
  'cancelled',
  'interrupted',
  'submitted',
] satisfies Status[];

interface NewOptions extends FollowOptions {
  /** A written protocol. */
  readonly from?: string;
  readonly file?: readonly string[];
  readonly constraint?: readonly string[];
}

const COLUMNS: readonly Column<DraftSummary>[] = [
  { title: 'DRAFT', of: ({ id }) => short(id) },
  { title: 'STATUS', of: ({ status }) => status, state: true },
  { title: 'REVISION', of: ({ revision }) => String(revision) },
  { title: 'ASKER', of: ({ asker }) => asker.name, spare: true },
  { title: 'ASKED', of: ({ createdAt }) => moment(createdAt), spare: true },
  { title: 'PROTOCOL', of: ({ protocol }) => (protocol === null ? '' : short(protocol)), spare: true },
  { title: 'REQUEST', of: ({ title }) => plain(title) },
];

export function addDrafts(line: CommandLine): void {
  line
    .leaf<NewOptions, [string | undefined]>(
      line.root,
      'draft [request]',
      'Has a model draft a protocol, shows how, and writes its YAML',
      draft,
    )
    .option('--from <file>', 'a written protocol, plain text or Markdown; - for standard input. Each of its sentences is accounted for')
    .option('--file <file>', 'a text to draft from (.txt, .md, .csv); may be given many times', many)
    .option('--constraint <name=value>', 'what is fixed, such as "plate=plate-96-clear-flat"; may be given many times', many)
    .option('-o, --output <file>', 'writes the YAML there; on standard output where absent')
    .option('--force', 'writes over a file that is there');
  const group = line.group('drafts', 'Drafts: look at them, have them changed, submit them');
  line
    .leaf<{ status?: Status; limit: number }>(group, 'list', 'Lists your drafts, the newest first', list)
    .addOption(new Option('--status <status>', 'only those').choices(STATUSES))
    .option('--limit <n>', 'at most so many', wholeBetween(1, 10_000), 50);
  line
    .leaf<{ revision?: number; yaml?: boolean }, [string]>(group, 'show <draft>', 'Shows a draft: an id, the start of one, or `last`', show)
    .option('--revision <n>', 'that one; the newest where absent', wholeBetween(1, 100_000))
    .option('--yaml', 'its document');
  line
    .leaf<FollowOptions, [string, string]>(
      group,
      'instruct <draft> <instruction>',
      'Has the model change a draft, or answers its questions',
      instruct,
    )
    .option('-o, --output <file>', 'writes the YAML there; on standard output where absent')
    .option('--force', 'writes over a file that is there');
  line
    .leaf<FollowOptions, [string]>(
      group,
      'restart <draft>',
      'Begins a draft again that was interrupted, cancelled or released, or has failed',
      restart,
    )
    .option('-o, --output <file>', 'writes the YAML there; on standard output where absent')
    .option('--force', 'writes over a file that is there');
  line.leaf<object, [string, string]>(
    group,
    'edit <draft> <patch>',
    'Changes a draft by a JSON patch (RFC 6902) in a file; - for standard input',
    edit,
  );
  line.leaf<object, [string, string, string]>(group, 'diff <draft> <from> <to>', 'Says what is different between two revisions', diff);
  line.leaf<object, [string]>(group, 'cancel <draft>', 'Ends the work of the model; what it has written stays', cancel);
  line.leaf<object, [string]>(group, 'submit <draft>', 'Submits the newest revision as your protocol, for review', submit);
}

async function draft(session: Session, options: NewOptions, request: string | undefined): Promise<ExitCode> {
  mustBeFree(options);
  if (request === undefined && options.from === undefined)
    throw usageError('say what the protocol is for, or give a written one with --from FILE');
  const written = options.from === undefined ? undefined : await sourceText(session, options.from);
  const files: { name: string; text: string }[] = [];
  for (const file of options.file ?? []) files.push({ name: path.basename(file), text: await sourceText(session, file) });
  const body: RequestOf<'createDraft'>['body'] = {
    request:
      request ??
      `Make a protocol of the written one, step by step${options.from === '-' ? '' : ` (${path.basename(options.from ?? '')})`}.`,
    ...(written === undefined ? {} : { written }),
    ...(files.length > 0 ? { files } : {}),
    ...(options.constraint ? { constraints: Object.fromEntries(options.constraint.map(constraint)) } : {}),
  };
  return followDraft(session, await session.api.call('createDraft', { body }), options);
}

function constraint(text: string): readonly [string, string] {
  const [, name, value] = /^\s*([^=]+?)\s*=\s*(.+)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw usageError(`"${text}" is no constraint; write name=value`);
}

async function list(session: Session, { status, limit }: { status?: Status; limit: number }): Promise<void> {
  session.table(await session.api.list('listDrafts', { query: { status } }, limit), COLUMNS, 'no drafts');
}

async function show(session: Session, { revision, yaml }: { revision?: number; yaml?: boolean }, named: string): Promise<void> {
  const id = await draftId(session.api, named);
  const found = await session.api.call('getDraft', { path: { id }, query: { revision } });
  const text = yaml ? draftYaml(found) : null;
  if (yaml && !session.json) return session.screen.out(text ?? '');
  session.show(found, () => draftLines(session, found));
}

function draftLines(session: Session, found: Draft): readonly string[] {
  const { current, revisions } = found;
  return session.fields([
    ['draft', found.id],
    ['status', found.status],
    ['request', plain(found.request)],
    ['asker', `${found.asker.name}, ${moment(found.createdAt)}`],
    ['model', modelText(found.model)],
    ['problem', found.problem && plain(found.problem)],
    ['questions', found.questions.map(({ about, question }) => `${plain(about)}: ${plain(question)}`)],
    ['protocol', found.protocol],
    ['revisions', revisions.map(revisionText)],
    ['shown', current && `revision ${current.number}`],
    ['steps', current ? provenanceLines(current) : []],
    ['findings', current ? findingLines(current.diagnostics, session.paint).map((each) => each.trim()) : []],
    ['sentences', current ? unusedLines(current) : []],
  ]);
}

function revisionText({ number, by, actor, round, errors, warnings, createdAt }: Draft['revisions'][number]): string {
  const how = by === 'person' ? `by ${actor}` : round === 0 ? 'drafted' : `repair ${round}`;
  return `${number} ${how}, ${errors} errors, ${warnings} warnings, ${moment(createdAt)}`;
}

async function instruct(session: Session, options: FollowOptions, named: string, instruction: string): Promise<ExitCode> {
  mustBeFree(options);
  const id = await draftId(session.api, named);
  return followDraft(session, await session.api.call('instructDraft', { path: { id }, body: { instruction } }), options);
}

async function restart(session: Session, options: FollowOptions, named: string): Promise<ExitCode> {
  mustBeFree(options);
  const id = await draftId(session.api, named);
  return followDraft(session, await session.api.call('restartDraft', { path: { id } }), options);
}

async function edit(session: Session, _options: object, named: string, file: string): Promise<void> {
  const id = await draftId(session.api, named);
  const { tag } = await session.api.tagged('getDraft', { path: { id } });
  const text = await sourceText(session, file);
  let body: RequestOf<'reviseDraft'>['body'];
  try {
    body = JSON.parse(text) as RequestOf<'reviseDraft'>['body'];
  } catch (error) {
    throw usageError(`${file} is no JSON: ${(error as Error).message}`);
  }
  const made = await session.api.call('reviseDraft', { path: { id }, header: { 'If-Match': tag }, body });
  session.show(made, () => [`revision ${made.revision} is yours`, ...findingLines(made.current?.diagnostics ?? [], session.paint)]);
}

async function diff(session: Session, _options: object, named: string, from: string, to: string): Promise<void> {
  const id = await draftId(session.api, named);
  const query = { from: wholeBetween(1, 100_000)(from), to: wholeBetween(1, 100_000)(to) };
  const found: AnswerOf<'diffDraft'> = await session.api.call('diffDraft', { path: { id }, query });
  session.show(found, () => [
    ...(found.same ? [`revisions ${from} and ${to} are the same`] : found.changes.map(({ words }) => plain(words))),
    ...found.authors.map(({ step, before, after }) => `whose ${plain(step)}: ${writtenBy(before)} -> ${writtenBy(after)}`),
  ]);
}

function writtenBy(author: AnswerOf<'diffDraft'>['authors'][number]['before']): string {
  return author === null ? 'nobody' : author.replaceAll('_', ' ');
}

async function cancel(session: Session, _options: object, named: string): Promise<void> {
  const ended = await session.api.call('cancelDraft', { path: { id: await draftId(session.api, named) } });
  session.show(ended, () => [`draft ${short(ended.id)} is ${ended.status}`]);
}

async function submit(session: Session, _options: object, named: string): Promise<void> {
  const submitted = await session.api.call('submitDraft', { path: { id: await draftId(session.api, named) } });
  session.show(submitted, () => [`revision ${submitted.revision} is submitted; the protocol is ${submitted.status}`, submitted.hash]);
}
