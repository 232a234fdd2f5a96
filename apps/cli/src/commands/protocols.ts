import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { Option } from 'commander';
import type { AnswerOf, RequestOf } from '../api/api-client';
import type { Protocol, ProtocolSummary } from '../api/generated/protocols';
import type { Diagnostic } from '../api/generated/schemas';
import { wholeBetween, type CommandLine } from '../command-line';
import { writerLines } from '../drafts/draft-lines';
import { CommandFailure, ExitCode, usageError } from '../exit-code';
import type { Session } from '../session';
import { diagnosticLines, sortedDiagnostics } from '../show/diagnostic-text';
import { duration, moment } from '../show/duration';
import type { Column } from '../show/table';
import { credentialOf, protocolHash, short } from './named';
import { validateOffline } from './offline-check';
import { addProtocolComparison } from './protocol-comparison';
import { quantity, quantityText, type Quantities } from './quantity';
import { sourceText } from './source-file';

type Status = ProtocolSummary['status'];
const STATUSES = ['draft', 'submitted', 'held_biosafety', 'in_review', 'approved', 'rejected', 'expired', 'revoked'] satisfies Status[];

interface ListOptions {
  readonly status?: Status;
  readonly limit: number;
}

interface ShowOptions {
  readonly source?: boolean;
  readonly markdown?: boolean;
  /** File for the SVG. */
  readonly timeline?: string;
}

interface ValidateOptions {
  readonly offline?: boolean;
}

interface ApproveOptions {
  readonly meaning: string;
  readonly param?: Quantities;
  readonly days?: number;
  readonly selfApprove?: boolean;
  readonly idempotencyKey?: string;
}

const COLUMNS: readonly Column<ProtocolSummary>[] = [
  { title: 'HASH', of: ({ hash }) => short(hash) },
  { title: 'NAME', of: ({ name }) => name },
  { title: 'VERSION', of: ({ version }) => version },
  { title: 'STATUS', of: ({ status }) => status, state: true },
  { title: 'AUTHOR', of: ({ author }) => author.name, spare: true },
  { title: 'SUBMITTED', of: ({ createdAt }) => moment(createdAt), spare: true },
  { title: 'TITLE', of: ({ title }) => title },
];

export function addProtocols(line: CommandLine): void {
  const group = line.group('protocols', 'Protocols: check, submit, look at, review');
  line
    .leaf(group, 'list', 'Lists protocols, the newest first', list)
    .addOption(new Option('--status <status>', 'only those').choices(STATUSES))
    .option('--limit <n>', 'at most so many', wholeBetween(1, 10_000), 50);
  line
    .leaf<ValidateOptions, [string[]]>(
      group,
      'validate <file...>',
      'Compiles protocols on the fleet as it is now, and shows every finding',
      validate,
    )
    .option('--offline', 'checks without the API: everything but whether instruments can do it');
  line.leaf<object, [string]>(group, 'submit <file>', 'Submits a protocol for review', submit);
  line
    .leaf<ShowOptions, [string]>(group, 'show <protocol>', 'Shows a protocol: a hash, the start of one, name@version or name', show)
    .option('--source', 'the text as it was submitted')
    .option('--markdown', 'a numbered procedure for the bench')
    .option('--timeline <file>', 'writes a timeline into a file, as SVG');
  addProtocolComparison(line, group);
  line.leaf<{ reason: string }, [string]>(group, 'reject <protocol>', 'Signs a rejection', reject).requiredOption('--reason <text>', 'why');
  line
    .leaf<{ reason: string }, [string]>(group, 'revoke <protocol>', 'Takes all its approvals back, for good; its runs are held', revoke)
    .requiredOption('--reason <text>', 'why');
  line
    .leaf<ApproveOptions, [string]>(
      line.root,
      'approve <protocol>',
      'Signs the approval of a protocol with these parameter values',
      approve,
    )
    .requiredOption('--meaning <text>', 'what your signature means, in your words')
    .option('--param <name=value unit>', 'value to approve, such as "warmth=45 Cel"; may be given many times', quantity)
    .option('--days <n>', 'days until the approval ends', wholeBetween(1, 365))
    .option('--self-approve', 'approve a protocol of your own, where the lab allows it; stamped on the record')
    .option('--idempotency-key <key>', 'the same key gives the same approval again; one is made where absent');
}

async function list(session: Session, { status, limit }: ListOptions): Promise<void> {
  session.table(await session.api.list('listProtocols', { query: { status } }, limit), COLUMNS, 'no protocols');
}

/** JSON documents are YAML too, but the API keeps the bytes under the type that they came with. */
function bodyOf(file: string, text: string): RequestOf<'validateProtocol'> {
  return { body: text, type: file.endsWith('.json') ? 'application/json' : 'application/yaml' };
}

async function validate(session: Session, { offline }: ValidateOptions, files: readonly string[]): Promise<ExitCode> {
  if (offline) return validateOffline(session, files);
  const results: (AnswerOf<'validateProtocol'> & { readonly file: string })[] = [];
  const lines: string[] = [];
  for (const file of files) {
    const text = await sourceText(session, file);
    const result = await session.api.call('validateProtocol', bodyOf(file, text));
    results.push({ file, ...result, diagnostics: sortedDiagnostics(result.diagnostics) });
    lines.push(...diagnosticLines(result.diagnostics, file, text, session.paint));
    lines.push(result.valid ? `${file} is valid, hash ${result.hash ?? ''}` : `${file} is not valid`, ...timeLines(result.takes));
  }
  session.show(results.length === 1 ? results[0] : results, () => lines);
  return results.every(({ valid }) => valid) ? ExitCode.ok : ExitCode.failed;
}

function timeLines(takes: AnswerOf<'validateProtocol'>['takes']): readonly string[] {
  if (!takes) return [];
  const { expectedMs, handsOnMs, longestUnattendedMs } = takes;
  const alone = `needs nobody for ${duration(longestUnattendedMs)} at the longest`;
  return [`takes about ${duration(expectedMs)}; hands on ${duration(handsOnMs)}; ${alone}`];
}

async function submit(session: Session, _options: object, file: string): Promise<void> {
  const text = await sourceText(session, file);
  let protocol: Protocol;
  try {
    protocol = await session.api.call('submitProtocol', bodyOf(file, text));
  } catch (error) {
    throw withCarets(session, error, file, text);
  }
  session.show(protocol, () => [
    ...(protocol.diagnostics.length > 0 ? diagnosticLines(protocol.diagnostics, file, text, session.paint) : []),
    `${protocol.name} ${protocol.version} is ${protocol.status}`,
    protocol.hash,
  ]);
}

/** A protocol that does not compile is refused with all its findings: they are shown as by `validate`. */
function withCarets(session: Session, error: unknown, file: string, text: string): unknown {
  const found = error instanceof CommandFailure ? error.problem?.['diagnostics'] : undefined;
  if (!Array.isArray(found) || session.json) return error;
  for (const line of diagnosticLines(found as Diagnostic[], file, text, session.paint)) session.screen.err(`${line}\n`);
  return new CommandFailure(ExitCode.failed, `${file} does not compile, so it was not submitted`);
}

async function show(session: Session, { source, markdown, timeline }: ShowOptions, named: string): Promise<void> {
  const hash = await protocolHash(session.api, named);
  if (timeline !== undefined) return drawTimeline(session, hash, timeline);
  if (source || markdown) {
    const text = await session.api.call(markdown ? 'getProtocolMarkdown' : 'getProtocolSource', { path: { hash } });
    if (session.json) session.show({ hash, [markdown ? 'markdown' : 'source']: text }, () => []);
    else session.screen.out(text.endsWith('\n') ? text : `${text}\n`);
    return;
  }
  const protocol = await session.api.call('getProtocol', { path: { hash } });
  session.show(protocol, () => protocolLines(session, protocol));
}

async function drawTimeline(session: Session, hash: string, file: string): Promise<void> {
  const svg = await session.api.call('getProtocolTimeline', { path: { hash } });
  try {
    writeFileSync(file, svg);
  } catch (error) {
    throw usageError(`${file} cannot be written: ${(error as Error).message}`);
  }
  session.show({ hash, file }, () => [`the timeline is in ${file}; a browser shows it`]);
}

function protocolLines(session: Session, protocol: Protocol): readonly string[] {
  const { parameters = [], steps = [] } = protocol.document as { parameters?: DocumentParameter[]; steps?: DocumentStep[] };
  const reviews = protocol.reviews.map(
    ({ decision, reviewer, meaning, createdAt, expiresAt, revokedAt }) =>
      `${decision} by ${reviewer.name} ${moment(createdAt)}: ${meaning}${decision === 'approved' ? `; until ${moment(expiresAt)}` : ''}${revokedAt ? `; revoked ${moment(revokedAt)}` : ''}`,
  );
  return session.fields([
    ['title', protocol.title],
    ['name', `${protocol.name} ${protocol.version}`],
    ['hash', protocol.hash],
    ['status', protocol.status],
    ['author', `${protocol.author.name}, ${moment(protocol.createdAt)}`],
    ['parameters', parameters.map(parameterText)],
    ['steps', steps.map(({ id, kind, title }) => `${id ?? '?'} (${kind ?? '?'})${title ? `: ${title}` : ''}`)],
    ['written', writerLines(protocol.provenance)],
    ['findings', protocol.diagnostics.map(({ severity, code, message }) => `${severity} ${code}: ${message}`)],
    ['reviews', reviews],
  ]);
}

interface DocumentParameter {
  readonly id?: string;
  readonly default?: { value: number; unit: string };
  readonly min?: number;
  readonly max?: number;
}
interface DocumentStep {
  readonly id?: string;
  readonly kind?: string;
  readonly title?: string;
}

function parameterText({ id = '?', default: usual, min, max }: DocumentParameter): string {
  const range = min !== undefined && max !== undefined ? ` (${min} to ${max})` : '';
  return `${id} = ${usual ? quantityText(usual) : '?'}${range}`;
}

async function approve(
  session: Session,
  { meaning, param, days, selfApprove, idempotencyKey = randomUUID() }: ApproveOptions,
  named: string,
): Promise<void> {
  const hash = await protocolHash(session.api, named);
  const body = { meaning, parameters: param, days, selfApprove, credential: credentialOf(session) };
  const review = await session.api.call('approveProtocol', { path: { hash }, header: { 'Idempotency-Key': idempotencyKey }, body });
  session.show(review, () => [
    `approved by ${review.reviewer.name} until ${moment(review.expiresAt)}${review.selfApproved ? ', by its own author' : ''}`,
    ...session.fields([
      ['parameters', Object.entries(review.parameters).map(([name, it]) => `${name} = ${quantityText(it)}`)],
      ['signed hash', review.signedHash],
    ]),
  ]);
}

async function reject(session: Session, { reason }: { reason: string }, named: string): Promise<void> {
  const hash = await protocolHash(session.api, named);
  const protocol = await session.api.call('rejectProtocol', { path: { hash }, body: { reason, credential: credentialOf(session) } });
  session.show(protocol, () => [`${protocol.name} ${protocol.version} is ${protocol.status}`]);
}

async function revoke(session: Session, { reason }: { reason: string }, named: string): Promise<void> {
  const hash = await protocolHash(session.api, named);
  const protocol = await session.api.call('revokeProtocol', { path: { hash }, body: { reason, credential: credentialOf(session) } });
  session.show(protocol, () => [`${protocol.name} ${protocol.version} is ${protocol.status}; its runs are held`]);
}
