/** One line of an anchor file: at this wall time this was the newest entry of the log. */
export interface Anchor {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly sequence: number;
  readonly hash: string;
}

/** More lines than a daily anchor makes in centuries. */
const MOST_ANCHORS = 200_000;
const HASH = /^[0-9a-f]{64}$/;

/** Anchors by the number of their entry. */
export class Anchors {
  private readonly bySequence = new Map<number, Anchor[]>();
  private newest: Anchor | null = null;

  constructor(anchors: Iterable<Anchor> = []) {
    for (const anchor of anchors) {
      this.bySequence.set(anchor.sequence, [...(this.bySequence.get(anchor.sequence) ?? []), anchor]);
      if (!this.newest || anchor.sequence > this.newest.sequence) this.newest = anchor;
    }
  }

  get latest(): Anchor | null {
    return this.newest;
  }

  get size(): number {
    return [...this.bySequence.values()].reduce((sum, { length }) => sum + length, 0);
  }

  has(sequence: number): boolean {
    return this.bySequence.has(sequence);
  }

  /** The anchor of an entry that names another hash; null when none does. */
  differing(sequence: number, hash: string): Anchor | null {
    return this.bySequence.get(sequence)?.find((anchor) => anchor.hash !== hash) ?? null;
  }
}

/** An anchor as it is written: one line of NDJSON, with its end. */
export function anchorLine({ time, sequence, hash }: Anchor): string {
  return `${JSON.stringify({ time, sequence, hash })}\n`;
}

/** Reads an anchor file. A last line without its end was cut off by a crash and is left out. @throws Error naming the first line that is no anchor */
export function parseAnchors(text: string): Anchors {
  const lines = text.split('\n');
  lines.pop();
  if (lines.length > MOST_ANCHORS) throw new Error(`it has ${lines.length} lines; an anchor file has at most ${MOST_ANCHORS}`);
  return new Anchors(lines.filter((line) => line.trim() !== '').map(anchorOf));
}

function anchorOf(line: string, index: number): Anchor {
  const refuse = (): Error =>
    new Error(
      `line ${index + 1} is no anchor; one looks like {"time":"2026-11-29T00:00:00.000Z","sequence":1,"hash":"<64 hexadecimal digits>"}`,
    );
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw refuse();
  }
  const { time, sequence, hash } = (value ?? {}) as Partial<Anchor>;
  if (typeof time !== 'string' || !Number.isSafeInteger(sequence) || Number(sequence) < 1 || !HASH.test(String(hash))) throw refuse();
  return { time, sequence: Number(sequence), hash: String(hash) };
}
