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
      `
Exit codes:
  0    done; of runs watch: completed
  1    failed or refused; of runs watch: failed, or with --until-task held
  2    wrong usage, or a file of yours that cannot be read; nothing was sent that changes anything
  3    the API is not reachable, does not answer in time, or does not let this key in
  4    of runs watch: completed with deviations
  5    of runs watch: cancelled
  130  Ctrl-C

Environment: LABWRIGHT_URL, LABWRIGHT_KEY, LABWRIGHT_PROFILE, LABWRIGHT_CONFIG, NO_COLOR.`,
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
