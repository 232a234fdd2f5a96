import { ApiClient } from './api/api-client';
import { painter, plain, type Paint } from './show/paint';
import type { Screen } from './show/screen';
import { fieldLines, tableLines, type Column } from './show/table';
import { connectionOf } from './settings/connection';

/** What a command may use of the process around it; specs bring their own. */
export interface Shell {
  readonly env: NodeJS.ProcessEnv;
  screen(noColour: boolean): Screen;
  /** Everything on standard input. */
  input(): Promise<string>;
  /** One line from a person, not shown while it is typed; null where nobody sits there. */
  secret(prompt: string): Promise<string | null>;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
}

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly url?: string;
  readonly as?: string;
  /** Wall seconds. */
  readonly timeout: number;
  readonly color: boolean;
}

/** One call of a command: its options, the API, and how results are shown. */
export class Session {
  readonly json: boolean;
  readonly screen: Screen;
  readonly paint: Paint;
  private client: ApiClient | null = null;

  constructor(
    readonly shell: Shell,
    private readonly options: CommonOptions,
  ) {
    this.json = options.json === true;
    this.screen = shell.screen(!options.color);
    this.paint = painter(this.screen.colour && !this.json);
  }

  /** The API; the configuration is read when it is first needed. */
  get api(): ApiClient {
    this.client ??= new ApiClient(connectionOf(this.options, this.shell.env), this.options.timeout * 1_000, this.shell.interrupted);
    return this.client;
  }

  /** A result: one JSON document, or lines for people. */
  show(value: unknown, lines: () => readonly string[]): void {
    if (this.json) this.screen.out(`${JSON.stringify(value, null, 2)}\n`);
    else for (const line of lines()) this.screen.out(`${line}\n`);
  }

  /** One item of a stream: a line of NDJSON, or a line for people. */
  item(value: unknown, line: () => string): void {
    this.screen.out(`${this.json ? JSON.stringify(value) : line()}\n`);
  }

  table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], empty: string): void {
    this.show(rows, () => tableLines(rows, columns, { paint: this.paint, width: this.screen.columns, empty }));
  }

  fields(fields: readonly (readonly [name: string, value: unknown])[]): readonly string[] {
    // Where a program may read along, a value stays on its line.
    return fieldLines(fields, this.paint, this.screen.live ? this.screen.columns : undefined);
  }

  /** A sentence about what was done: for people only, and not where a program reads. */
  note(sentence: string): void {
    if (!this.json) this.screen.err(`${plain(sentence)}\n`);
  }
}
