import { addWorkEvents, type Database } from '@labwright/persistence';
import type { LogLine } from '../http/log-line';

/** Wall milliseconds in which pieces of text are put together. */
const GATHER_MS = 250;

/**
 * Writes down what happens while a model drafts, in its order: pieces of text put together, everything else as it comes. What cannot be written is
 * told to the log and lost; the draft itself is kept by its transactions. Nothing is written of a work that the draft was taken from.
 */
export class DraftJournal {
  private text = '';
  private round = 0;
  private timer: NodeJS.Timeout | null = null;
  private written: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly draftId: string,
    private readonly work: string,
    private readonly log: LogLine,
  ) {}

  piece(round: number, text: string): void {
    this.round = round;
    this.text += text;
    this.timer ??= setTimeout(() => this.flush(), GATHER_MS).unref();
  }

  add(type: string, data: object): void {
    this.flush();
    this.write([{ type, data }]);
  }

  /** Resolves when everything until now is written. */
  async settled(): Promise<void> {
    this.flush();
    await this.written;
  }

  private flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (this.text === '') return;
    const data = { round: this.round, text: this.text };
    this.text = '';
    this.write([{ type: 'text', data }]);
  }

  private write(events: readonly { readonly type: string; readonly data: object }[]): void {
    this.written = this.written
      .then(() => addWorkEvents(this.database, this.draftId, this.work, events))
      .catch((error: unknown) => this.log(`draft ${this.draftId}: an event was not written: ${(error as Error).message}`));
  }
}
