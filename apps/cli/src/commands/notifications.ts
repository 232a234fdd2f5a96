import type { Notification } from '../api/generated/notifications';
import { wholeBetween, type CommandLine } from '../command-line';
import { CommandFailure, ExitCode, usageError } from '../exit-code';
import type { Session } from '../session';
import { moment } from '../show/duration';
import { plain } from '../show/paint';
import type { Column } from '../show/table';
import { short } from './named';

/** How far back a short id is looked for. */
const LOOK_BACK = 1_000;

const COLUMNS: readonly Column<Notification>[] = [
  { title: 'ID', of: ({ id }) => short(id) },
  { title: 'WHEN', of: ({ createdAt }) => moment(createdAt) },
  { title: 'KIND', of: ({ kind }) => kind, spare: true },
  { title: 'STATE', of: stateOf, state: true },
  { title: 'TOLD', of: ({ messages }) => told(messages), spare: true },
  { title: 'WHAT', of: ({ title }) => title },
];

export function addNotifications(line: CommandLine): void {
  const group = line.group('notifications', 'Notifications: what people were told of, and who takes care of it');
  line
    .leaf<{ all?: boolean; limit: number }>(group, 'list', 'Lists what nobody has taken care of yet, the newest first', list)
    .option('--all', 'also what is acknowledged or over')
    .option('--limit <n>', 'at most so many', wholeBetween(1, 10_000), 50);
  line.leaf<object, [string]>(group, 'show <id>', 'Shows what happened, what to do, and who was told how', show);
  line
    .leaf<{ note?: string }, [string]>(group, 'ack <id>', 'Says that you take care of it, so that nobody else is told', acknowledge)
    .option('--note <text>', 'what you will do');
}

function stateOf({ acknowledgedBy, resolvedAt }: Notification): string {
  return acknowledgedBy ? `taken by ${acknowledgedBy.name}` : resolvedAt ? 'over' : 'open';
}

function told(messages: Notification['messages']): string {
  const sent = messages.filter(({ status }) => status === 'sent').length;
  return messages.length === 0 ? 'nobody' : `${sent} of ${messages.length}`;
}

async function list(session: Session, { all, limit }: { all?: boolean; limit: number }): Promise<void> {
  const query = all ? {} : { open: 'true' as const };
  session.table(await session.api.list('listNotifications', { query }, limit), COLUMNS, 'nothing that anybody has to take care of');
}

async function find(session: Session, named: string): Promise<Notification> {
  const all = await session.api.list('listNotifications', {}, LOOK_BACK);
  const [found, ...others] = all.filter(({ id }) => id === named || (named.length >= 4 && id.startsWith(named)));
  if (others.length > 0) throw usageError(`"${named}" is the beginning of more than one; give more of it`);
  if (found) return found;
  throw new CommandFailure(ExitCode.failed, `there is no notification "${named}"; \`labwright notifications list --all\` lists them`);
}

async function show(session: Session, _options: object, named: string): Promise<void> {
  const it = await find(session, named);
  session.show(it, () =>
    session.fields([
      ['notification', it.id],
      ['kind', it.kind],
      ['title', it.title],
      ['happened', it.happened],
      ['place', it.place],
      ['to do', it.toDo],
      ['run', it.run],
      ['when', moment(it.createdAt)],
      ['state', stateOf(it)],
      ['note', it.note],
      ['told', it.messages.map(({ contact, channel, status, error }) => `${contact} by ${channel}: ${status}${error ? `, ${error}` : ''}`)],
      ['next', it.nextContactAt === null ? null : `somebody else at ${moment(it.nextContactAt)}`],
    ]),
  );
}

async function acknowledge(session: Session, { note }: { note?: string }, named: string): Promise<void> {
  const { id } = await find(session, named);
  const it = await session.api.call('acknowledgeNotification', { path: { id }, body: { note } });
  session.show(it, () => [`${plain(it.title)}: taken care of by ${it.acknowledgedBy?.name ?? '-'}`]);
}
