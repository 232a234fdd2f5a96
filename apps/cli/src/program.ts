import { Command, CommanderError } from 'commander';
import { CommandLine } from './command-line';
import { addCommands } from './commands/all';
import { CommandFailure, ExitCode } from './exit-code';
import { painter, plain } from './show/paint';
import type { Shell } from './session';

/** Cells of the text of --help at most. */
const HELP_WIDTH = 110;

/** Every command of `labwright`, over a shell. */
export function commandLine(shell: Shell): CommandLine {
  const screen = shell.screen(true);
  const root = new Command('labwright')
    .description('Labwright from a terminal: instruments, protocols, runs, tasks and readings of a lab.')
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => screen.out(text),
      writeErr: (text) => screen.err(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'labwright: ')),
      getOutHelpWidth: () => Math.min(screen.columns, HELP_WIDTH),
      getErrHelpWidth: () => Math.min(screen.columns, HELP_WIDTH),
    })
    .showHelpAfterError('(--help says what it takes)')
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed or refused, 2 wrong usage, 3 not reachable or not let in; README.md of apps/cli has all.',
    );
  const line = new CommandLine(root, shell);
  addCommands(line);
  return line;
}

/** Runs one command line, arguments only. Everything that goes wrong ends as a sentence on `err` and an exit code. */
export async function runProgram(args: readonly string[], shell: Shell): Promise<ExitCode> {
  const line = commandLine(shell);
  try {
    await line.root.parseAsync([...args], { from: 'user' });
    return line.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    // What Ctrl-C broke off needs no words, unless the command has some.
    if (shell.interrupted.aborted && !(error instanceof CommandFailure)) return ExitCode.interrupted;
    return report(error, args.includes('--json'), shell, args.includes('--no-color'));
  }
}

function report(error: unknown, json: boolean, shell: Shell, noColour: boolean): ExitCode {
  const screen = shell.screen(noColour);
  const failure = error instanceof CommandFailure ? error : null;
  const message = failure?.message ?? (error instanceof Error ? (error.stack ?? error.message) : String(error));
  const exitCode = failure?.exitCode ?? ExitCode.failed;
  if (json) {
    const said = failure?.problem ?? { detail: message, details: failure?.details ?? [] };
    screen.err(`${JSON.stringify({ error: { ...said, exitCode } })}\n`);
    return exitCode;
  }
  const paint = painter(screen.colour);
  screen.err(`${paint('red', 'labwright:')} ${failure ? plain(message) : message}\n`);
  for (const detail of failure?.details ?? []) screen.err(`  ${plain(detail)}\n`);
  return exitCode;
}
