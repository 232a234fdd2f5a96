/** What a script reads of a command; README.md has the table. */
export const ExitCode = {
  ok: 0,
  /** What was asked for failed or was refused; of `runs watch`: the run failed. */
  failed: 1,
  /** The command line or a file of the caller is wrong; nothing was sent. */
  usage: 2,
  /** The API cannot be reached, does not answer in time, or does not take the key. */
  unreachable: 3,
  /** `runs watch`: completed, with deviations on the record. */
  deviations: 4,
  /** `runs watch`: cancelled. */
  cancelled: 5,
  /** Ctrl-C. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Ends a command with a sentence and an exit code. `details` go below it, one line each; `problem` is what `--json` prints. */
export class CommandFailure extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    readonly details: readonly string[] = [],
    readonly problem: Readonly<Record<string, unknown>> | null = null,
  ) {
    super(message);
  }
}

export function usageError(message: string, ...details: string[]): CommandFailure {
  return new CommandFailure(ExitCode.usage, message, details);
}
