import type { Command as CommandNode } from 'commander';
import type { Command } from '../api/generated/readings';
import { wholeBetween, type CommandLine } from '../command-line';
import type { Session } from '../session';
import { moment } from '../show/duration';
import type { Column } from '../show/table';
import { runId } from './named';

const COLUMNS: readonly Column<Command>[] = [
  { title: 'WHEN', of: ({ intentAt }) => moment(intentAt) },
  { title: 'INSTRUMENT', of: ({ instrument }) => instrument },
  { title: 'STEP', of: ({ step }) => step ?? '', spare: true },
  { title: 'COMMAND', of: ({ label }) => label },
  { title: 'OUTCOME', of: ({ outcome }) => outcome ?? 'unanswered', state: true },
  { title: 'MS', of: ({ durationMs }) => (durationMs === null ? '' : Math.round(durationMs)), right: true, spare: true },
  { title: 'REPLY', of: ({ reply }) => reply?.text.trim() ?? '' },
];

export function addRunCommands(line: CommandLine, group: CommandNode): void {
  line
    .leaf<{ limit: number }, [string]>(group, 'commands <run>', 'Lists the commands of a run as they went over the wire', commands)
    .option('--limit <n>', 'at most so many, from the first on', wholeBetween(1, 100_000), 100);
}

async function commands(session: Session, { limit }: { limit: number }, named: string): Promise<void> {
  const id = await runId(session.api, named);
  session.table(await session.api.list('listCommands', { path: { id } }, limit), COLUMNS, 'nothing was sent to an instrument');
}
