import type { Command } from 'commander';
import type { InstrumentLimits } from '../api/generated/instruments';
import type { CommandLine } from '../command-line';
import type { Session } from '../session';
import type { Column } from '../show/table';

type Limit = InstrumentLimits['limits'][number];

const range = (it: { min: number; max: number } | null) => (it === null ? '' : `${it.min} to ${it.max}`);
const COLUMNS: readonly Column<Limit>[] = [
  { title: 'LIMIT', of: ({ name }) => name },
  { title: 'DRIVER', of: ({ driver }) => range(driver) },
  { title: 'OWN', of: ({ own }) => range(own) },
  { title: 'IN FORCE', of: ({ inForce }) => range(inForce) },
  { title: 'STEP', of: ({ step }) => step, right: true },
  { title: 'UNIT', of: ({ unit }) => unit ?? '' },
];

export function addInstrumentLimits(line: CommandLine, group: Command): void {
  line.leaf<object, [string]>(group, 'limits <id>', 'Shows what its driver can do, what this lab allows, and what is in force', limits);
}

async function limits(session: Session, _options: object, id: string): Promise<void> {
  const { limits: items } = await session.api.call('listInstrumentLimits', { path: { id } });
  session.table(items, COLUMNS, 'its driver has nothing that can be limited');
}
