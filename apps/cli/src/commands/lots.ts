import type { Lot } from '../api/generated/lots';
import { wholeBetween, type CommandLine } from '../command-line';
import type { Session } from '../session';
import { moment } from '../show/duration';
import type { Column } from '../show/table';

interface AddOptions {
  readonly lot: string;
  readonly expires?: string;
  readonly note?: string;
}

const COLUMNS: readonly Column<Lot>[] = [
  { title: 'MATERIAL', of: ({ material }) => material },
  { title: 'LOT', of: ({ lot }) => lot },
  { title: 'LAST DAY', of: ({ expiresOn, expired }) => (expiresOn === null ? '' : `${expiresOn}${expired ? ' (over)' : ''}`) },
  { title: 'BY', of: ({ registeredBy }) => registeredBy.name },
  { title: 'REGISTERED', of: ({ registeredAt }) => moment(registeredAt) },
  { title: 'NOTE', of: ({ note }) => note },
];

export function addLots(line: CommandLine): void {
  const group = line.group('lots', 'Lots: bottles that tasks can name');
  line
    .leaf<{ material?: string; limit: number }>(group, 'list', 'Lists registered lots, the newest first', list)
    .option('--material <name>', 'of this material only, exactly as registered')
    .option('--limit <n>', 'at most so many', wholeBetween(1, 10_000), 100);
  line
    .leaf<AddOptions, [string]>(group, 'add <material>', 'Registers a lot of a material', add)
    .requiredOption('--lot <lot>', 'what is written on the bottle')
    .option('--expires <date>', 'last day on which it may be used, such as 2027-01-31')
    .option('--note <text>', 'what else there is to say');
}

async function list(session: Session, { material, limit }: { material?: string; limit: number }): Promise<void> {
  session.table(await session.api.list('listLots', { query: { material } }, limit), COLUMNS, 'no lots');
}

async function add(session: Session, { lot, expires, note }: AddOptions, material: string): Promise<void> {
  const registered = await session.api.call('registerLot', { body: { material, lot, expiresOn: expires, note } });
  session.show(registered, () => [
    `${registered.material}, lot ${registered.lot}${registered.expiresOn ? `, until ${registered.expiresOn}` : ''}`,
  ]);
}
