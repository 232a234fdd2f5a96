import type { Command } from 'commander';
import { stringify } from 'yaml';
import type { FleetChange } from '../api/generated/fleet';
import type { CommandLine } from '../command-line';
import { CommandFailure, ExitCode } from '../exit-code';
import type { Session } from '../session';
import { diagnosticLines, type Finding } from '../show/diagnostic-text';
import { sourceText } from './source-file';

export function addFleet(line: CommandLine, group: Command): void {
  line
    .leaf<{ dryRun?: boolean }, [string]>(group, 'apply <file>', 'Makes the fleet as a file says: all of it, or nothing', apply)
    .option('--dry-run', 'only says what would change');
  line.leaf(group, 'export', 'Prints the fleet as a file that `apply` takes', async (session) => {
    const fleet = await session.api.call('getFleet');
    session.show(fleet, () => [stringify(fleet).trimEnd()]);
  });
}

async function apply(session: Session, { dryRun }: { dryRun?: boolean }, file: string): Promise<void> {
  const body = await sourceText(session, file);
  const type = file.endsWith('.json') ? 'application/json' : 'application/yaml';
  let change: FleetChange;
  try {
    change = await session.api.call('applyFleet', { query: dryRun ? { dryRun: 'true' } : {}, body, type });
  } catch (error) {
    throw withCarets(session, error, file, body);
  }
  session.show(change, () => changeLines(session, change, dryRun === true));
}

/** Faults of a file have a line and a column: shown as those of a protocol are. */
function withCarets(session: Session, error: unknown, file: string, text: string): unknown {
  const faults = error instanceof CommandFailure ? (error.problem?.['errors'] as readonly Fault[] | undefined) : undefined;
  if (!faults?.some(({ line }) => line !== undefined) || session.json) return error;
  const findings = faults.map(({ pointer, message, line, column }): Finding => {
    const position = line === undefined || column === undefined ? undefined : { line, column };
    return { code: '', severity: 'error', path: pointer, message: position ? message : `${pointer} ${message}`, position };
  });
  for (const shown of diagnosticLines(findings, file, text, session.paint)) session.screen.err(`${shown}\n`);
  return new CommandFailure(ExitCode.failed, 'nothing was changed');
}

interface Fault {
  readonly pointer: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

function changeLines({ paint }: Session, change: FleetChange, dry: boolean): readonly string[] {
  const { created, changed, unchanged, retired, left } = change;
  const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const lines = [
    ...created.map(({ id, driver, url }) => paint('green', `+ ${id}: ${driver} at ${url}`)),
    ...changed.flatMap(({ id, changes }) => [
      paint('yellow', `~ ${id}`),
      ...changes.map(({ field, from, to }) => `    ${field}: ${shown(from)} -> ${shown(to)}`),
    ]),
    ...retired.map((id) => paint('red', `- ${id}: retired`)),
    ...left.map((id) => `  ${id}: not in the file, and left as it is`),
  ];
  const count = created.length + changed.length + retired.length;
  const words = count === 0 ? 'nothing to change' : dry ? `${count} would change; nothing was changed` : `${count} changed`;
  return [...lines, `${words}, ${unchanged.length} as they are`];
}
