import type { Command } from 'commander';
import type { HeldDraft } from '../api/generated/screening';
import { wholeBetween, type CommandLine } from '../command-line';
import type { Session } from '../session';
import { moment } from '../show/duration';
import { plain } from '../show/paint';
import type { Column } from '../show/table';
import { credentialOf, draftId, short } from './named';

const COLUMNS: readonly Column<HeldDraft>[] = [
  { title: 'DRAFT', of: ({ draft }) => short(draft) },
  { title: 'STATE', of: ({ decision, status }) => decision?.decision ?? status, state: true },
  { title: 'HELD', of: ({ heldAt }) => moment(heldAt) },
  { title: 'ASKER', of: ({ asker }) => asker.name },
  { title: 'WHAT', of: ({ subject }) => subject },
  { title: 'TITLE', of: ({ title }) => plain(title), spare: true },
  { title: 'FOUND', of: ({ findings }) => plain(findings.map(({ message }) => message).join('; ')) },
];

/** What the biosafety officer does with drafts; `group` is that of screening. */
export function addHeldDrafts(line: CommandLine, group: Command): void {
  line
    .leaf<{ all?: boolean; limit: number }>(
      group,
      'drafts',
      'Lists drafts that are held; no model is shown them until they are released',
      list,
    )
    .option('--all', 'also what is decided')
    .option('--limit <n>', 'at most so many', wholeBetween(1, 10_000), 50);
  line
    .leaf<{ reason: string }, [string]>(group, 'release-draft <draft>', 'Lets a held draft go on, signed', release)
    .requiredOption('--reason <text>', 'why it may go on');
  line
    .leaf<{ reason: string }, [string]>(group, 'reject-draft <draft>', 'Rejects a held draft, signed and for good', reject)
    .requiredOption('--reason <text>', 'why not');
}

async function list(session: Session, { all, limit }: { all?: boolean; limit: number }): Promise<void> {
  const query = all ? { all: 'true' as const } : {};
  session.table(await session.api.list('listHeldDrafts', { query }, limit), COLUMNS, 'no draft is held');
}

async function release(session: Session, { reason }: { reason: string }, named: string): Promise<void> {
  const id = await draftId(session.api, named);
  const draft = await session.api.call('releaseDraft', { path: { id }, body: { reason, credential: credentialOf(session) } });
  session.show(draft, () => [`draft ${short(id)} is ${draft.status}; what comes of it is screened again, and needs its review`]);
}

async function reject(session: Session, { reason }: { reason: string }, named: string): Promise<void> {
  const id = await draftId(session.api, named);
  const draft = await session.api.call('rejectDraft', { path: { id }, body: { reason, credential: credentialOf(session) } });
  session.show(draft, () => [`draft ${short(id)} is ${draft.status}`]);
}
