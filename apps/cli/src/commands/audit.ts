import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { CSV_HEADER, csvLine, ndjsonLine } from '@labwright/audit';
import { readAnchors } from '../audit/anchor-file';
import { entriesOfLab, headOfLab } from '../audit/entry-sources';
import { verifyFile, verifyLab } from '../audit/verify-audit';
import type { AuditEntry } from '../api/generated/audit';
import { wholeBetween, type CommandLine } from '../command-line';
import { ExitCode, usageError } from '../exit-code';
import type { Session } from '../session';
import { moment } from '../show/duration';
import type { Column } from '../show/table';

interface ListOptions {
  readonly actor?: string;
  readonly act?: string;
  readonly run?: string;
  readonly limit: number;
}

interface VerifyOptions {
  readonly from: number;
  readonly file?: string;
  readonly anchors?: string;
}

interface ExportOptions {
  readonly csv?: boolean;
  readonly ndjson?: boolean;
  readonly from: number;
}

const MOST = 1e15;
const COLUMNS: readonly Column<AuditEntry>[] = [
  { title: 'ENTRY', of: ({ sequence }) => String(sequence) },
  { title: 'WHEN', of: ({ atWall }) => moment(atWall) },
  { title: 'WHO', of: ({ actor }) => actor },
  { title: 'ACT', of: ({ act }) => act },
  { title: 'WHAT', of: ({ subjectKind, subjectId }) => `${subjectKind} ${subjectId.slice(0, 40)}` },
  { title: 'REASON', of: ({ reason }) => reason },
];

export function addAudit(line: CommandLine): void {
  const group = line.group('audit', 'The audit log: who did what (for an admin or a reviewer)');
  line
    .leaf<ListOptions>(group, 'list', 'Lists entries, the oldest first', list)
    .option('--actor <actor>', 'of this one only, such as user:ada')
    .option('--act <act>', 'of this act only, such as protocol.approved')
    .option('--run <id>', 'about this run only, its whole id')
    .option('--limit <n>', 'at most so many', wholeBetween(1, 100_000), 100);
  line
    .leaf<VerifyOptions>(group, 'verify', 'Checks the chain, and names the first broken entry', verify)
    .option('--from <n>', 'begin with this entry, and believe what is before it', wholeBetween(1, MOST), 1)
    .option('--file <export>', 'an exported file instead of the lab; needs no server')
    .option('--anchors <file>', 'anchors that were kept outside of the database: finds a chain that was written anew');
  line
    .leaf<ExportOptions, [string | undefined]>(
      group,
      'export [file]',
      'Writes all entries, as they are, to a file or to standard output',
      exportAudit,
    )
    .option('--ndjson', 'one JSON object a line; so it is without a format')
    .option('--csv', 'for a spreadsheet')
    .option('--from <n>', 'begin with this entry', wholeBetween(1, MOST), 1);
}

async function list(session: Session, { actor, act, run, limit }: ListOptions): Promise<void> {
  const subject = run === undefined ? {} : { subjectKind: 'run', subjectId: run };
  // The API refuses an act that there is not, with those that there are.
  const query = { actor, act: act as AuditEntry['act'] as never, ...subject };
  session.table(await session.api.list('listAudit', { query }, limit), COLUMNS, 'no entries');
}

async function verify(session: Session, { from, file, anchors: anchorFile }: VerifyOptions): Promise<ExitCode> {
  const anchors = anchorFile === undefined ? null : readAnchors(anchorFile);
  const progress = (checked: number): void => session.note(`${checked} entries checked`);
  const options = { from, anchors, progress };
  const found = await (file === undefined ? verifyLab(session.api, options) : verifyFile(file, options));
  const { first, last, broken } = found;
  session.show({ verified: broken === null, ...found, anchors: anchors?.size ?? null }, () => {
    const range = last === null ? 'no entries' : `entries ${first} to ${last} fit`;
    if (broken) return [`BROKEN at entry ${broken.sequence} (${broken.what}): ${broken.message}`, range];
    return [`${range}${anchors === null ? '' : `, and so do ${anchors.size} anchors`}`];
  });
  if (broken) return ExitCode.failed;
  if (file !== undefined && !anchors) session.note('nothing in a file tells whether entries are missing at its end; --anchors does');
  else if (!anchors)
    session.note('whoever can change the database as its owner could have written the whole chain anew; --anchors finds that');
  return ExitCode.ok;
}

async function exportAudit(session: Session, { csv, ndjson, from }: ExportOptions, name: string | undefined): Promise<void> {
  if (csv && ndjson) throw usageError('--csv or --ndjson, not both');
  const { sequence } = await headOfLab(session.api);
  const lineOf = csv ? csvLine : ndjsonLine;
  const out = name === undefined ? null : createWriteStream(name);
  if (out) await once(out, 'open').catch((error: Error) => Promise.reject(usageError(`${name} cannot be written: ${error.message}`)));
  const write = async (text: string): Promise<void> => {
    if (!out) session.screen.out(text);
    else if (!out.write(text)) await once(out, 'drain');
  };
  if (csv) await write(CSV_HEADER);
  let entries = 0;
  let lines = '';
  for await (const entry of entriesOfLab(session.api, from - 1)) {
    // What is added meanwhile is left out, so that an export ends.
    if (entry.sequence > sequence) break;
    lines += lineOf(entry);
    entries += 1;
    if (entries % 1_000 === 0) {
      await write(lines);
      lines = '';
    }
    if (entries % 10_000 === 0) session.note(`${entries} of ${sequence} entries`);
  }
  await write(lines);
  if (!out) return;
  out.end();
  await once(out, 'finish');
  session.note(`${entries} entries in ${name}`);
}
