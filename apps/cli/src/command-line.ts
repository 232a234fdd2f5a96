import { Command, InvalidArgumentError, Option } from 'commander';
import type { ExitCode } from './exit-code';
import { Session, type CommonOptions, type Shell } from './session';

const DEFAULT_TIMEOUT_S = 20;

/** What a command does; it ends with `ok` when it gives no exit code. */
export type Work<Options, Args extends readonly unknown[]> = (
  session: Session,
  options: Options,
  ...args: Args
) => Promise<ExitCode | void>;

/** The tree of commands, and the exit code of the one that ran. */
export class CommandLine {
  exitCode: ExitCode = 0;

  constructor(
    readonly root: Command,
    private readonly shell: Shell,
  ) {}

  /** A command that has others below it. */
  group(name: string, summary: string): Command {
    return this.root.command(name).description(summary).helpCommand(false);
  }

  /** A command that does something. `usage` has its name and its arguments; add options to what it gives. */
  leaf<Options, Args extends readonly unknown[] = []>(parent: Command, usage: string, summary: string, work: Work<Options, Args>): Command {
    const command = parent.command(usage).description(summary);
    withCommonOptions(command).action(async (...given: unknown[]) => {
      // Arguments, then options, then the command itself.
      const args = given.slice(0, -2) as unknown as Args;
      const options = given.at(-2) as Options & CommonOptions;
      this.exitCode = (await work(new Session(this.shell, options), options, ...args)) ?? 0;
    });
    return command;
  }
}

function withCommonOptions(command: Command): Command {
  return command
    .option('--json', 'JSON for programs: one document, or one a line for streams')
    .option('--url <url>', 'address of the API; goes before LABWRIGHT_URL and the configuration')
    .option('--as <profile>', 'use the key of this profile of the configuration')
    .addOption(
      new Option('--timeout <seconds>', 'how long a request may take').default(DEFAULT_TIMEOUT_S).argParser(numberBetween(0.1, 3_600)),
    )
    .option('--no-color', 'no colours; NO_COLOR in the environment does the same');
}

/** Parses a number of an option. @throws InvalidArgumentError, which commander shows together with the option */
export function numberBetween(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`A number from ${min} to ${max} is needed.`);
  };
}

export function wholeBetween(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`A whole number from ${min} to ${max} is needed.`);
  };
}

/** An option that may be given many times. */
export function many(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
