/** Where a command writes: what was asked for goes to `out`, everything about it to `err`. */
export interface Screen {
  out(text: string): void;
  err(text: string): void;
  /** Whether `out` is a terminal in which lines can be drawn again. */
  readonly live: boolean;
  readonly colour: boolean;
  readonly columns: number;
  readonly rows: number;
}

/** The screen of this process. Colour needs a terminal, and none of NO_COLOR (no-color.org), TERM=dumb and --no-color. */
export function processScreen(env: NodeJS.ProcessEnv, noColour: boolean): Screen {
  const { stdout, stderr } = process;
  const live = stdout.isTTY && env['TERM'] !== 'dumb';
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    live,
    colour: live && !noColour && !env['NO_COLOR'],
    get columns() {
      // Some terminals say that they have 0. A file or another program gets lines as long as they are.
      return stdout.isTTY ? stdout.columns || 80 : Number.POSITIVE_INFINITY;
    },
    get rows() {
      return stdout.isTTY ? stdout.rows || 24 : 40;
    },
  };
}
