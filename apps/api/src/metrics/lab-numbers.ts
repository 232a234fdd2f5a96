import { hasCode } from '@labwright/domain';
import { readLabNumbers, type Database, type LabNumbersRow } from '@labwright/persistence';

/** Wall milliseconds for which what was read is good enough, however many scrape. */
const KEEP_MS = 1_000;
/** A bench agent says that it is alive every second; after this it counts as gone. */
const AGENT_SEEN_MS = 5_000;

/** The counts of the lab as of a second ago at most; null while the database does not answer. Scrapes at the same time share one look. */
export class LabNumbersReader {
  private last: { readonly at: number; readonly numbers: Promise<LabNumbersRow | null> } | null = null;

  constructor(
    private readonly database: Database,
    private readonly now: () => number = () => performance.now(),
  ) {}

  read(): Promise<LabNumbersRow | null> {
    if (this.last && this.now() - this.last.at < KEEP_MS) return this.last.numbers;
    const numbers = readLabNumbers(this.database, AGENT_SEEN_MS).catch((error: unknown) => {
      if (hasCode(error, 'DATABASE_UNAVAILABLE')) return null;
      throw error;
    });
    this.last = { at: this.now(), numbers };
    return numbers;
  }
}
